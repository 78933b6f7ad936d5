"""For which purposes each column may be read, told from the map; code that reads is held to it."""

from collections.abc import Mapping
from functools import cache

from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Personal
from privacy import manifest
from privacy.policies.waiting import waiting_purposes

_NONE: frozenset[str] = frozenset()


def purposes_of(column: str) -> frozenset[str]:
    """Of "app.model.column": its own purpose, and that of the rights, which reach everything.

    Nothing for a column that holds nothing personal, or that is not there.
    """
    return _by_column().get(column, _NONE)


def purposes_today(column: str) -> frozenset[str]:
    """Those for which it may be read now.

    A new purpose of what was collected for another waits until the day of which people were told.
    """
    return purposes_of(column) - waiting_purposes(column)


@cache
def _by_column() -> Mapping[str, frozenset[str]]:
    return {
        f"{label}.{name}": frozenset((entry.purpose, ANSWER_REQUEST))
        for label, entries in manifest.classifications().items()
        for name, entry in entries.items()
        if isinstance(entry, Personal)
    }
