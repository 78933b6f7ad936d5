"""Fails `manage.py check` on special categories without Art. 9(2), and refuses to write them."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error

from accounts.special import SPECIAL, guard_model, register_lacking
from accounts.subjects import Classification, Personal
from privacy import manifest

Classified = Mapping[str, Mapping[str, Classification]]
_CONDITION = re.compile(r"9\(2\)\([a-j]\): \S")


def check_special(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every entry of the map, files included."""
    return list(faults({**manifest.classifications(), "files": manifest.files()}))


def faults(classified: Classified) -> Iterator[Error]:
    """Special categories without their condition, and conditions that nothing needs."""
    for column, entry in _entries(classified):
        if entry.category in SPECIAL and not _CONDITION.match(entry.condition):
            yield Error(
                f"{column} is of the special category {entry.category} without a condition.",
                hint='Say in its classification condition="9(2)(a): ...", or do not hold it.',
                id="privacy.E016",
            )
        elif entry.condition and entry.category not in SPECIAL:
            yield Error(
                f"{column} names a condition of Art. 9(2) and holds no special category.",
                id="privacy.E016",
            )


def lacking(classified: Classified) -> frozenset[str]:
    """The columns that may not be written."""
    return frozenset(
        column
        for column, entry in _entries(classified)
        if entry.category in SPECIAL and not _CONDITION.match(entry.condition)
    )


def guard_columns() -> None:
    """At start: what lacks its condition is refused wherever it is written."""
    register_lacking(_installed)
    for column in _installed():
        label, _dot, name = column.rpartition(".")
        guard_model(apps.get_model(label), [name])


@cache
def _installed() -> frozenset[str]:
    return lacking(manifest.classifications())


def _entries(classified: Classified) -> Iterator[tuple[str, Personal]]:
    for label, entries in classified.items():
        for name, entry in entries.items():
            if isinstance(entry, Personal):
                yield f"{label}.{name}", entry
