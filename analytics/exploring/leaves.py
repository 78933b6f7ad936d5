"""One test or one range from words; what is wrong with them comes back as a text."""

from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.channels.names import channel_of_name
from analytics.figures import MICROS
from analytics.metrics import CATALOGUE, Unit
from analytics.nearest import no_metric
from analytics.queries.dimensions import Breakdown
from analytics.queries.names import platform_of_name
from analytics.queries.where import Compare, Condition, Operator, Range

MOST_VALUES = 50
LONGEST_VALUE = 255
DIMENSIONS = {
    Breakdown.CHANNEL: gettext_lazy("Channel"),
    Breakdown.PLATFORM: gettext_lazy("Platform"),
    Breakdown.CAMPAIGN: gettext_lazy("Ad campaign"),
    Breakdown.LEAD_SOURCE: gettext_lazy("Lead source"),
    Breakdown.CRM_CAMPAIGN: gettext_lazy("Campaign in the CRM"),
    Breakdown.SOURCE: gettext_lazy("Source"),
}
_LARGEST = Decimal(10) ** 12


def test_of(word: str, operator: Operator, values: tuple[str, ...]) -> Condition | str:
    """A test, with the keys of what is named by its name; else what is wrong."""
    known = ", ".join(DIMENSIONS)
    if word not in DIMENSIONS:
        text = _("“%(word)s” is no dimension; these are: %(known)s.")
        return text % {"word": word, "known": known}
    if len(values) > MOST_VALUES:
        return _("At most %(count)d values.") % {"count": MOST_VALUES}
    if any(len(value) > LONGEST_VALUE for value in values):
        return _("At most %(count)d letters a value.") % {"count": LONGEST_VALUE}
    dimension = Breakdown(word)
    if operator is not Operator.IS and not all(value.strip() for value in values):
        return _("Write what its name has to contain or to start with.")
    if operator is Operator.IS:
        values = tuple(dict.fromkeys(_key(dimension, value) for value in values))
    return Condition(dimension, operator, values)


def _key(dimension: Breakdown, value: str) -> str:
    if dimension is Breakdown.PLATFORM:
        return platform_of_name(value)
    if dimension is Breakdown.CHANNEL:
        return channel_of_name(value)
    return value


def range_of(metric: str, sign: str, number: str) -> Range | str:
    """A range from numbers as people write them: 1000, 2.5, 3%; else what is wrong."""
    if metric not in CATALOGUE:
        return no_metric(metric)
    if sign not in set(Compare):
        text = _("“%(sign)s” compares nothing; these do: %(known)s.")
        return text % {"sign": sign, "known": " ".join(Compare)}
    unit = CATALOGUE[metric].unit
    try:
        value = Decimal(number.removesuffix("%"))
    except InvalidOperation:
        return _("“%(number)s” is no number; write 1000, 2.5 or 3%%.") % {"number": number[:40]}
    if not value.is_finite() or abs(value) > _LARGEST:
        return _("“%(number)s” is too large.") % {"number": number[:40]}
    if number.endswith("%"):
        if unit is not Unit.RATE:
            return _("%(metric)s is not counted in per cent.") % {"metric": CATALOGUE[metric].label}
        value /= 100
    return Range(metric, Compare(sign), value * MICROS if unit is Unit.MONEY else value)
