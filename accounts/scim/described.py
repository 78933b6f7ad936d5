"""What this service can, as RFC 7643 has it described: configuration, kinds, attributes."""

from typing import Any

from accounts.models import Workspace
from accounts.scim.asking import MOST
from accounts.scim.shapes import GROUP, USER, address

_CORE = "urn:ietf:params:scim:schemas:core:2.0"
_NO = {"supported": False}
_KINDS = (("User", "Users", USER), ("Group", "Groups", GROUP))


def configuration(workspace: Workspace) -> dict[str, Any]:
    """ServiceProviderConfig."""
    return {
        "schemas": [f"{_CORE}:ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": {**_NO, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": MOST},
        "changePassword": _NO,
        "sort": _NO,
        "etag": _NO,
        "authenticationSchemes": [
            {
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "A token that an owner of the workspace makes in its settings.",
                "primary": True,
            }
        ],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": address(workspace, "ServiceProviderConfig"),
        },
    }


def resource_types(workspace: Workspace) -> list[dict[str, Any]]:
    """ResourceTypes."""
    return [
        {
            "schemas": [f"{_CORE}:ResourceType"],
            "id": kind,
            "name": kind,
            "endpoint": f"/{place}",
            "schema": schema,
            "meta": {
                "resourceType": "ResourceType",
                "location": address(workspace, "ResourceTypes", kind),
            },
        }
        for kind, place, schema in _KINDS
    ]


def schemas(workspace: Workspace) -> list[dict[str, Any]]:
    """Schemas: the attributes that mean something here; all others are taken and forgotten."""
    named = {"User": _PERSON, "Group": _GROUP}
    return [
        {
            "schemas": [f"{_CORE}:Schema"],
            "id": schema,
            "name": kind,
            "attributes": named[kind],
            "meta": {"resourceType": "Schema", "location": address(workspace, "Schemas", schema)},
        }
        for kind, _place, schema in _KINDS
    ]


def _attribute(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "multiValued": False,
        "required": False,
        "caseExact": False,
        "mutability": "readWrite",
        "returned": "default",
        "uniqueness": "none",
        **more,
    }


def _list_of(name: str, *parts: str, mutability: str = "readWrite") -> dict[str, Any]:
    inside = [_attribute(part, mutability=mutability) for part in parts]
    return _attribute(
        name, "complex", multiValued=True, subAttributes=inside, mutability=mutability
    )


_ID = _attribute("id", caseExact=True, mutability="readOnly", uniqueness="server")
_EXTERNAL = _attribute("externalId", caseExact=True)
_PARTS = [_attribute("formatted"), _attribute("givenName"), _attribute("familyName")]
_PERSON = [
    _ID,
    _EXTERNAL,
    _attribute("userName", required=True, uniqueness="server"),
    _attribute("name", "complex", subAttributes=_PARTS),
    _attribute("displayName"),
    _attribute("preferredLanguage", returned="never"),
    _attribute("active", "boolean"),
    _list_of("emails", "value", "type", "primary", mutability="immutable"),
    _list_of("groups", "value", "display", mutability="readOnly"),
]
_GROUP = [
    _ID,
    _EXTERNAL,
    _attribute("displayName", required=True, uniqueness="server"),
    _list_of("members", "value", "display"),
]
