"""Monitors of budgets and goals: a period whose whole forecast misses its amount.

Whether it does says analytics.budgets, which also tells of it; the incident is for working on it.
Shares of the amount are kept, so that each currency and number is read alike.
"""

from datetime import date

from accounts.models import Workspace
from analytics.budgets.amounts import budgets
from analytics.budgets.judging import stand
from analytics.budgets.standings import Standing, State
from analytics.budgets.telling import is_off_course, part_name
from analytics.detection.deciding.verdicts import Side, Verdict
from analytics.monitors.days import SeenDay
from analytics.monitors.judging import Line, Look
from analytics.scopes import campaign_names

# Of these one cannot say how it stands; what was out stays so until one can.
_UNKNOWN = frozenset({State.NO_DATA})


def look_at_budgets(workspace: Workspace, today: date) -> Look:
    """A line for each budget and goal that has not ended, in the period of today."""
    rows = list(budgets())
    names = campaign_names({row.campaign_id for row in rows if row.campaign_id})
    return Look(
        [
            Line(
                part_of(one),
                part_name(one.budget, names) or workspace.name,
                [verdict_of(one, today)],
                [seen_of(one, today)],
            )
            for one in stand(rows, today, today, workspace)
        ]
    )


def part_of(one: Standing) -> str:
    """As an incident's part: its number and its key."""
    return f"{one.budget.metric}:{one.budget.pk}"


def verdict_of(one: Standing, today: date) -> Verdict:
    """By its state: what is over or under is out, a budget that is used up is severe."""
    is_out = is_off_course(one)
    side = Side.BELOW if one.state is State.UNDER else Side.ABOVE
    return Verdict(
        today,
        judged=one.state not in _UNKNOWN,
        out=is_out,
        side=side if is_out else Side.NONE,
        severe=is_out and one.state is State.USED_UP,
        size=abs(seen_of(one, today).value or 0.0),
    )


def seen_of(one: Standing, today: date) -> SeenDay:
    """The forecast of the period's end, or where there is none what is there, of the amount."""
    target = one.target
    if not target or one.value is None:
        return SeenDay(today, None)
    if one.forecast is None or one.state is State.USED_UP:
        return SeenDay(today, round(one.value / target, 4), 1.0)
    shares = [round(each / target, 4) for each in _ends(one)]
    return SeenDay(today, shares[0], 1.0, shares[1], shares[2])


def _ends(one: Standing) -> tuple[float, float, float]:
    found = one.forecast
    return (found.value, found.low, found.high) if found else (0.0, 0.0, 0.0)
