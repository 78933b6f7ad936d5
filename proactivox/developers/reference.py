"""The OpenAPI document as sections of a page: each address with its scope, words and examples."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation
from drf_spectacular.generators import SchemaGenerator

from proactivox.developers.examples import Example, example

_METHODS = ("get", "post", "put", "patch", "delete")
# So deep are the parts of a body told.
_DEEP = 4
_SAID_ELSEWHERE = ("Idempotency-Key", "If-Match", "If-None-Match")


@dataclass(frozen=True)
class Field:
    """A parameter, or a part of a body: its name, its kind, whether it has to be there."""

    name: str
    kind: str
    is_required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    """One address with one method."""

    id: str
    method: str
    path: str
    scope: str
    text: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    answer: tuple[Field, ...]
    refusals: tuple[tuple[str, str], ...]
    example: Example


@dataclass(frozen=True)
class Section:
    """Addresses about one thing."""

    id: str
    name: str
    operations: tuple[Operation, ...]

    @property
    def path(self) -> str:
        """Where its page is, in no language yet."""
        return f"/developers/{self.id}/"


@cache
def sections() -> tuple[Section, ...]:
    """The whole reference, made once a process; its words are the document's own, in English."""
    with translation.override("en"):
        document = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        schemas: dict[str, Any] = document["components"]["schemas"]
        found: dict[str, list[Operation]] = {}
        for path, methods in document["paths"].items():
            for method in _METHODS:
                if method in methods:
                    tag = methods[method].get("tags", ["Other"])[0]
                    found.setdefault(tag, []).append(
                        _operation(path, method, methods[method], schemas)
                    )
    return tuple(Section(_slug(tag), tag, tuple(ones)) for tag, ones in found.items())


def _operation(path: str, method: str, said: dict[str, Any], schemas: dict[str, Any]) -> Operation:
    parameters = [one for one in said.get("parameters", ()) if one["name"] not in _SAID_ELSEWHERE]
    body = said.get("requestBody", {}).get("content", {}).get("application/json", {})
    good = [one for status, one in said["responses"].items() if status.startswith("2")]
    content = good[0].get("content", {}).get("application/json", {})
    refusals = [
        (status, one["description"])
        for status, one in sorted(said["responses"].items())
        if not status.startswith("2")
    ]
    return Operation(
        id=said["operationId"],
        method=method.upper(),
        path=path,
        scope=said.get("x-scope", ""),
        text=re.sub(r"\n\n(Scope: .*|Open to every key\.)$", "", said["description"]),
        parameters=tuple(_parameter(one, schemas) for one in parameters),
        body=tuple(_fields(body.get("schema", {}), schemas, _DEEP)),
        answer=tuple(_fields(content.get("schema", {}), schemas)),
        refusals=tuple(refusals),
        example=example(path, method, said, schemas),
    )


def _parameter(one: dict[str, Any], schemas: dict[str, Any]) -> Field:
    kind = _kind(one["schema"], schemas)
    return Field(one["name"], kind, one.get("required", False), one.get("description", ""))


def _fields(
    schema: dict[str, Any],
    schemas: dict[str, Any],
    deep: int = 1,
    within: str = "",
    above: tuple[int, ...] = (),
) -> Iterable[Field]:
    found = _resolved(schema, schemas)
    if found.get("type") == "array":
        found = _resolved(found["items"], schemas)
    # A filter holds filters: it is told once.
    if id(found) in above:
        return
    required = found.get("required", ())
    for name, one in found.get("properties", {}).items():
        text = one.get("description", "") or _resolved(one, schemas).get("title", "")
        yield Field(within + name, _kind(one, schemas), name in required, text)
        if deep > 1:
            is_list = _resolved(one, schemas).get("type") == "array"
            place = f"{within}{name}{'[]' if is_list else ''}."
            yield from _fields(one, schemas, deep - 1, place, (*above, id(found)))


def _resolved(schema: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = schemas[schema["$ref"].rpartition("/")[2]]
        return found
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            return _resolved(schema[several][0], schemas)
    return schema


def _kind(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    found = _resolved(schema, schemas)
    words = found.get("type", "any")
    if "enum" in found:
        words = " | ".join(str(one) for one in found["enum"] if one is not None)
    elif words == "array":
        words = f"list of {_kind(found['items'], schemas)}"
    elif "format" in found:
        words = str(found["format"])
    return f"{words} or null" if schema.get("nullable") else str(words)


def _slug(tag: str) -> str:
    return re.sub(r"\W+", "-", tag.lower()).strip("-")
