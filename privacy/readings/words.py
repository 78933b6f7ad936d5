"""What the log of readings names by terms of the map, in words: data, places, who read."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.subjects import Personal
from privacy import manifest
from privacy.terms import CATEGORIES

PLACES: Mapping[str, Any] = {
    "quarantine": gettext_lazy("A number that was left out"),
    "passport": gettext_lazy("The records behind a number"),
    "desk": gettext_lazy("A request on the desk"),
    "tickets": gettext_lazy("A ticket of somebody who wrote to us"),
    "package": gettext_lazy("The copy for the person"),
}


def data_words(fields: Iterable[str]) -> str:
    """Categories of the map, each once; of opted-in fields their names at the source."""
    words = dict.fromkeys(_data(field) for field in fields)
    return ", ".join(words)


def place_words(place: str) -> str:
    """Where something was read."""
    return str(PLACES.get(place, place))


def actor_words(kind: str) -> str:
    """Who read it, where no name of a member is known."""
    return {
        "user": _("Somebody who is gone"),
        "api_key": _("API key"),
        "scim": _("Your company’s directory"),
        "system": _("Proactivox"),
        "public": _("A visitor"),
    }.get(kind, kind)


def _data(field: str) -> str:
    column, _sign, name = field.partition("#")
    category = _categories().get(column, "")
    return name.rpartition(".")[2] or str(CATEGORIES.get(category, column))


@cache
def _categories() -> Mapping[str, str]:
    return {
        f"{label}.{name}": entry.category
        for label, entries in manifest.classifications().items()
        for name, entry in entries.items()
        if isinstance(entry, Personal)
    }
