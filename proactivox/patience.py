"""Asks several questions at once and waits for the answers only so long."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping

Check = Callable[[], str]

# One asker a question: where nobody answers, later requests wait here and leave no thread behind.
_asking: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


def ask_all(checks: Mapping[str, Check], *, within_seconds: float) -> dict[str, str]:
    """{name: what its check said}; a check that does not end in time is let go and said so.

    Each runs in a thread of its own. A network that swallows packets answers neither yes nor no,
    and no client's timeout covers every such silence.
    """
    deadline = time.monotonic() + within_seconds
    silence = f"no answer within {within_seconds:g} s"
    answers = dict.fromkeys(checks, silence)

    def ask(name: str, check: Check) -> None:
        if _asking[name].acquire(timeout=within_seconds):
            try:
                answers[name] = check()
            finally:
                _asking[name].release()

    threads = [
        threading.Thread(target=ask, args=asked, name=f"ask {asked[0]}", daemon=True)
        for asked in checks.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    return dict(answers)
