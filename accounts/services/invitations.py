"""Offers a place in a workspace by mail: one address, one use, seven days; only a hash is kept."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused, Trouble
from accounts.jobs import enqueue
from accounts.languages import language_for
from accounts.limits import check_limit
from accounts.models import Invitation, Membership, Role, User
from accounts.notify import Mail, compose_mail
from accounts.permissions import may_appoint
from accounts.services.members import lock_members, refuse_while_closing
from accounts.services.rules import refuse_other_domains
from accounts.strangers.links import hash_of, new_secret
from accounts.tenancy import inside, require_workspace_id


def invite_member(*, email: str, role: Role, by: Membership) -> Invitation:
    """Invite an address; raises Refused for a role above one's own and when the plan is full."""
    email = email.strip().lower()
    if not may_appoint(by.role, role):
        raise Refused(_("Your role cannot give this role."), code="role_too_low")
    with inside(require_workspace_id()):
        lock_members()
        refuse_other_domains(workspace=by.workspace, email=email)
        _refuse_known(email)
        _check_room(with_open=True)
        invitation = Invitation.objects.create(
            email=email,
            role=role,
            invited_by=by.user,
            token_hash=_unusable(),
            expires_at=_expiry(),
        )
        _send(invitation)
        record("invitation.created", invitation, role=role)
    return invitation


def resend_invitation(*, invitation: Invitation) -> None:
    """Send it again with a fresh link and seven more days; the old link ends with the sending.

    Raises Refused where it could not be made today: one that had expired takes a place again.
    """
    with inside(require_workspace_id()):
        lock_members()
        refuse_other_domains(workspace=invitation.workspace, email=invitation.email)
        if invitation.expires_at <= timezone.now():
            _check_room(with_open=True)
        invitation.expires_at = _expiry()
        invitation.save(update_fields=["expires_at"])
        _send(invitation)
        record("invitation.resent", invitation)


def revoke_invitation(*, invitation: Invitation) -> None:
    """Take it back: its link and the address are gone."""
    with inside(require_workspace_id()):
        record("invitation.revoked", invitation)
        invitation.delete()


def write_invitation(*, invitation_id: UUID) -> Mail | None:
    """The mail with a secret made in this moment, so that it stands in no table; None if gone."""
    invitation = (
        Invitation.objects.select_related("workspace", "invited_by")
        .filter(pk=invitation_id, accepted_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if invitation is None:
        return None
    secret = new_secret()
    invitation.token_hash = hash_of(secret)
    invitation.save(update_fields=["token_hash"])
    path = reverse("accounts:invitation", args=[invitation.workspace_id, secret])
    host = invitation.invited_by
    with translation.override(language_for(invitation.email, invitation.workspace)):
        values = {
            "workspace": invitation.workspace,
            "host": host,
            "role": Role(invitation.role).label,
            "days": settings.INVITATION_DAYS,
            "url": settings.PUBLIC_URL.rstrip("/") + path,
        }
        return compose_mail("emails/invitation", to=invitation.email, values=values)


def mark_invitation_sent(*, invitation_id: UUID) -> None:
    """Remember when the mail left."""
    Invitation.objects.filter(pk=invitation_id).update(sent_at=timezone.now())


def accept_invitation(*, invitation: Invitation, user: User) -> Membership:
    """Join by an open invitation; raises Trouble when another request was faster."""
    with inside(require_workspace_id()):
        lock_members()
        refuse_while_closing()
        # The rule may be younger than the invitation.
        refuse_other_domains(workspace=invitation.workspace, email=invitation.email)
        taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(
            # The hash goes too: a used link is no link. The address stays until it is forgotten.
            accepted_at=timezone.now(),
            token_hash=_unusable(),
        )
        if not taken:
            raise Trouble(_("This invitation was used already."), code="invitation_used")
        _check_room(with_open=False)
        member, is_new = Membership.objects.get_or_create(
            workspace_id=invitation.workspace_id,
            user=user,
            defaults={"role": invitation.role},
        )
        if is_new:
            record("member.joined", member, user=user.pk, role=member.role)
    return member


def open_invitation(secret: str) -> Invitation | None:
    """The unused, unexpired invitation behind a link's secret, in the entered workspace."""
    return (
        Invitation.objects.select_related("workspace", "invited_by")
        .filter(token_hash=hash_of(secret), accepted_at=None, expires_at__gt=timezone.now())
        .first()
    )


def _unusable() -> bytes:
    return secrets.token_bytes(32)


def _expiry() -> datetime:
    return timezone.now() + timedelta(days=settings.INVITATION_DAYS)


def _send(invitation: Invitation) -> None:
    key = f"invitation:{invitation.pk}"
    enqueue("accounts.tasks.send_invitation", invitation.pk, dedupe_key=key)


def _refuse_known(email: str) -> None:
    members = Membership.objects.filter(workspace_id=require_workspace_id())
    if members.filter(user__email=email).exists():
        raise Refused(_("This person is a member already."), code="member_already")
    if Invitation.objects.filter(email=email, accepted_at=None).exists():
        raise Refused(
            _("This address is invited already."),
            advice=_("Send the invitation again from the list below."),
            code="invited_already",
        )


def _check_room(*, with_open: bool) -> None:
    workspace_id = require_workspace_id()
    count = Membership.objects.filter(workspace_id=workspace_id).count() + 1
    if with_open:
        waiting = Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now())
        count += waiting.count()
    check_limit(workspace_id, "members", count)
