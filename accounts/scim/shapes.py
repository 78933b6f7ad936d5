"""People, groups and lists as SCIM writes them (RFC 7643)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.models import ScimGroup, Workspace
from accounts.scim.people import Known

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
_LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse"


def address(workspace: Workspace, *parts: Any) -> str:
    """Where a resource lies; without parts, what a directory is told as its base."""
    base = f"{settings.PUBLIC_URL.rstrip('/')}/scim/v2/{workspace.slug}"
    return "/".join((base, *map(str, parts)))


def person_shape(workspace: Workspace, found: Known) -> dict[str, Any]:
    """A person; active is who has a place in the workspace."""
    user, row = found.user, found.row
    given, family = (row.given_name, row.family_name) if row else ("", "")
    if not given and not family:
        given, _space, family = user.name.rpartition(" ")
    shape: dict[str, Any] = {
        "schemas": [USER],
        "id": str(user.pk),
        "userName": row.user_name if row else user.email,
        "name": {
            "formatted": f"{given} {family}".strip(),
            "givenName": given,
            "familyName": family,
        },
        "displayName": f"{given} {family}".strip(),
        "emails": [{"value": user.email, "type": "work", "primary": True}],
        "active": found.member is not None,
        "groups": [_named(workspace, "Groups", g.pk, g.display_name) for g in found.groups],
    }
    if row and row.external_id:
        shape["externalId"] = row.external_id
    return {**shape, "meta": _meta(workspace, "User", user.pk, row or user)}


def group_shape(
    workspace: Workspace, group: ScimGroup, members: Iterable[tuple[UUID, str]] | None
) -> dict[str, Any]:
    """A group; members are None where they were not asked for."""
    shape: dict[str, Any] = {
        "schemas": [GROUP],
        "id": str(group.pk),
        "displayName": group.display_name,
    }
    if group.external_id:
        shape["externalId"] = group.external_id
    if members is not None:
        shape["members"] = [_named(workspace, "Users", one, name) for one, name in members]
    return {**shape, "meta": _meta(workspace, "Group", group.pk, group)}


def list_shape(resources: Sequence[Any], *, total: int, start: int) -> dict[str, Any]:
    """A page of a list."""
    return {
        "schemas": [_LIST],
        "totalResults": total,
        "startIndex": start,
        "itemsPerPage": len(resources),
        "Resources": list(resources),
    }


def _named(workspace: Workspace, kind: str, row_id: UUID, name: str) -> dict[str, str]:
    return {"value": str(row_id), "display": name, "$ref": address(workspace, kind, row_id)}


def _meta(workspace: Workspace, kind: str, row_id: UUID, row: Any) -> dict[str, str]:
    """When it was made and changed; of a login that nobody has named yet, when it was made."""
    made = getattr(row, "created_at", None) or row.joined_at
    changed = getattr(row, "changed_at", None) or made
    return {
        "resourceType": kind,
        "created": made.isoformat(),
        "lastModified": changed.isoformat(),
        "location": address(workspace, f"{kind}s", row_id),
    }
