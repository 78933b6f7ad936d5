"""Who belongs to the workspace, and who is invited."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.advising import advise
from accounts.doors import MemberRequest, recently_authenticated, requires
from accounts.errors import Trouble
from accounts.forms import InvitationForm, role_choices
from accounts.freezing import frozen_ids
from accounts.models import Invitation, Membership, Role
from accounts.permissions import Permission, may_appoint
from accounts.role_words import role_table
from accounts.selectors import last_owner, members_like, open_invitations
from accounts.services.invitations import invite_member, resend_invitation, revoke_invitation
from accounts.services.members import change_role, hand_over, remove_member

_PAGE = 25


@require_safe
@requires(Permission.VIEW_MEMBERS)
def members_page(request: MemberRequest) -> HttpResponseBase:
    """The list, searched by `q`, and for those who manage members the invitations and a form."""
    return _page(request, InvitationForm(by=request.membership))


@require_POST
@recently_authenticated
@requires(Permission.MANAGE_MEMBERS)
def invite(request: MemberRequest) -> HttpResponseBase:
    """Invite one address."""
    form = InvitationForm(request.POST, by=request.membership)
    if not form.is_valid():
        return _page(request, form)
    email, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    try:
        invite_member(email=email, role=role, by=request.membership)
    except Trouble as trouble:
        form.add_error("email", advise(request, trouble))
        return _page(request, form)
    messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": email})
    return _back(request)


@require_POST
@recently_authenticated
@requires(Permission.MANAGE_MEMBERS)
def set_role(request: MemberRequest, membership_id: UUID) -> HttpResponseBase:
    """Give a member another role."""
    role = request.POST.get("role", "")
    if role not in Role.values:
        raise Http404("No such role.")
    return _try(
        request,
        lambda: change_role(membership_id=membership_id, role=Role(role), by=request.membership),
        _("The role is changed."),
    )


@require_POST
@recently_authenticated
@requires(Permission.MANAGE_MEMBERS, goes_on=True)
def remove(request: MemberRequest, membership_id: UUID) -> HttpResponseBase:
    """End somebody's membership."""
    return _try(
        request,
        lambda: remove_member(membership_id=membership_id, by=request.membership),
        _("They are no longer a member."),
    )


@require_POST
@recently_authenticated
@requires(Permission.TRANSFER_WORKSPACE)
def make_owner(request: MemberRequest, membership_id: UUID) -> HttpResponseBase:
    """Hand the workspace over to a member."""
    return _try(
        request,
        lambda: hand_over(membership_id=membership_id, by=request.membership),
        _("The workspace is handed over, and you are an admin of it."),
    )


@require_POST
@requires(Permission.VIEW_MEMBERS, goes_on=True, while_frozen=True)
def leave(request: MemberRequest) -> HttpResponseBase:
    """End one's own membership."""
    try:
        remove_member(membership_id=request.membership.pk, by=request.membership)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return _back(request)
    messages.success(request, _("You left %(name)s.") % {"name": request.workspace.name})
    return redirect("enquiries:landing")


@require_POST
@requires(Permission.MANAGE_MEMBERS)
def resend(request: MemberRequest, invitation_id: UUID) -> HttpResponseBase:
    """Send an invitation again."""
    invitation = _invitation(invitation_id)
    return _try(
        request,
        lambda: resend_invitation(invitation=invitation),
        _("The invitation is on its way again."),
    )


@require_POST
@requires(Permission.MANAGE_MEMBERS, goes_on=True)
def revoke(request: MemberRequest, invitation_id: UUID) -> HttpResponseBase:
    """Take an invitation back."""
    revoke_invitation(invitation=_invitation(invitation_id))
    messages.success(request, _("The invitation is taken back."))
    return _back(request)


def _page(request: MemberRequest, form: InvitationForm) -> HttpResponseBase:
    may_manage = Permission.MANAGE_MEMBERS in request.permissions
    wanted, only_owner = request.GET.get("q", "").strip(), last_owner()
    page = Paginator(members_like(wanted), _PAGE).get_page(request.GET.get("page"))
    offers = open_invitations().filter(email__icontains=wanted)
    invitations = list(offers[: _PAGE + 1]) if may_manage else []
    frozen = frozen_ids(request.workspace.pk)
    context: dict[str, Any] = {
        "form": form,
        "page": page,
        "rows": [
            {**_row(request, one, may_manage, one == only_owner), "is_frozen": one.pk in frozen}
            for one in page
        ],
        "may_manage": may_manage,
        "has_frozen": bool(frozen),
        "roles": role_choices(request.membership) if may_manage else [],
        "invitations": invitations[:_PAGE],
        "invited_beside": offers.count() - _PAGE if len(invitations) > _PAGE else 0,
        "wanted": wanted,
        "now": timezone.now(),
        "domains": ", ".join(request.workspace.email_domains),
        "role_table": role_table(is_house=request.workspace.is_house),
    }
    return render(request, "accounts/members.html", context)


def _row(
    request: MemberRequest, member: Membership, may_manage: bool, is_last_owner: bool
) -> dict[str, Any]:
    may_change = may_manage and may_appoint(request.membership.role, member.role)
    return {
        "member": member,
        "key": str(member.pk),
        "is_self": member.pk == request.membership.pk,
        "is_last_owner": is_last_owner,
        # A workspace keeps its last owner, so nothing is offered that would be refused.
        "may_change": may_change and not is_last_owner,
        "may_hand_over": (
            Permission.TRANSFER_WORKSPACE in request.permissions
            and member.pk != request.membership.pk
        ),
        "may_leave": member.pk == request.membership.pk and not is_last_owner,
    }


def _try(request: MemberRequest, change: Any, done: str) -> HttpResponseBase:
    try:
        change()
    except Membership.DoesNotExist as error:
        raise Http404("No such member.") from error
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, done)
    return _back(request)


def _invitation(invitation_id: UUID) -> Invitation:
    invitation = open_invitations().filter(pk=invitation_id).first()
    if invitation is None:
        raise Http404("No such invitation.")
    return invitation


def _back(request: MemberRequest) -> HttpResponseBase:
    return redirect("accounts:members", slug=request.workspace.slug)
