"""How a number is written: three digits in a card, exact beside it, change with sign and arrow."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from math import floor, log10
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts.number_formats import separators
from analytics.metrics import Metric, Unit
from analytics.queries.result import Cell, Number, change

MICROS = 1_000_000
_SMALL_MICROS = 10 * MICROS
# The currencies of ISO 4217 whose smallest coin is not a hundredth.
_WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS = "BHD IQD JOD KWD LYD OMR TND"
_NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Change:
    """A change in words with its sign; direction up, down or flat; tone good, bad or neutral."""

    text: str
    direction: str
    tone: str


def chart_locale() -> dict[str, str]:
    """What a chart needs to write days and numbers as the page around it does."""
    group, decimal = separators()
    return {"locale": get_language() or "en", "group": group, "decimal": decimal}


def written(value: Any, pattern: str) -> str:
    """A number by a pattern such as "#,##0.00##", with the marks that count here; half to even.

    As babel writes it; a page has hundreds of numbers, and babel takes ten times as long for each.
    """
    group, decimal = separators()
    least, most = _decimals_of(pattern)
    amount = value if isinstance(value, Decimal) else Decimal(str(value))
    whole, _point, part = f"{amount:,.{most}f}".partition(".")
    part = part[:least] + part[least:].rstrip("0")
    return whole.replace(",", group) + (decimal + part if part else "")


@cache
def _decimals_of(pattern: str) -> tuple[int, int]:
    """How many decimals are always written, and how many at most."""
    part = pattern.partition(".")[2]
    return part.count("0"), len(part)


def short(unit: Unit, value: Number, currency: str) -> str:
    """At most three significant digits, with the unit: "USD 58.7k", "3.1%"."""
    if unit is Unit.RATE:
        return _percent(_three(value * 100))
    if unit is Unit.RATIO:
        return f"{_three(value)}×"
    if unit is Unit.DURATION:
        return _days(_three(value))
    if unit is Unit.MONEY:
        return f"{currency}{_NO_BREAK}{_scaled(value / MICROS, is_money=True)}"
    return _scaled(value, is_money=False)


def exact(unit: Unit, value: Number, currency: str, decimals: int | None = None) -> str:
    """All digits that mean something, or so many as are wanted, as the reader's language groups."""
    if decimals is not None:
        return _with_decimals(unit, value, currency, decimals)
    if unit is Unit.RATE:
        return _percent(_plain(value * 100, _places(value * 100)))
    if unit is Unit.RATIO:
        return f"{_plain(value, 4)}×"
    if unit is Unit.DURATION:
        return _days(_plain(value, 1))
    if unit is Unit.MONEY:
        small = abs(value) < _SMALL_MICROS
        return f"{currency}{_NO_BREAK}{price(int(value)) if small else money(int(value))}"
    return _plain(value, 0 if isinstance(value, int) else 2)


def exact_of(metric: Metric, value: Number, currency: str) -> str:
    """As `exact`; a sum of money has its currency's digits, a price parts of them where small."""
    decimals = metric.decimals
    if decimals is None and metric.unit is Unit.MONEY and not metric.denominator:
        decimals = _digits_of(currency)
    return exact(metric.unit, value, currency, decimals)


def _digits_of(currency: str) -> int:
    """How many its smallest coin has."""
    if len(currency) == 3 and currency in _THOUSANDTHS:
        return 3
    return 0 if len(currency) == 3 and currency in _WHOLE else 2


def _with_decimals(unit: Unit, value: Number, currency: str, decimals: int) -> str:
    if unit is Unit.MONEY:
        amount = (Decimal(value) / MICROS).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
        return f"{currency}{_NO_BREAK}{_fixed(amount, decimals)}"
    number = _fixed(value * 100 if unit is Unit.RATE else value, decimals)
    with_unit = {Unit.RATE: _percent, Unit.RATIO: "{}×".format, Unit.DURATION: _days}
    return with_unit.get(unit, str)(number)


