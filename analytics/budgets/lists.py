"""The page of all budgets: groups by length, parts beneath what they are a part of, true totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.budgets.amounts import budgets
from analytics.budgets.calendars import before, calendar_of, period_name, period_of
from analytics.budgets.judging import stand
from analytics.budgets.scoping import can_be_added, in_places, places_of
from analytics.budgets.showing import Row, percent, row_of
from analytics.budgets.standings import Standing
from analytics.figures import short
from analytics.metrics import Unit
from analytics.models import Every
from analytics.queries import Calendar
from analytics.queries.periods import DAY
from analytics.scopes import campaign_names


@dataclass(frozen=True)
class Total:
    """The sum of rows that have nothing in common; money of one currency."""

    value: str
    target: str
    share: str
    left: str


@dataclass(frozen=True)
class Group:
    """Budgets or goals of one length, and their sum or why there is none."""

    title: str
    is_goals: bool
    rows: tuple[Row, ...]
    total: Total | None
    no_total: str


def groups(day: date, today: date, workspace: Workspace) -> list[Group]:
    """All budgets and goals as they stand in the periods that a day lies in."""
    rows = list(budgets())
    standings = {one.budget.pk: one for one in stand(rows, day, today, workspace)}
    campaigns = campaign_names({row.campaign_id for row in rows if row.campaign_id})
    places, calendar = places_of(rows), calendar_of(workspace)
    found = []
    for is_goals in (False, True):
        for every in Every:
            own = [r for r in rows if (r.is_goal, r.every) == (is_goals, every)]
            placed = [
                place
                for metric in dict.fromkeys(row.metric for row in own)
                for place in in_places([r for r in own if r.metric == metric], places)
            ]
            shown = [
                (row_of(standings[p.budget.pk], workspace.slug, campaigns, p.depth), p)
                for p in placed
                if p.budget.pk in standings
            ]
            if not shown:
                continue
            title = _title(every, day, calendar, is_goals=is_goals)
            tops = [row.standing for row, place in shown if place.parent is None]
            total, why = (None, "") if is_goals else _total(tops)
            found.append(Group(title, is_goals, tuple(row for row, _p in shown), total, why))
    return found


def _title(every: str, day: date, calendar: Calendar, *, is_goals: bool) -> str:
    try:
        name = period_name(every, period_of(every, day, calendar), calendar)
    except KeyError:
        name = str(Every(every).label)
    return (_("Goals of %(name)s") if is_goals else _("Budgets of %(name)s")) % {"name": name}


def _total(tops: Sequence[Standing]) -> tuple[Total | None, str]:
    """The sum of what is a part of nothing else, or why it would not be true."""
    set_ones = [one for one in tops if one.target is not None]
    if len(set_ones) < 2:
        return None, ""
    if not can_be_added([one.budget for one in set_ones]):
        return None, _("No total: what is spent on a platform may be spent in a channel, too.")
    if len({(one.currency, one.period) for one in set_ones}) > 1:
        return None, _("No total: the amounts are in several currencies, or of other days.")
    if any(one.value is None or one.without_rate for one in set_ones):
        return None, _("No total: of some nothing is known, or not in this currency.")
    value = sum(one.value or 0 for one in set_ones)
    target = sum(one.target or 0 for one in set_ones)
    currency = set_ones[0].currency
    written = [short(Unit.MONEY, one, currency) for one in (value, target, target - value)]
    return Total(written[0], written[1], percent(value / target), written[2]), ""


def neighbours(day: date, calendar: Calendar) -> tuple[date, date]:
    """A day in the month before, and one in the month after."""
    month = period_of(Every.MONTH, day, calendar)
    earlier = before(Every.MONTH, month, calendar)
    return (earlier or month).first_on, month.last_on + DAY
