"""Which room of the code reads for which purposes, and a check that the map knows both."""

from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, Error

from accounts.readings import ANSWER_REQUEST
from privacy import manifest
from privacy.activities import activities

Readers = Mapping[str, tuple[str, ...]]


def purposes_of_room(module: str, readers: Readers) -> tuple[str, ...]:
    """Of the narrowest room that a module lies in; nothing where nobody declared one."""
    parts = module.split(".")
    rooms = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((readers[room] for room in rooms if room in readers), ())


def check_readers(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What the apps' READERS say, against the activities of what is installed."""
    return list(faults(manifest.readers(), (one.purpose for one in activities())))


def faults(readers: Readers, purposes: Iterable[str]) -> Iterator[Error]:
    """Rooms that are not there, and purposes for which nothing is kept."""
    known = {*purposes, ANSWER_REQUEST}
    for room, told in readers.items():
        if find_spec(room) is None:
            yield Error(f"READERS names the room {room}, which is not there.", id="privacy.E021")
        for purpose in told:
            if purpose not in known:
                yield Error(
                    f"{room} reads for {purpose!r}, for which nothing is kept.",
                    hint="A purpose is the map's own word: see the app's classifications.",
                    id="privacy.E021",
                )
