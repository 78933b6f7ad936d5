"""Which boards a member sees: their own, those shared with their role, and an admin every one."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import Role
from analytics.dashboards.layout import Layout
from analytics.dashboards.parsing import parse_layout
from analytics.models import Dashboard, DashboardVersion

# They see every board, so that none is lost with who made it.
ALWAYS = (Role.OWNER, Role.ADMIN)


def seen_by(role: str, user_id: UUID | None) -> Q:
    """The boards that a role sees, and whoever is meant their own."""
    if role in ALWAYS:
        return Q()
    shared = Q(roles__contains=[role])
    return shared | Q(made_by_id=user_id) if user_id else shared


def dashboards_for(role: str, user_id: UUID | None) -> QuerySet[Dashboard]:
    """Those that stand, by name."""
    rows = Dashboard.objects.filter(seen_by(role, user_id), deleted_at=None)
    return rows.select_related("made_by").order_by("name", "id")


def dashboard_for(pk: UUID, role: str, user_id: UUID | None) -> Dashboard:
    """One of them; Http404 for one that the role does not see, as for one that is not there."""
    row = dashboards_for(role, user_id).filter(pk=pk).first()
    if row is None:
        raise Http404("No such dashboard.")
    return row


def version_of(dashboard: Dashboard, number: int | None = None) -> DashboardVersion:
    """A version of a board, unless asked otherwise the one that counts; Http404 where none is."""
    rows = DashboardVersion.objects.filter(dashboard=dashboard).select_related("made_by")
    row = rows.filter(number=dashboard.version if number is None else number).first()
    if row is None:
        raise Http404("No such version.")
    return row


def layout_of(dashboard: Dashboard, number: int | None = None) -> Layout:
    """How a board is set, or was by one of its versions."""
    return parse_layout(version_of(dashboard, number).layout)
