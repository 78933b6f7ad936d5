"""Changes who belongs to a workspace; nobody rises above their own rank, and an owner remains."""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.models import Membership, Role, Workspace
from accounts.permissions import Permission, may, may_appoint
from accounts.tenancy import inside, require_workspace_id


def change_role(*, membership_id: UUID, role: Role, by: Membership) -> None:
    """Give a member another role; raises Refused, and Membership.DoesNotExist for a stranger's."""
    with inside(require_workspace_id()):
        member, actor = _locked(membership_id, by)
        if member.role == role:
            return
        if not (may_appoint(actor.role, member.role) and may_appoint(actor.role, role)):
            raise Refused(
                _("Your role cannot make this change."),
                advice=_("Ask an owner of this workspace."),
                code="role_too_low",
            )
        _keep_an_owner(member)
        before, member.role = member.role, role
        member.save(update_fields=["role"])
        record("member.role_changed", member, user=member.user_id, before=before, after=role)


def remove_member(*, membership_id: UUID, by: Membership) -> None:
    """End a membership, one's own included; sessions and keys stop at their next request."""
    with inside(require_workspace_id()):
        member, actor = _locked(membership_id, by)
        is_self = member.pk == actor.pk
        if not is_self and not (
            may(actor.role, Permission.MANAGE_MEMBERS) and may_appoint(actor.role, member.role)
        ):
            raise Refused(
                _("Your role cannot remove this member."),
                advice=_("Ask an owner of this workspace."),
                code="role_too_low",
            )
        _keep_an_owner(member)
        user_id = member.user_id
        member.delete()
        record("member.left" if is_self else "member.removed", user=user_id, role=member.role)


def lock_members() -> None:
    """Let one transaction at a time change who belongs to the entered workspace."""
    Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())


def _locked(membership_id: UUID, by: Membership) -> tuple[Membership, Membership]:
    """The member and whoever acts, as they are now that nobody else can change them."""
    lock_members()
    rows = Membership.objects.filter(workspace_id=require_workspace_id())
    actor = rows.filter(pk=by.pk).first()
    if actor is None:
        raise Refused(_("You are no longer a member of this workspace."))
    return rows.get(pk=membership_id), actor


def _keep_an_owner(member: Membership) -> None:
    others = Membership.objects.filter(workspace_id=member.workspace_id, role=Role.OWNER).exclude(
        pk=member.pk
    )
    if member.role == Role.OWNER and not others.exists():
        raise Refused(
            _("A workspace needs an owner, and this is its last one."),
            advice=_("Make somebody else an owner first."),
            code="last_owner",
        )
