"""What a rule is, and which channel it gives a thing: the first rule that fits, else none."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from analytics.queries.names import platform_name

MOST_RULES, MOST_CONDITIONS, MOST_VALUES = 200, 6, 200
LONGEST_CHANNEL, LONGEST_VALUE = 80, 255


class Field(StrEnum):
    """What a condition looks at; a thing that has no such field fits no condition on it."""

    SOURCE = "source"
    MEDIUM = "medium"
    CAMPAIGN = "campaign"
    TYPE = "type"
    PLATFORM = "platform"
    LEAD_SOURCE = "lead_source"


class Operator(StrEnum):
    """How it compares; of several values it is enough that one does."""

    IS = "is"
    ONE_OF = "one_of"
    CONTAINS = "contains"
    BEGINS = "begins"


FIELDS: dict[Field, Any] = {
    Field.SOURCE: _("Source (utm_source)"),
    Field.MEDIUM: _("Medium (utm_medium)"),
    Field.CAMPAIGN: _("Campaign name"),
    Field.TYPE: _("Campaign type"),
    Field.PLATFORM: _("Platform"),
    Field.LEAD_SOURCE: _("Lead source in the CRM"),
}
OPERATORS: dict[Operator, Any] = {
    Operator.IS: _("is"),
    Operator.ONE_OF: _("is one of"),
    Operator.CONTAINS: _("contains"),
    Operator.BEGINS: _("begins with"),
}


class Thing(NamedTuple):
    """What rules look at, of a campaign, of an origin of visits or of a lead source."""

    platform: str = ""
    type: str = ""
    campaign: str = ""
    source: str = ""
    medium: str = ""
    lead_source: str = ""


_FIELDS = tuple(Field(name) for name in Thing._fields)


@dataclass(frozen=True)
class Condition:
    """A field, how it compares, and with which values."""

    field: Field
    operator: Operator
    values: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As a row and a draft keep it."""
        values = list(self.values)
        return {"field": self.field.value, "operator": self.operator.value, "values": values}


@dataclass(frozen=True)
class Rule:
    """A channel, and the conditions that all have to hold."""

    channel: str
    conditions: tuple[Condition, ...]

    def as_json(self) -> dict[str, Any]:
        """As a row and a draft keep it."""
        return {"channel": self.channel, "conditions": [one.as_json() for one in self.conditions]}


def normal(text: str) -> str:
    """A value as it is compared: without case, runs of spaces, and ways of writing one letter."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return " ".join(plain.casefold().split())


def normal_in(field: Field, text: str) -> str:
    """The same, where a platform may be called by its name as well as by its word."""
    return normal(platform_name(text) if field is Field.PLATFORM and text else text)


_Test = Callable[[str], bool]


class Matcher:
    """The rules in their order, ready to be asked of many things: of origins there are thousands.

    A thing has two or three of the fields, so most rules are passed over by their first one.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [(rule.channel, [_ready(c) for c in rule.conditions]) for rule in rules]

    def channel(self, thing: Thing) -> str:
        """The channel of the first rule that fits; "" where none does."""
        given = zip(_FIELDS, thing, strict=True)
        values = [normal_in(field, text) if text else "" for field, text in given]
        for channel, conditions in self._rules:
            for place, test in conditions:
                if not values[place] or not test(values[place]):
                    break
            else:
                return channel
        return ""


def _ready(condition: Condition) -> tuple[int, _Test]:
    """The field's place in a thing, and what its value has to be."""
    values = tuple(normal_in(condition.field, value) for value in condition.values)
    return _FIELDS.index(condition.field), _test(condition.operator, tuple(filter(None, values)))


def _test(operator: Operator, values: Sequence[str]) -> _Test:
    if operator is Operator.CONTAINS:
        return lambda text: any(value in text for value in values)
    if operator is Operator.BEGINS:
        return lambda text: text.startswith(tuple(values))
    known = frozenset(values)
    return lambda text: text in known
