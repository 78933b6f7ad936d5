"""What was posted, newest last; the last 100, in memory."""

from collections import deque
from dataclasses import dataclass
from threading import Lock

_MOST = 100


@dataclass(frozen=True)
class Posted:
    """One message as its readers see it: whose channel, lines of text, where its link leads."""

    vendor: str
    channel: str
    lines: tuple[str, ...]
    link: str


_posted: deque[Posted] = deque(maxlen=_MOST)
_lock = Lock()


def put(message: Posted) -> None:
    """Show a message from now on."""
    with _lock:
        _posted.append(message)


def messages() -> list[Posted]:
    """All of them, the newest first."""
    with _lock:
        return list(reversed(_posted))
