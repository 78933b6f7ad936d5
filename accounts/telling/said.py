"""A sentence with its values, kept as such, and written in whichever language reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.core import Locale
from babel.numbers import format_decimal
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from accounts.number_formats import separators

_MICROS = 1_000_000
_NO_BREAK = "\u00a0"
_ENGLISH = Locale("en")


@dataclass(frozen=True)
class Money:
    """An amount in micros of a currency."""

    micros: int
    currency: str


@dataclass(frozen=True)
class Share:
    """A part of a whole: 0.25 is written 25%."""

    of_one: float | Decimal


@dataclass(frozen=True)
class Said:
    """A msgid (marked by gettext_noop, places as %(name)s) and what stands in its places.

    A value is a text such as a campaign's name, a whole number, a Decimal or float, a Money, a
    Share, a date, a datetime, or a Said of its own, for words that are translated themselves. Where
    `plural` is given, the value `count` chooses between both. It holds no personal data.
    """

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)
    plural: str = ""

    def __post_init__(self) -> None:
        # What does not fit is found where it is said, not where it is read.
        with translation.override("en"):
            self.written()

    def written(self) -> str:
        """The text in the language, numbers and zone that count here."""
        count = self.values.get("count")
        if self.plural:
            text = ngettext(self.msgid, self.plural, int(count or 0))
        else:
            # An empty msgid is the catalogue's own head.
            text = gettext(self.msgid) if self.msgid else ""
        return text % {name: _text(value) for name, value in self.values.items()}

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        values = {name: _kept(value) for name, value in self.values.items()}
        return {"msgid": self.msgid, "values": values, "plural": self.plural}


def opened(kept: Mapping[str, Any]) -> Said:
    """The sentence that `kept` made."""
    values = {name: _opened(value) for name, value in kept["values"].items()}
    return Said(kept["msgid"], values, kept.get("plural", ""))


def written_of(kept: Mapping[str, Any]) -> str:
    """The text of a kept sentence, as its reader has it."""
    return opened(kept).written()


def _text(value: Any) -> str:
    if isinstance(value, Said):
        return value.written()
    if isinstance(value, Money):
        amount = Decimal(value.micros) / _MICROS
        return f"{value.currency}{_NO_BREAK}{_number(amount, '#,##0.00')}"
    if isinstance(value, Share):
        shown = _number(Decimal(str(value.of_one)) * 100, "#,##0.#")
        return f"{shown}{'' if translation.get_language() == 'en' else _NO_BREAK}%"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(value) if isinstance(value, str) else _number(value, "#,##0.##")


def _number(value: Any, pattern: str) -> str:
    group, decimal = separators()
    text = str(format_decimal(value, format=pattern, locale=_ENGLISH))
    return text.translate({ord(","): group, ord("."): decimal})


def _kept(value: Any) -> Any:
    if isinstance(value, Said):
        return {"said": value.kept()}
    if isinstance(value, Money):
        return {"micros": value.micros, "currency": value.currency}
    if isinstance(value, Share):
        return {"share": str(value.of_one)}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, (Decimal, float)):
        return {"number": str(value)}
    # A lazily translated text becomes that of the language in which it was said: say a Said.
    return value if isinstance(value, int) else str(value)


def _opened(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "micros" in value:
        return Money(value["micros"], value["currency"])
    (word, said), *_rest = value.items()
    makers: dict[str, Any] = {
        "said": opened,
        "share": lambda text: Share(Decimal(text)),
        "moment": datetime.fromisoformat,
        "day": date.fromisoformat,
        "number": Decimal,
    }
    return makers[word](said)
