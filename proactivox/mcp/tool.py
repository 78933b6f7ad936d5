"""What a tool is: its scope, its arguments as JSON Schema, and its answer as plain JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer

from accounts.api_keys import KeyHolder
from accounts.api_keys.said import BodySerializer
from accounts.permissions import Permission

Asked = dict[str, Any]
_NOTHING = {"type": "object", "properties": {}, "additionalProperties": False}


@dataclass(frozen=True)
class Said:
    """What a tool answers: as data, as the same text for those who read no data, or why not."""

    data: dict[str, Any] | None
    text: str
    is_error: bool = False


@dataclass(frozen=True)
class Tool:
    """A tool: its scope, what it takes and what it does.

    It takes a component of the OpenAPI document, else what `takes` says as JSON Schema; one that
    changes something says so.
    """

    title: str
    description: str
    permission: Permission
    run: Callable[[KeyHolder, Asked], dict[str, Any]]
    component: str = ""
    takes: dict[str, Any] = field(default_factory=dict)
    is_change: bool = False

    def schema(self) -> dict[str, Any]:
        """JSON Schema of its arguments."""
        return _schema(self.component) if self.component else {**_NOTHING, **self.takes}


def takes_nothing(asked: Asked) -> None:
    """Raises ValidationError for any argument."""
    takes_only(asked)


def takes_only(asked: Asked, *names: str) -> None:
    """A misspelt name would be a filter that does not filter; raises ValidationError."""
    if unknown := [name for name in asked if name not in names]:
        raise ValidationError({name: ["There is no such argument."] for name in unknown})


class OneAsked(BodySerializer):
    """Which one."""

    id = serializers.UUIDField()


OF_ONE = {"properties": {"id": {"type": "string", "format": "uuid"}}, "required": ["id"]}


def id_in(asked: Asked) -> UUID:
    """Of which one is asked; raises ValidationError."""
    takes_only(asked, "id")
    shape = OneAsked(data=asked)
    shape.is_valid(raise_exception=True)
    found: UUID = shape.validated_data["id"]
    return found


def plain(said: Any) -> dict[str, Any]:
    """As JSON has it: days, moments and ids are texts."""
    found: dict[str, Any] = json.loads(JSONRenderer().render(said))
    return found


@cache
def _components() -> dict[str, Any]:
    document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    found: dict[str, Any] = document["components"]["schemas"]
    return found


@cache
def _schema(component: str) -> dict[str, Any]:
    loops: set[str] = set()
    found = {**_whole(component, (), loops), "additionalProperties": False}
    defined: dict[str, Any] = {}
    while missing := loops - defined.keys():
        name = min(missing)
        defined[name] = _whole(name, (), loops)
    return {**found, "$defs": defined} if defined else found


def _whole(component: str, within: tuple[str, ...], loops: set[str]) -> dict[str, Any]:
    """A schema without references, for clients that follow none; but a tree refers to itself."""
    found: dict[str, Any] = _resolved(_components()[component], (*within, component), loops)
    return found


def _resolved(part: Any, within: tuple[str, ...], loops: set[str]) -> Any:
    if isinstance(part, list):
        return [_resolved(one, within, loops) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" not in part:
        return {name: _resolved(one, within, loops) for name, one in part.items()}
    name = part["$ref"].rpartition("/")[2]
    if name not in within:
        return _whole(name, within, loops)
    loops.add(name)
    return {"$ref": f"#/$defs/{name}"}
