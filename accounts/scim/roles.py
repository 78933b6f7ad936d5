"""The role of whoever is in pushed groups follows them at once, and a rule about groups, too."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from uuid import UUID

from accounts.models import GroupRole, Membership, Role, ScimMember, SsoConnection, User
from accounts.security import tell
from accounts.services.members import lock_members
from accounts.sso.groups import highest, role_of, set_role_by_directory
from accounts.tenancy import require_workspace_id


def groups_of(user: User) -> set[str]:
    """The names and the directory's ids of the groups that somebody is in."""
    return _groups([user.pk]).get(user.pk, set())


def role_by_directory(user: User) -> str:
    """What somebody new is: by their groups, else what the workspace gives to new people."""
    return role_of(groups_of(user)) or default_role()


def default_role() -> str:
    """Of the first connection that is on: it says what new people are. Else they only look."""
    on = SsoConnection.objects.filter(enabled_at__isnull=False).order_by("created_at")
    return on.values_list("default_role", flat=True).first() or Role.VIEWER


@contextmanager
def following(user_ids: Collection[UUID]) -> Iterator[None]:
    """What changes about groups in this block changes these people's roles with it.

    Who is in no group that gives a role, before or after, keeps theirs: a member made it so.
    """
    lock_members()
    before = _roles(user_ids)
    yield
    after = _roles(user_ids)
    for user_id in user_ids:
        if before.get(user_id) != after.get(user_id):
            _give(user_id, after.get(user_id) or default_role())


def people_in(group: str) -> list[UUID]:
    """Who is in the groups of this name, or with this id in the directory."""
    named = ScimMember.objects.filter(group__display_name=group)
    known = named | ScimMember.objects.filter(group__external_id=group)
    return list(known.values_list("user_id", flat=True).distinct())


def _give(user_id: UUID, role: str) -> None:
    member = set_role_by_directory(user_id=user_id, role=role)
    if member is not None:
        place = Membership.objects.select_related("user", "workspace").get(
            pk=member.pk, workspace_id=require_workspace_id()
        )
        tell(place.user, "role_changed", workspace=place.workspace, detail=role)


def _roles(user_ids: Collection[UUID]) -> dict[UUID, str | None]:
    given = dict(GroupRole.objects.values_list("group", "role"))
    return {
        user_id: highest(given[name] for name in names if name in given)
        for user_id, names in _groups(user_ids).items()
    }


def _groups(user_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = {}
    rows = ScimMember.objects.filter(user_id__in=user_ids)
    for user_id, *names in rows.values_list("user_id", "group__display_name", "group__external_id"):
        found.setdefault(user_id, set()).update(filter(None, names))
    return found
