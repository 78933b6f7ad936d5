"""Which members a smaller plan leaves outside: the newest, never an owner, for as long as it lasts.

Nothing is written: a seat that becomes free, or a larger plan, lets them in again by itself.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.errors import NotInPlan
from accounts.limits import allowance, least
from accounts.models import Membership, Role

_RESOURCE = "members"


class Frozen(NotInPlan):
    """A member for whom the workspace's plan has no room just now."""

    code = "member_frozen"


def frozen_ids(workspace_id: UUID) -> frozenset[UUID]:
    """The memberships that open nothing now."""
    allowed = allowance(workspace_id, _RESOURCE)
    return frozenset() if allowed is None else frozenset(_beyond(workspace_id, allowed))


def is_frozen(member: Membership) -> bool:
    """Whether this membership opens nothing now.

    Of an owner, and of the first few, nobody needs to ask billing, which enters the workspace.
    """
    if member.role == Role.OWNER:
        return False
    everyone = list(_seats(member.workspace_id))
    if member.pk not in ids_beyond(everyone, least(_RESOURCE)):
        return False
    allowed = allowance(member.workspace_id, _RESOURCE)
    return allowed is not None and member.pk in ids_beyond(everyone, allowed)


def refuse_frozen(member: Membership) -> None:
    """Raise Frozen for a member who is."""
    if is_frozen(member):
        raise Frozen(
            _("The plan of this workspace has no room for this member."),
            advice=_("An owner can choose a larger plan, or take somebody else out."),
        )


def _beyond(workspace_id: UUID, allowed: int) -> list[UUID]:
    return ids_beyond(_seats(workspace_id), allowed)


def _seats(workspace_id: UUID) -> QuerySet[Membership]:
    rows = Membership.objects.filter(workspace_id=workspace_id).order_by("joined_at", "id")
    return rows.only("id", "role")


def ids_beyond(rows: Iterable[Membership], allowed: int) -> list[UUID]:
    """Owners have the first seats, the others theirs in the order in which they joined."""
    everyone = list(rows)
    owners = sum(one.role == Role.OWNER for one in everyone)
    others = [one.pk for one in everyone if one.role != Role.OWNER]
    return others[max(0, allowed - owners) :]
