"""Issues and revokes keys for programs."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.api_keys.secret import make_secret
from accounts.audit import record
from accounts.errors import Refused
from accounts.models import ApiKey, Membership
from accounts.notify import compose_mail, queue_mail
from accounts.permissions import SCOPES, grants
from accounts.tenancy import inside, require_workspace_id

LONGEST_DAYS = 365


@dataclass(frozen=True)
class IssuedKey:
    """A new key with its secret, which is shown once and kept nowhere."""

    api_key: ApiKey
    secret: str = field(repr=False)


def create_api_key(*, name: str, scopes: Iterable[str], days: int, by: Membership) -> IssuedKey:
    """A key with some of its creator's permissions for at most a year; raises Refused."""
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(SCOPES) & grants(by.role):
        raise Refused(_("A key can do no more than you can."), code="scope_too_wide")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("A key is good for at most a year."), code="expiry_too_late")
    secret = make_secret(require_workspace_id())
    with inside(require_workspace_id()):
        api_key = ApiKey.objects.create(
            name=name,
            prefix=secret.prefix,
            key_hash=hashlib.sha256(secret.text.encode()).digest(),
            scopes=wanted,
            created_by=by.user,
            expires_at=timezone.now() + timedelta(days=days),
        )
        _tell(api_key, by)
        record("api_key.created", api_key, scopes=wanted, days=days)
    return IssuedKey(api_key, secret.text)


def _tell(api_key: ApiKey, by: Membership) -> None:
    """Write to whoever made it, should it have been somebody else in their browser."""
    values = {"key": api_key, "workspace": by.workspace}
    with translation.override(by.user.language):
        queue_mail(compose_mail("emails/api_key_created", to=by.user.email, values=values))


def revoke_api_key(*, key_id: UUID) -> ApiKey:
    """End a key at once; raises ApiKey.DoesNotExist."""
    with inside(require_workspace_id()):
        api_key = ApiKey.objects.select_for_update().get(pk=key_id)
        if api_key.revoked_at is None:
            api_key.revoked_at = timezone.now()
            api_key.save(update_fields=["revoked_at"])
            record("api_key.revoked", api_key)
    return api_key
