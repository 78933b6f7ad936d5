"""Which role the groups of a customer's directory give: at a log-in, and as SCIM pushes them."""

from collections.abc import Iterable
from uuid import UUID

from accounts.audit import record
from accounts.models import GroupRole, Membership, Role
from accounts.tenancy import require_workspace_id

# The highest role counts where several groups give one.
_RANK = (Role.ADMIN, Role.PRIVACY_OFFICER, Role.MARKETER, Role.VIEWER)


def role_of(groups: Iterable[str]) -> str | None:
    """The highest role that these groups give in the entered workspace; None where none does."""
    named = set(groups)
    return highest(GroupRole.objects.filter(group__in=named).values_list("role", flat=True))


def highest(roles: Iterable[str]) -> str | None:
    """The role of the highest rank; None of none."""
    given = set(roles)
    return next((role for role in _RANK if role in given), None)


def set_role_by_directory(*, user_id: UUID, role: str) -> Membership | None:
    """Give a member the role that their groups have; owners stay owners, whatever a group says.

    None where nothing changed.
    """
    member = Membership.objects.filter(workspace_id=require_workspace_id(), user_id=user_id).first()
    if member is None or member.role in (role, Role.OWNER):
        return None
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    record("member.role_changed", member, user=user_id, before=before, after=role)
    return member
