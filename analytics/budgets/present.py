"""The month's budget of all spend, as the overview shows it beneath the numbers."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.budgets.amounts import budgets
from analytics.budgets.calendars import calendar_of, period_name
from analytics.budgets.judging import stand
from analytics.budgets.showing import Row, row_of
from analytics.models import Every
from analytics.models.budgets import SPEND


@dataclass(frozen=True)
class Present:
    """How the month's budget stands, in one sentence."""

    text: str
    row: Row


def present_budget(today: date, workspace: Workspace) -> Present | None:
    """None where there is no such budget, or nothing was spent yet."""
    whole = budgets().filter(metric=SPEND, every=Every.MONTH, platform="", channel="")
    rows = list(whole.filter(campaign_id=None))
    for one in stand(rows, today, today, workspace) if rows else ():
        row = row_of(one, workspace.slug, {})
        if row.share:
            name = period_name(Every.MONTH, one.period, calendar_of(workspace))
            words = {"share": row.share, "month": name}
            return Present(_("Spend: %(share)s of the budget of %(month)s") % words, row)
    return None
