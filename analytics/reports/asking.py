"""Between a saved report and the address of the explorer that asks its question."""

from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from accounts.doors import MemberRequest
from analytics.exploring.address import DAYS, REPORT, WORDS
from analytics.models import SavedReport
from analytics.reports import keeping


def url_of(row: SavedReport, slug: str) -> str:
    """The explorer with the question, and with the report that it came from."""
    query = QueryDict(row.question, mutable=True)
    query[REPORT] = str(row.pk)
    return f"{reverse('analytics:explore', kwargs={'slug': slug})}?{query.urlencode()}"


def clean(question: str) -> str:
    """The explorer's own words of a query; what else came along is left out."""
    given = QueryDict(question[:20_000].lstrip("?").replace("\0", ""))
    kept = QueryDict(mutable=True)
    for name in (*WORDS, *DAYS):
        if name in given:
            kept.setlist(name, given.getlist(name))
    return kept.urlencode()


def report_of(request: MemberRequest) -> SavedReport | None:
    """The report that an address of the explorer came from, where one sees it."""
    try:
        wanted = UUID(request.GET.get(REPORT, ""))
    except ValueError:
        return None
    return keeping.reports_of(request.user.pk).filter(pk=wanted).first()


def is_same(report: SavedReport, question: str) -> bool:
    """Whether an address still asks what was saved, in whatever order its words stand."""
    return dict(QueryDict(clean(question)).lists()) == dict(QueryDict(report.question).lists())
