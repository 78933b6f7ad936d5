"""For which purposes which data may be read: asks the map that privacy registers at start."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_noop as _

# The law itself asks for it, so it is registered for all data (GDPR Art. 12 to 22, 28(3)(e)).
ANSWER_REQUEST = _("answer what people ask about their own data")

Registered = Callable[[str], frozenset[str]]
_maps: list[Registered] = []


class UnregisteredPurpose(Exception):
    """Code asked for personal data for a purpose that the map does not name for it."""


def register_map(registered: Registered) -> None:
    """Privacy calls this once, at start: "app.model.column" -> purposes; the last call counts."""
    _maps[:] = [registered]


def is_of_people(column: str) -> bool:
    """Whether the map says of "app.model.column" that it holds something about people.

    With no map every column might.
    """
    return not _maps or bool(_maps[0](column))


def check_purpose(purpose: str, fields: Iterable[str]) -> None:
    """Raise UnregisteredPurpose unless the map names the purpose for each field.

    A field is "app.model.column", with "#name" behind it where one column holds many fields. With
    no map nothing may be read.
    """
    if not _maps:
        raise UnregisteredPurpose("No map of personal data is registered; privacy has not started.")
    for field in fields:
        column = field.partition("#")[0]
        if purpose not in _maps[0](column):
            raise UnregisteredPurpose(f"{column} is not kept for the purpose {purpose!r}.")
