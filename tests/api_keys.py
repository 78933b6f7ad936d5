"""Keys of the cast, and calls with them."""

from collections.abc import Iterable
from typing import Any

from django.test import Client

from accounts.audit import Actor, acting_as
from accounts.models import Membership, User, Workspace
from accounts.permissions import SCOPES, Permission, grants
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside


def key_for(user: User, workspace: Workspace, scopes: Iterable[Permission] | None = None) -> str:
    """The secret of a new key; with every scope that its maker may give unless said."""
    member = Membership.objects.get(user=user, workspace=workspace)
    wanted = [one for one in SCOPES if one in grants(member.role)] if scopes is None else scopes
    with inside(workspace), acting_as(Actor("user", user.pk)):
        return create_api_key(name="Test", scopes=list(wanted), days=1, by=member).secret


def get(secret: str, address: str, **headers: str) -> Any:
    """GET with a key."""
    return Client().get(address, headers={"Authorization": f"Bearer {secret}", **headers})


def post(secret: str, address: str, body: Any = None, **headers: str) -> Any:
    """POST of JSON with a key."""
    return Client().post(
        address,
        {} if body is None else body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", **headers},
    )


def patch(secret: str, address: str, body: Any, **headers: str) -> Any:
    """PATCH of JSON with a key."""
    return Client().patch(
        address,
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}", **headers},
    )


def delete(secret: str, address: str, **headers: str) -> Any:
    """DELETE with a key."""
    return Client().delete(address, headers={"Authorization": f"Bearer {secret}", **headers})
