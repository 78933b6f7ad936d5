"""A directory's tokens: made, shown once, two at a time, used, revoked."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api_keys.secret import OF_DIRECTORY, make_secret, read_secret
from accounts.audit import record
from accounts.errors import Refused
from accounts.limits import require_feature
from accounts.models import Membership, ScimToken, Workspace
from accounts.scim.standing import FEATURE
from accounts.security import tell_owners
from accounts.services.members import lock_members
from accounts.tenancy import inside, require_workspace_id

# The one that is used, and the one that takes its place.
MOST_ACTIVE = 2
LONGEST_DAYS = 365
_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Issued:
    """A new token with its secret, which is shown once and kept nowhere."""

    token: ScimToken
    secret: str = field(repr=False)


def make_token(*, days: int, by: Membership) -> Issued:
    """A token for at most a year; raises Refused beside two that are good."""
    require_feature(require_workspace_id(), FEATURE)
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("A token is good for at most a year."), code="expiry_too_late")
    with inside(require_workspace_id()):
        lock_members()
        now = timezone.now()
        if ScimToken.objects.filter(revoked_at=None, expires_at__gt=now).count() >= MOST_ACTIVE:
            raise Refused(
                _("Two tokens are good already: one in use and one to take its place."),
                advice=_("Revoke the one that your directory uses no more."),
                code="two_tokens",
            )
        secret = make_secret(require_workspace_id(), OF_DIRECTORY)
        token = ScimToken.objects.create(
            prefix=secret.prefix,
            token_hash=_hash(secret.text),
            created_by=by.user,
            expires_at=now + timedelta(days=days),
        )
        tell_owners("scim_token_made", workspace=by.workspace, also=[by.user])
        record("scim_token.made", token, days=days)
    return Issued(token, secret.text)


def revoke_token(*, token_id: UUID) -> ScimToken:
    """End one at once; raises ScimToken.DoesNotExist."""
    with inside(require_workspace_id()):
        token = ScimToken.objects.select_for_update().get(pk=token_id)
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            record("scim_token.revoked", token)
    return token


def token_behind(text: str, slug: str) -> tuple[Workspace, ScimToken] | None:
    """The token of this very workspace, while it is good; None for all others."""
    secret = read_secret(text, OF_DIRECTORY)
    workspace = Workspace.objects.filter(slug=slug).first() if secret else None
    if secret is None or workspace is None or secret.workspace_id != workspace.pk:
        return None
    now = timezone.now()
    with inside(workspace):
        token = ScimToken.objects.filter(
            token_hash=_hash(text), revoked_at=None, expires_at__gt=now
        ).first()
        if token and (token.last_used_at is None or now - token.last_used_at > _TOUCH_EVERY):
            ScimToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return (workspace, token) if token else None


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
