"""Changes who belongs to a workspace; nobody rises above their own rank, and an owner remains."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.freezing import refuse_frozen
from accounts.limits import check_limit
from accounts.models import ApiKey, Invitation, Membership, Role, User, Workspace
from accounts.permissions import Permission, may, may_appoint
from accounts.security import tell, tell_owners
from accounts.standing import is_closing
from accounts.telling.leaving import forget_told_to
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
        if role == Role.OWNER:
            # An owner is never frozen, so nobody who is becomes one for it.
            refuse_frozen(member)
        _keep_an_owner(member)
        before, member.role = member.role, role
        member.save(update_fields=["role"])
        tell(member.user, "role_changed", workspace=member.workspace, detail=role)
        if role == Role.OWNER:
            tell_owners("owner_added", workspace=member.workspace, beside=[member.user])
        record("member.role_changed", member, user=member.user_id, before=before, after=role)


def hand_over(*, membership_id: UUID, by: Membership) -> Membership:
    """Make a member owner in the place of who asks, who becomes an admin; raises Refused."""
    with inside(require_workspace_id()):
        member, actor = _locked(membership_id, by)
        if not may(actor.role, Permission.TRANSFER_WORKSPACE):
            raise Refused(_("Only an owner can hand a workspace over."), code="role_too_low")
        if member.pk == actor.pk:
            raise Refused(_("You own this workspace already."), code="owner_already")
        before, member.role, actor.role = member.role, Role.OWNER, Role.ADMIN
        member.save(update_fields=["role"])
        actor.save(update_fields=["role"])
        tell(member.user, "ownership_received", workspace=member.workspace)
        tell(actor.user, "ownership_handed_over", workspace=member.workspace)
        record("workspace.handed_over", member, user=member.user_id, before=before)
    return member


def remove_member(*, membership_id: UUID, by: Membership) -> None:
    """End a membership, one's own included, with the keys and invitations that they gave out.

    Their sessions stop at the next request.
    """
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
        end_membership(member, is_self=is_self)


def end_membership(member: Membership, *, is_self: bool) -> None:
    """The end of a place, once it is decided; raises Refused for the last owner's.

    Whoever goes by themselves is not told of it. Lock the members first.
    """
    _keep_an_owner(member)
    user, workspace = member.user, member.workspace
    member.delete()
    forget_told_to([user.pk])
    ended = _end_what_they_gave(user)
    if not is_self:
        tell(user, "member_removed", workspace=workspace)
    action = "member.left" if is_self else "member.removed"
    record(action, user=user.pk, role=member.role, **ended)


def admit_by_directory(*, user: User, role: str, **said: UUID) -> Membership | None:
    """A place for whom the company vouches; None for who has one.

    Raises Refused when the plan is full and while the workspace closes.
    """
    lock_members()
    members = Membership.objects.filter(workspace_id=require_workspace_id())
    if members.filter(user=user).exists():
        return None
    refuse_while_closing()
    check_limit(require_workspace_id(), "members", members.count() + 1)
    member = Membership.objects.create(workspace_id=require_workspace_id(), user=user, role=role)
    record("member.provisioned", member, user=user.pk, role=role, **said)
    return member


def _end_what_they_gave(user: User) -> dict[str, int]:
    """Keys that they made and invitations that they sent end for good, not until they return.

    So do open ones to any address of theirs, by which they would come in again.
    """
    keys = ApiKey.objects.filter(created_by=user, revoked_at=None)
    addresses = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    offers = Invitation.objects.filter(accepted_at=None).filter(
        Q(invited_by=user) | Q(email__in=[user.email, *(a.lower() for a in addresses)])
    )
    return {
        "keys": keys.update(revoked_at=timezone.now()),
        "invitations": offers.delete()[0],
    }


def refuse_while_closing() -> None:
    """Raise Refused where nobody joins any more."""
    workspace_id = require_workspace_id()
    if is_closing(workspace_id):
        workspace = Workspace.objects.get(pk=workspace_id)
        raise Refused(
            _("%(workspace)s is closing, so nobody can join.") % {"workspace": workspace},
            code="closing",
        )


def lock_members() -> None:
    """Let one transaction at a time change who belongs to the entered workspace."""
    Workspace.objects.select_for_update(no_key=True).only("id").get(pk=require_workspace_id())


def _locked(membership_id: UUID, by: Membership) -> tuple[Membership, Membership]:
    """The member and whoever acts, as they are now that nobody else can change them."""
    lock_members()
    rows = Membership.objects.filter(workspace_id=require_workspace_id())
    actor = rows.select_related("user", "workspace").filter(pk=by.pk).first()
    if actor is None:
        raise Refused(_("You are no longer a member of this workspace."))
    return rows.select_related("user", "workspace").get(pk=membership_id), actor


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
