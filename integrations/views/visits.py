"""The newest days of a web analytics source, each with what was done to its numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from integrations.facts.flags import CREDITING, OTHER_ROW, PROVISIONAL, SAMPLED, THRESHOLDED
from integrations.models import Source
from integrations.selectors import accounts_of
from integrations.selectors.traffic import VisitSum, newest_visit_day, visit_days
from integrations.views.links import crumbs
from integrations.views.sources import find_source

_DAYS = 28
_MICROS = 1_000_000


@dataclass(frozen=True)
class Mark:
    """What was done to a day's numbers, in words and a tone that repeats them."""

    label: str
    tone: str


@dataclass(frozen=True)
class VisitLine:
    """A day of a property as the table shows it; None is "not reported"."""

    on: date
    property: str
    day: VisitSum
    key_events: Decimal | None
    revenue: Decimal | None
    marks: Sequence[Mark]


@require_GET
@requires(Permission.VIEW_SOURCES)
def visits(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """The newest four weeks that have visits."""
    source = find_source(source_id)
    newest = newest_visit_day(source.pk)
    lines = _lines(source, newest) if newest else []
    context = {"source": source, "lines": lines, "breadcrumbs": crumbs(request, source)}
    return render(request, "integrations/visits.html", context)


def _lines(source: Source, newest: date) -> list[VisitLine]:
    names = {account.external_id: account.name for account in accounts_of(source)}
    first_on = newest - timedelta(days=_DAYS - 1)
    return [
        VisitLine(
            on=day.on,
            property=names.get(day.account, day.account),
            day=day,
            key_events=_units(day.key_events_micros),
            revenue=_units(day.revenue_micros),
            marks=_marks(day.flags),
        )
        for day in visit_days(source.pk, first_on=first_on, last_on=newest)
    ]


def _units(micros: int | None) -> Decimal | None:
    return None if micros is None else Decimal(micros) / _MICROS


def _marks(flags: int) -> list[Mark]:
    known = (
        (PROVISIONAL, Mark(_("Still counting"), "info")),
        (CREDITING, Mark(_("Key events may grow"), "info")),
        (SAMPLED, Mark(_("Estimated from a sample"), "warn")),
        (THRESHOLDED, Mark(_("Small rows withheld"), "warn")),
        (OTHER_ROW, Mark(_("Small origins put together"), "warn")),
    )
    return [mark for bit, mark in known if flags & bit] or [Mark(_("Settled"), "good")]
