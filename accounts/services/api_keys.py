"""Issues and revokes keys for programs."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.api_keys.plan import FEATURE
from accounts.api_keys.secret import make_secret
from accounts.audit import record
from accounts.errors import Refused
from accounts.limits import require_feature
from accounts.models import ApiKey, Membership
from accounts.permissions import SCOPES, grants
from accounts.security import tell_owners
from accounts.tenancy import inside, require_workspace_id

LONGEST_DAYS = 365
# How long the old key goes on beside the one that takes its place, in hours.
OVERLAPS = (1, 24, 7 * 24)


@dataclass(frozen=True)
class IssuedKey:
    """A new key with its secret, which is shown once and kept nowhere."""

    api_key: ApiKey
    secret: str = field(repr=False)


def create_api_key(*, name: str, scopes: Iterable[str], days: int, by: Membership) -> IssuedKey:
    """A key with some of its creator's permissions for at most a year; raises Refused."""
    require_feature(require_workspace_id(), FEATURE)
    wanted = sorted(set(scopes))
    if not wanted or not set(wanted) <= set(SCOPES) & grants(by.role):
        raise Refused(_("A key can do no more than you can."), code="scope_too_wide")
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("A key is good for at most a year."), code="expiry_too_late")
    with inside(require_workspace_id()):
        issued = _issue(name, wanted, days, by)
        _tell("api_key_created", issued.api_key, by)
        record("api_key.created", issued.api_key, scopes=wanted, days=days)
    return issued


def rotate_api_key(*, key_id: UUID, hours: int, by: Membership) -> IssuedKey:
    """A new key like this one, which goes on for `hours` beside it; raises ApiKey.DoesNotExist.

    Whoever rotates is the new one's maker, so it can do no more than they can; raises Refused.
    """
    require_feature(require_workspace_id(), FEATURE)
    with inside(require_workspace_id()):
        old = ApiKey.objects.select_for_update().get(pk=key_id)
        if hours not in OVERLAPS:
            raise Refused(_("Both keys may be good for an hour, a day or a week."), code="overlap")
        now = timezone.now()
        if old.revoked_at or old.expires_at <= now or old.replaced_by_id:
            raise Refused(_("This key is renewed already, or opens nothing any more."), code="over")
        if not set(old.scopes) <= grants(by.role):
            raise Refused(_("A key can do no more than you can."), code="scope_too_wide")
        issued = _issue(old.name, old.scopes, _days(old), by)
        old.replaced_by_id = issued.api_key.pk
        old.expires_at = min(old.expires_at, now + timedelta(hours=hours))
        old.save(update_fields=["replaced_by_id", "expires_at"])
        _tell("api_key_rotated", issued.api_key, by)
        record("api_key.rotated", old, new=issued.api_key.pk, hours=hours)
    return issued


def _issue(name: str, scopes: list[str], days: int, by: Membership) -> IssuedKey:
    secret = make_secret(require_workspace_id())
    api_key = ApiKey.objects.create(
        name=name,
        prefix=secret.prefix,
        key_hash=hashlib.sha256(secret.text.encode()).digest(),
        scopes=scopes,
        created_by=by.user,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return IssuedKey(api_key, secret.text)


def _days(old: ApiKey) -> int:
    """As long as the old one was good for from its beginning."""
    return min(LONGEST_DAYS, max(1, (old.expires_at - old.created_at).days))


def _tell(kind: str, api_key: ApiKey, by: Membership) -> None:
    """Write to whoever made it, should it have been somebody else in their browser, and owners."""
    tell_owners(kind, workspace=by.workspace, detail=api_key.name, also=[by.user])


def revoke_api_key(*, key_id: UUID) -> ApiKey:
    """End a key at once; raises ApiKey.DoesNotExist."""
    with inside(require_workspace_id()):
        api_key = ApiKey.objects.select_for_update().get(pk=key_id)
        if api_key.revoked_at is None:
            api_key.revoked_at = timezone.now()
            api_key.save(update_fields=["revoked_at"])
            record("api_key.revoked", api_key)
    return api_key
