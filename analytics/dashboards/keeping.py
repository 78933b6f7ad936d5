"""What is done to boards: made, set anew, described, deleted and had back; every setting stays."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused, Trouble
from accounts.models import Role
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from analytics.dashboards.layout import Layout, dump_layout
from analytics.dashboards.parsing import checked, parse_layout
from analytics.dashboards.reading import ALWAYS, seen_by
from analytics.dashboards.settling import settled
from analytics.models import Dashboard, DashboardVersion

MOST = 500
KEPT_DAYS = 30


class Outdated(Trouble):
    """Somebody has set the board anew since it was read; `newest` is what counts now."""

    code = "outdated"
    status = 409

    def __init__(self, newest: DashboardVersion) -> None:
        super().__init__(
            _("This dashboard was changed meanwhile: version %(number)d counts now.")
            % {"number": newest.number},
            advice=_("Look at it, and make your change again."),
        )
        self.newest = newest


def make_dashboard(
    *, name: str, roles: tuple[str, ...], layout: Layout, user_id: UUID
) -> Dashboard:
    """A new board with its first version."""
    with inside(require_workspace_id()):
        kept = _fit(layout)
        if Dashboard.objects.filter(deleted_at=None).count() >= MOST:
            text = _("At most %(count)d dashboards.") % {"count": MOST}
            raise Trouble(text, advice=_("Delete one that nobody opens."))
        row = Dashboard.objects.create(name=name, roles=_known(roles), made_by_id=user_id)
        _add_version(row, 1, kept, user_id)
        record("dashboard.made", row.pk, name=name, roles=row.roles, tiles=len(kept.tiles))
    return row


def set_layout(
    *, dashboard_id: UUID, layout: Layout, version: int, role: str, user_id: UUID
) -> Dashboard:
    """Set a board that was read as `version`; Outdated where that is not the newest any more.

    What is set already makes no version.
    """
    with inside(require_workspace_id()):
        row = _standing(dashboard_id, role, user_id)
        newest = _version(row, row.version)
        kept = _fit(layout)
        if version != row.version:
            raise Outdated(newest)
        if dump_layout(kept) != newest.layout:
            _set(row, kept, user_id)
            record("dashboard.set", row.pk, version=row.version, tiles=len(kept.tiles))
    return row


def revert_dashboard(
    *, dashboard_id: UUID, number: int, version: int, role: str, user_id: UUID
) -> Dashboard:
    """Set a board as it was by one of its versions, which makes a new one."""
    with inside(require_workspace_id()):
        row = _standing(dashboard_id, role, user_id)
        if version != row.version:
            raise Outdated(_version(row, row.version))
        old = parse_layout(_version(row, number).layout)
        _set(row, old, user_id, restored=number)
        record("dashboard.reverted", row.pk, version=row.version, restored=number)
    return row


def describe_dashboard(
    *, dashboard_id: UUID, name: str, roles: tuple[str, ...], role: str, user_id: UUID
) -> Dashboard:
    """Name a board anew, and say who sees it: for who made it, and for admins."""
    with inside(require_workspace_id()):
        row = _owned(dashboard_id, role, user_id)
        row.name, row.roles, row.changed_at = name, _known(roles), timezone.now()
        row.save(update_fields=["name", "roles", "changed_at"])
        record("dashboard.described", row.pk, name=name, roles=row.roles)
    return row


def delete_dashboard(*, dashboard_id: UUID, role: str, user_id: UUID) -> Dashboard:
    """Take it away; for some days it can be had back."""
    with inside(require_workspace_id()):
        row = _owned(dashboard_id, role, user_id)
        Dashboard.objects.filter(pk=row.pk).update(deleted_at=timezone.now())
        record("dashboard.deleted", row.pk, name=row.name)
    return row


def restore_dashboard(*, dashboard_id: UUID, role: str, user_id: UUID) -> Dashboard:
    """Have a deleted one back; raises Trouble where it is forgotten already."""
    with inside(require_workspace_id()):
        rows = Dashboard.objects.select_for_update().filter(seen_by(role, user_id))
        row = rows.filter(pk=dashboard_id).first()
        if row is None:
            text = _("This dashboard is deleted for good.")
            raise Trouble(text, advice=_("Make it again."))
        if row.deleted_at is not None and owns(row, role, user_id):
            Dashboard.objects.filter(pk=row.pk).update(deleted_at=None)
            record("dashboard.restored", row.pk, name=row.name)
    return row


def forget_dashboards() -> int:
    """Delete for good what was deleted long ago, with all its versions; how many boards."""
    return in_each_workspace(_forget)


def _forget() -> int:
    since = timezone.now() - timedelta(days=KEPT_DAYS)
    gone = Dashboard.objects.filter(deleted_at__lt=since)
    DashboardVersion.objects.filter(dashboard__in=gone).delete()
    return gone.delete()[0]


def owns(row: Dashboard, role: str, user_id: UUID) -> bool:
    """Whether somebody decides who sees a board, and whether it stays."""
    return row.made_by_id == user_id or role in ALWAYS


def _standing(dashboard_id: UUID, role: str, user_id: UUID) -> Dashboard:
    rows = Dashboard.objects.select_for_update().filter(seen_by(role, user_id), deleted_at=None)
    row = rows.filter(pk=dashboard_id).first()
    if row is None:
        raise Trouble(_("Somebody has deleted this dashboard. Nothing was changed."))
    return row


def _owned(dashboard_id: UUID, role: str, user_id: UUID) -> Dashboard:
    row = _standing(dashboard_id, role, user_id)
    if not owns(row, role, user_id):
        text = _("Only who made this dashboard, and admins, may do this.")
        raise Refused(text, advice=_("Duplicate it: the copy is yours."))
    return row


def _version(row: Dashboard, number: int) -> DashboardVersion:
    rows = DashboardVersion.objects.filter(dashboard=row, number=number)
    found = rows.select_related("made_by").first()
    if found is None:
        raise Trouble(_("There is no such version. Nothing was changed."))
    return found


def _set(row: Dashboard, layout: Layout, user_id: UUID, restored: int | None = None) -> None:
    row.version, row.changed_at = row.version + 1, timezone.now()
    row.save(update_fields=["version", "changed_at"])
    _add_version(row, row.version, layout, user_id, restored)


def _add_version(
    row: Dashboard, number: int, layout: Layout, user_id: UUID, restored: int | None = None
) -> None:
    DashboardVersion.objects.create(
        dashboard=row,
        number=number,
        layout=dump_layout(layout),
        made_by_id=user_id,
        restored=restored,
    )


def _fit(layout: Layout) -> Layout:
    """What may be kept, with its tiles settled."""
    kept = checked(layout)
    return Layout(settled(kept.tiles), kept.days, kept.where)


def _known(roles: tuple[str, ...]) -> list[str]:
    """In the order of the roles; those who see every board need not be named."""
    return [role for role in Role.values if role in roles and role not in ALWAYS]
