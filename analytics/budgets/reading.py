"""What people type as an amount, read into millionths; and back into what they would type."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from accounts.number_formats import separators
from analytics.budgets.keeping import LARGEST
from analytics.figures import MICROS
from analytics.metrics import Metric, Unit

_PLACES = {Unit.MONEY: 2, Unit.RATE: 6, Unit.RATIO: 4, Unit.COUNT: 0}


class BadAmount(ValueError):
    """A text that is no amount of a metric, in words that say how to mend it."""


def read_amount(text: str, metric: Metric, *, is_file: bool = False) -> int | None:
    """Millionths of what is typed with the reader's marks, None for nothing; raises BadAmount.

    A file is for programs: a point before the decimals, and nothing between the thousands. A rate
    is typed in per cent, and stands in a file as a share of one.
    """
    group, decimal = (",", ".") if is_file else separators()
    plain = "".join(text.split()).replace("\u00a0", "")
    if not plain:
        return None
    if not is_file:
        plain = plain.replace(group, "") if group.strip() else plain
        plain = plain.replace(decimal, ".").removesuffix("%")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise BadAmount(_not_a_number(text, is_file=is_file)) from None
    if not value.is_finite() or abs(value) > LARGEST:
        raise BadAmount(_not_a_number(text, is_file=is_file))
    if metric.unit is Unit.RATE and not is_file:
        value /= 100
    if value <= 0:
        raise BadAmount(_("“%(text)s” is not more than nothing.") % {"text": text[:40]})
    micros = value * MICROS
    places = _PLACES[metric.unit]
    if value != round(value, places) or micros != int(micros):
        raise BadAmount(_too_fine(text, metric))
    if micros > LARGEST:
        raise BadAmount(_("“%(text)s” is beyond all measure.") % {"text": text[:40]})
    return int(micros)


def written(micros: int | None, metric: Metric, *, is_file: bool = False) -> str:
    """An amount as one would type it; empty for none."""
    if micros is None:
        return ""
    value = Decimal(micros) / MICROS
    if metric.unit is Unit.RATE and not is_file:
        value *= 100
    text = f"{value.normalize():f}"
    return text if is_file else text.replace(".", separators()[1])


def _not_a_number(text: str, *, is_file: bool) -> str:
    example = "1250.50" if is_file else f"1250{separators()[1]}50"
    words = {"text": text[:40], "example": example}
    return _("“%(text)s” is no number. Write it as %(example)s.") % words


def _too_fine(text: str, metric: Metric) -> str:
    if metric.unit is Unit.COUNT:
        return _("“%(text)s” is no whole number.") % {"text": text[:40]}
    words = {"text": text[:40], "places": _PLACES[metric.unit]}
    return _("“%(text)s” has more than %(places)d decimals.") % words
