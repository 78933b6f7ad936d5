"""Reads one cell: dates in the chosen order, numbers in the chosen notation, currencies."""

import re
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from babel.numbers import list_currencies
from django.utils import timezone

LARGEST = Decimal(10) ** 12
_DATE = re.compile(r"^(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})\.?(?:[T ]+\d{1,2}[:.]\d\d.{0,24})?$")
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)$")
_NUMBER = {
    ".": re.compile(r"^[-+]?(?:\d{1,3}(?:[, '’]\d{3})+|\d+)?(?:\.\d+)?(?:[eE][-+]?\d{1,2})?$"),
    ",": re.compile(r"^[-+]?(?:\d{1,3}(?:[. '’]\d{3})+|\d+)?(?:,\d+)?(?:[eE][-+]?\d{1,2})?$"),
}
_GROUPING = {".": str.maketrans("", "", ", '’"), ",": str.maketrans(",", ".", ". '’")}
_AROUND = re.compile(r"^(?:[A-Z]{3}|[$€£¥]|kr\.?)\s*|\s*(?:[A-Z]{3}|[$€£¥%]|kr\.?|,-)$")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-"})
ORDERS = ("ymd", "dmy", "mdy")


class BadValue(ValueError):
    """A cell that cannot be read; `code` is one of problems.REASONS."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@lru_cache(maxsize=20_000)
def is_ahead(day: date) -> bool:
    """Whether spend of it has come nowhere yet, in whatever zone: mostly a year typed wrong."""
    return day > timezone.localdate() + timedelta(days=1)


def read_date(text: str, order: str) -> date | None:
    """A day; `order` is ymd, dmy or mdy with any of - / . between. None for an empty cell.

    A time of day behind it is left out; years of two digits belong to this century.
    """
    text = text.strip()
    if not text:
        return None
    year, month, day = _parts(text, order)
    if year < 100:
        year += 2000
    if not 1990 <= year <= 2100:
        raise BadValue("date_range")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadValue("date") from None


def _parts(text: str, order: str) -> tuple[int, int, int]:
    compact = _COMPACT.match(text) if order == "ymd" else None
    match = compact or _DATE.match(text)
    if match is None:
        raise BadValue("date")
    parts = match.groups()
    # The year alone may have four digits, and only where the order puts it.
    if any(len(part) > 2 for part, place in zip(parts, order, strict=True) if place != "y"):
        raise BadValue("date")
    found = dict(zip(order, (int(part) for part in parts), strict=True))
    return found["y"], found["m"], found["d"]


@lru_cache(maxsize=50_000)
def read_number(text: str, point: str) -> Decimal | None:
    """An exact number; `point` is the decimal sign. None for an empty cell or a lone dash.

    A currency's sign, a space or an apostrophe between thousands are understood.
    """
    text = text.translate(_SPACES).strip()
    if text in ("", "-", "--"):
        return None
    if not _NUMBER[point].match(text):
        text = _AROUND.sub("", text).strip()
    if not _NUMBER[point].match(text) or not any(sign.isdigit() for sign in text):
        raise BadValue("number")
    number = Decimal(text.translate(_GROUPING[point]))
    if abs(number) >= LARGEST:
        raise BadValue("too_large")
    return number


@lru_cache(maxsize=50_000)
def read_count(text: str, point: str) -> int | None:
    """A whole number of things, zero or more."""
    number = read_number(text, point)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise BadValue("count")
    if number < 0:
        raise BadValue("negative")
    return int(number)


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """All three-letter codes there are or were."""
    return frozenset(list_currencies())


def read_currency(text: str) -> str:
    """A currency's code in capitals; empty for an empty cell."""
    code = text.strip().upper()
    if code and code not in currencies():
        raise BadValue("currency")
    return code


def read_text(text: str, longest: int) -> str:
    """A text as it stands, without space around it; formulas are text like any other."""
    text = text.strip()
    if len(text) > longest:
        raise BadValue("too_long", str(longest))
    return text
