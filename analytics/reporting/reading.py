"""Which reports a member sees: those of dashboards that their role sees."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from accounts.models import Membership
from accounts.selectors import members
from analytics.dashboards.reading import dashboards_for
from analytics.models import (
    Dashboard,
    Publication,
    Report,
    ReportFile,
    ReportRecipient,
    ReportSending,
)


def reports_for(role: str, user_id: UUID | None) -> QuerySet[Report]:
    """Those that stand, the next one to be sent first, paused ones last."""
    boards = dashboards_for(role, user_id).order_by().values("id")
    rows = Report.objects.filter(deleted_at=None, dashboard_id__in=boards)
    return rows.select_related("dashboard", "made_by").order_by("paused_at", "next_at", "name")


def report_for(pk: UUID, role: str, user_id: UUID | None) -> Report:
    """One of them; Http404 for one that the role does not see."""
    row = reports_for(role, user_id).filter(pk=pk).first()
    if row is None:
        raise Http404("No such report.")
    return row


def file_for(pk: UUID, role: str, user_id: UUID | None) -> ReportFile:
    """A PDF that was sent, of a report that the role sees now."""
    rows = ReportFile.objects.filter(sending__report__in=reports_for(role, user_id).order_by())
    row = rows.filter(pk=pk).select_related("sending__report").first()
    if row is None:
        raise Http404("No such file.")
    return row


def sendings_of(report: Report) -> QuerySet[ReportSending]:
    """Its sendings, the newest first, with what became of them."""
    rows = ReportSending.objects.filter(report=report).select_related("asked_by")
    return rows.prefetch_related("copies__user", "copies__file").order_by("-due_at", "-id")


def publications_for(role: str, user_id: UUID | None) -> QuerySet[Publication]:
    """Published reports of dashboards that the role sees, the newest first, without their sums."""
    boards = dashboards_for(role, user_id).order_by().values("id")
    rows = Publication.objects.filter(withdrawn_at=None, dashboard_id__in=boards)
    return (
        rows.select_related("published_by")
        .defer("document", "numbers", "pdf")
        .order_by("-published_at")
    )


def publication_for(pk: UUID, role: str, user_id: UUID | None) -> Publication:
    """One of them, whole; Http404 for one that the role does not see."""
    row = publications_for(role, user_id).defer(None).filter(pk=pk).first()
    if row is None:
        raise Http404("No such report.")
    return row


def sees(member: Membership, dashboard: Dashboard) -> bool:
    """Whether a member's role sees a dashboard."""
    return dashboards_for(member.role, member.user_id).filter(pk=dashboard.pk).exists()


def recipients_of(reports: Iterable[Report]) -> list[tuple[ReportRecipient, Membership | None]]:
    """Who gets some reports, with what they are in the workspace; None for who is no member."""
    rows = ReportRecipient.objects.filter(report__in=list(reports)).select_related("user", "report")
    known = {member.user_id: member for member in members()}
    ordered = sorted(rows, key=lambda row: (row.user.get_full_name().casefold(), str(row.user_id)))
    return [(row, known.get(row.user_id)) for row in ordered]
