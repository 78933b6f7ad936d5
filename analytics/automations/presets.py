"""Rules to begin with, each a form that is filled in already."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.automations.rule import Action, Criterion, Do, Guards, Limits, On, Rule, Trigger
from analytics.queries.where import Compare

_MICROS = 1_000_000


@dataclass(frozen=True)
class Preset:
    """A name, what it is for, and the rule."""

    name: Any
    text: Any
    rule: Rule


def _test(metric: str, compare: Compare, number: int) -> Criterion:
    return Criterion(metric, compare, Decimal(number))


PRESETS: Mapping[str, Preset] = {
    "waste": Preset(
        _("Pause what costs and brings nothing"),
        _("Spends, and the platform counts no conversion."),
        Rule(
            Trigger(
                On.METRIC,
                (
                    _test("spend", Compare.LEAST, 500 * _MICROS),
                    _test("conversions", Compare.EQUAL, 0),
                ),
            ),
            Action(Do.PAUSE),
            guards=Guards(least_clicks=100),
        ),
    ),
    "dear": Preset(
        _("Spend less where a conversion costs too much"),
        _("Lowers the daily budget step by step, and never below a bound."),
        Rule(
            Trigger(On.METRIC, (_test("cost_per_conversion", Compare.MORE, 100 * _MICROS),)),
            Action(Do.LOWER, percent=15, bound_micros=10 * _MICROS),
            guards=Guards(least_conversions=10),
            limits=Limits(hold_out=20),
        ),
    ),
    "tell": Preset(
        _("Tell us when a campaign brings clicks and no conversion"),
        _("Only tells; nothing is changed."),
        Rule(
            Trigger(
                On.METRIC,
                (
                    _test("clicks", Compare.LEAST, 300),
                    _test("conversions", Compare.EQUAL, 0),
                ),
                days=7,
            ),
            Action(Do.NOTIFY),
        ),
    ),
    "night": Preset(
        _("Pause some campaigns for the weekend"),
        _("On Fridays at 18:00; a second rule resumes them on Mondays."),
        Rule(
            Trigger(On.SCHEDULE, weekdays=(4,), hour=18),
            Action(Do.PAUSE),
            scope='campaign contains "weekdays"',
            limits=Limits(per_day=20, cool_days=1),
        ),
    ),
}
EMPTY = Rule(Trigger(On.METRIC), Action(Do.PAUSE), guards=Guards(least_clicks=100))
