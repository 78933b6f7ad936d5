"""The data page, and how the days of one source settle."""

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from analytics.pages import agreeing, restated, tied, wholeness
from analytics.pages.attention import standing
from analytics.pages.charts import Choice
from analytics.queries import Period
from analytics.queries.freshness import as_of
from analytics.trust.audit import audit
from analytics.trust.control import agreement_of, controls
from analytics.trust.restatements import DAYS_SHOWN, growth, has_days
from analytics.trust.sources import health
from integrations.models import Source
from integrations.selectors import restated_days

AUDITED_DAYS = 30


def audited(today: date) -> Period:
    """The days of the audit: whole ones, the last of them yesterday."""
    return Period(today - timedelta(days=AUDITED_DAYS), today - timedelta(days=1))


def today_of(request: MemberRequest) -> date:
    """The date where the workspace is."""
    return timezone.now().astimezone(request.workspace.zone).date()


@require_safe
@requires(Permission.VIEW_SOURCES)
def data(request: MemberRequest) -> HttpResponseBase:
    """Whether the data is fresh, whole and tied to what it earned."""
    slug, found = request.workspace.slug, health()
    names = audit(request.workspace, audited(today_of(request)))
    context = {
        "standing": standing(found.states, as_of(found.states)),
        "sources": wholeness.source_rows(found, slug),
        "controls": agreeing.control_rows(controls()),
        "audit": names,
        "lines": tied.lines(names, slug),
        "unseen": found.unseen,
        "changes": wholeness.change_rows(found),
        "left_out": found.left_out,
        "days": wholeness.days(found, request.workspace.time_zone),
        "can_connect": Permission.MANAGE_SOURCES in request.permissions,
        "can_import": Permission.IMPORT_FILES in request.permissions,
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
    }
    return render(request, "analytics/data.html", context)


@require_safe
@requires(Permission.VIEW_SOURCES)
def restatements(request: MemberRequest, source_id: UUID) -> HttpResponseBase:
    """Each of a source's last days by its age: how it grew, and since when it has stood still."""
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        raise Http404("No such source.")
    measure = request.GET.get("of", "")
    measure = measure if measure in restated.MEASURES else "spend"
    today, slug = today_of(request), request.workspace.slug
    window = restated_days(source.connector)
    found = growth(source.pk, measure, today, request.workspace, window)
    shown = Period(today - timedelta(days=DAYS_SHOWN), today - timedelta(days=1))
    mark = agreeing.trust_mark(agreement_of(source.pk, shown), shown, slug)
    context = {
        "source": source,
        "tabs": restated.tabs(source, measure, slug),
        "measure": restated.MEASURES[measure],
        "chart": restated.chart(found, mark),
        "heads": restated.heads(),
        "rows": restated.rows(found, today),
        "outlook": restated.outlook(found),
        "foretells": any(day.settled for day in found.days),
        "others": found.others,
        "currency": found.currency,
        "has_days": bool(found.days) or has_days(source.pk),
        "breadcrumbs": [
            Choice(_("Data"), reverse("analytics:data", kwargs={"slug": slug}), is_current=False)
        ],
    }
    return render(request, "analytics/restatements.html", context)