def days_in_words(days: int) -> str:
    """Whole days, such as "1,204 days"."""
    return _days(_plain(days, 0))


def _days(number: str) -> str:
    return _("%(number)s days") % {"number": number}


def money(micros: int) -> str:
    """Micros as whole units with two decimals, rounded half to even."""
    amount = (Decimal(micros) / MICROS).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return written(amount, "#,##0.00")


def price(micros: int) -> str:
    """A small amount, such as a cost per click, with parts of a cent where it has them."""
    amount = (Decimal(micros) / MICROS).quantize(Decimal("0.0001"), ROUND_HALF_EVEN)
    return written(amount, "#,##0.00##")


def factor(rate: Decimal) -> str:
    """A rate of exchange with all the digits that it has."""
    return written(rate, "#,##0.######")


def _places(value: float) -> int:
    """Four at least, more where four significant digits begin later."""
    return max(4, 3 - floor(log10(abs(value)))) if value else 4


def change_of(metric: Metric, now: Cell, before: Cell | None) -> Change | None:
    """How a value changed; None where there is nothing to compare."""
    by = change(metric, now.value, before.value) if before else None
    if by is None:
        return None
    shown = by if metric.unit is Unit.RATE else by * 100
    places = 2 if metric.unit is Unit.RATE else 1 if abs(shown) < 100 else 0
    # What is too small to be written is no change: "+0.0%" in red says nothing.
    shown = round(shown, places)
    sign = "+" if shown > 0 else "−" if shown < 0 else "±"
    number = _fixed(abs(shown), places)
    if metric.unit is Unit.RATE:
        text = _("%(number)s points") % {"number": f"{sign}{number}"}
    else:
        text = f"{sign}{_percent(number)}"
    direction = "up" if shown > 0 else "down" if shown < 0 else "flat"
    return Change(text, direction, _tone(metric, direction))


def _tone(metric: Metric, direction: str) -> str:
    if not metric.good or direction == "flat":
        return "neutral"
    return "good" if metric.good == direction else "bad"


def _percent(number: str) -> str:
    space = "" if (get_language() or "en").startswith("en") else _NO_BREAK
    return f"{number}{space}%"


def scale() -> tuple[tuple[int, str], ...]:
    """Sizes with the letters that stand for them, the largest first; charts write the same."""
    return (
        (1_000_000_000, pgettext("short for a thousand million", "bn")),
        (1_000_000, pgettext("short for million", "m")),
        (1_000, pgettext("short for thousand", "k")),
    )


def _scaled(value: float, *, is_money: bool) -> str:
    for size, word in scale():
        # 999,950 is written 1m and not 1,000k.
        if abs(value) >= size * 0.9995:
            return f"{_three(value / size)}{word}"
    return _three(value) if is_money or value != int(value) else _plain(value, 0)


def _three(value: float) -> str:
    if value == 0:
        return "0"
    # Rounded first: 0.9996 is written 1.00 and not 1.000.
    value = float(f"{value:.3g}")
    places = min(6, max(0, 2 - floor(log10(abs(value)))))
    return _fixed(value, places)


def _fixed(value: float | Decimal, places: int) -> str:
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return written(round(value, places), pattern)


def _plain(value: float, places: int) -> str:
    pattern = "#,##0." + "#" * places if places else "#,##0"
    return written(value, pattern)


def sparkline(values: tuple[Number | None, ...], most: Number | None = None) -> str:
    """Points in a box 100 wide and 28 high; gaps are drawn through. Empty below two values."""
    known = [(n, v) for n, v in enumerate(values) if v is not None]
    if len(known) < 2:
        return ""
    top = most or max(v for _n, v in known)
    low = min(0, *(v for _n, v in known))
    height = (top - low) or 1
    first, last = known[0][0], known[-1][0]
    return " ".join(
        f"{100 * (n - first) / (last - first):.1f},{26 - 24 * (v - low) / height:.1f}"
        for n, v in known
    )
