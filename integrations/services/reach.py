"""How far back a source's days can be read: as far as its vendor remembers and the plan goes."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.errors import Trouble
from accounts.limits import allowance
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Reports
from integrations.models import Source
from integrations.services.syncing.reports.days import Calendar
from integrations.services.syncing.runs import chosen_accounts


def first_day_read(source: Source) -> date | None:
    """The first day of which a report is asked for; None where records are read, not days."""
    engine = CONNECTORS[source.connector].engine if source.connector in CONNECTORS else None
    if not isinstance(engine, Reports):
        return None
    months = allowance(source.workspace_id, "history_months")
    firsts = [
        Calendar(stream, account, timezone.now().astimezone(account.zone).date(), months).oldest
        for account in chosen_accounts(source.options)
        for stream in engine.streams
    ]
    return min(firsts, default=None)


def refuse_unread(source: Source, from_at: datetime) -> None:
    """Raise Trouble for a range that begins before what is read at all."""
    first = first_day_read(source)
    if first is None or timezone.localdate(from_at) >= first:
        return
    values = {"day": date_format(timezone.localdate(from_at)), "first": date_format(first)}
    raise Trouble(
        _("%(day)s lies before the first day that is read of this source, %(first)s.") % values,
        advice=_("Begin on %(first)s, or choose a plan that reads more months.") % values,
        code="range",
    )
