"""Who calls the API: a key that is good now, and what it may do by its creator's present role."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from accounts.api_keys.secret import Secret, read_secret
from accounts.models import ApiKey, Membership, User, Workspace
from accounts.networks import address_of, admits
from accounts.permissions import SCOPES, Permission, grants
from accounts.tenancy import inside

_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class KeyHolder:
    """Who calls: the key, its workspace, and what it may do now by its creator's present role."""

    api_key: ApiKey
    workspace: Workspace
    permissions: frozenset[Permission]
    membership: Membership

    @property
    def workspace_id(self) -> UUID:
        return self.workspace.pk


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer pxt_…`; sets request.auth to a KeyHolder, and enters nothing."""

    def authenticate(self, request: Any) -> tuple[User, KeyHolder] | None:
        scheme, _space, text = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        secret = read_secret(text.strip())
        holder = _holder(secret) if secret else None
        if holder is None:
            raise AuthenticationFailed(_("This key is not known, or it is no longer good."))
        if not admits(holder.workspace.networks, address_of(request)):
            raise PermissionDenied(_("This workspace lets no program in from your address."))
        request.workspace_id = holder.workspace_id
        request.permissions = holder.permissions
        return holder.api_key.created_by, holder

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def key_holder(request: Request) -> KeyHolder:
    """Who calls; for handlers of a WorkspaceAPIView, which nobody reaches without a key."""
    holder = request.auth
    if not isinstance(holder, KeyHolder):
        raise NotAuthenticated
    return holder


class HasScope(BasePermission):
    """The scope of the view's method is among the key's; a method without one is open to each."""

    def has_permission(self, request: Request, view: Any) -> bool:
        holder = request.auth
        if not isinstance(holder, KeyHolder):
            return False
        needed = view.scope_of(request.method)
        return needed is None or needed in holder.permissions


def _holder(secret: Secret) -> KeyHolder | None:
    now = timezone.now()
    digest = hashlib.sha256(secret.text.encode()).digest()
    with inside(secret.workspace_id):
        key = (
            ApiKey.objects.select_related("created_by", "workspace")
            .filter(key_hash=digest, revoked_at=None, expires_at__gt=now)
            .first()
        )
        if key is None or not key.created_by.is_active:
            return None
        member = Membership.objects.filter(
            workspace_id=secret.workspace_id, user=key.created_by
        ).first()
        if member is None:
            return None
        if key.last_used_at is None or now - key.last_used_at > _TOUCH_EVERY:
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    allowed = grants(member.role) & frozenset(scope for scope in SCOPES if scope in key.scopes)
    return KeyHolder(key, key.workspace, allowed, member)
