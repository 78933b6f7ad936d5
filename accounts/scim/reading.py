"""What a directory sends, flattened: whole resources and patches by attribute, in small letters."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.scim.errors import NO_PATH, NO_SYNTAX, NO_VALUE, ScimError

_CORE = re.compile(r"^urn:ietf:params:scim:schemas:core:2\.0:(user|group):", re.IGNORECASE)
_ONE_MEMBER = re.compile(r"^members\[\s*value\s+eq\s+\"([^\"]+)\"\s*\]$", re.IGNORECASE)
_MAIL = re.compile(r"^emails\[.+\]\.value$", re.IGNORECASE)
_OPS = ("add", "replace", "remove")
_MOST_OPERATIONS = 1000
Flat = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """What a directory says of a person; None where it says nothing."""

    user_name: str | None = None
    external_id: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    full_name: str | None = None
    email: str | None = None
    language: str | None = None
    active: bool | None = None


@dataclass(frozen=True)
class Operation:
    """One step of a patch: op in small letters, the attribute's path, its value."""

    op: str
    path: str
    value: Any


def read_person(body: Mapping[str, Any]) -> Said:
    """A whole person, as POST and PUT send one."""
    return _said(flattened(body))


def patched_person(body: Mapping[str, Any]) -> Said:
    """What a patch changes of a person; the last word on an attribute counts.

    Okta says `replace` with {"active": false} and no path, Entra "Replace" with the path and, in
    old tenants, the text "False".
    """
    flat: Flat = {}
    for step in operations(body):
        if step.op == "remove":
            flat.update(dict.fromkeys([step.path], ""))
        else:
            flat.update(flattened({step.path: step.value} if step.path else step.value))
    return _said(flat)


def operations(body: Mapping[str, Any]) -> Iterator[Operation]:
    """The steps of a patch in their order; raises ScimError."""
    named = {str(key).lower(): value for key, value in body.items()}
    steps = named.get("operations")
    if not isinstance(steps, list) or not 0 < len(steps) <= _MOST_OPERATIONS:
        raise ScimError("A patch names its operations.", kind=NO_SYNTAX)
    for step in steps:
        yield _operation(step)


def _operation(step: Any) -> Operation:
    said = {str(key).lower(): value for key, value in step.items()} if _is_object(step) else {}
    op, path = str(said.get("op", "")).lower(), _CORE.sub("", str(said.get("path") or ""))
    if op not in _OPS:
        raise ScimError("An operation adds, replaces or removes.", kind=NO_SYNTAX)
    if not path and (op == "remove" or not _is_object(said.get("value"))):
        raise ScimError("An operation without a path has an object as its value.", kind=NO_PATH)
    if path.lower().startswith("members["):
        return Operation(op, "members", [{"value": _member_in(path)}])
    if _MAIL.match(path):
        return Operation(op, "emails.value", said.get("value"))
    return Operation(op, path.lower(), said.get("value"))


def _member_in(path: str) -> str:
    found = _ONE_MEMBER.match(path)
    if found is None:
        raise ScimError('A member is named as members[value eq "…"].', kind=NO_PATH)
    return found[1]


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def flattened(body: Mapping[str, Any]) -> Flat:
    """{"name": {"givenName": …}} and {"name.givenName": …} alike as {"name.givenname": …}."""
    flat: Flat = {}
    for key, value in body.items():
        name = _CORE.sub("", str(key)).lower()
        if isinstance(value, dict):
            flat.update({f"{name}.{part}": one for part, one in flattened(value).items()})
        else:
            flat[name] = value
    return flat


def _said(flat: Flat) -> Said:
    return Said(
        user_name=text(flat, "username", 254),
        external_id=text(flat, "externalid", 255),
        given_name=text(flat, "name.givenname", 120),
        family_name=text(flat, "name.familyname", 120),
        full_name=text(flat, "displayname", 120) or text(flat, "name.formatted", 120),
        email=_email(flat),
        language=text(flat, "preferredlanguage", 40) or text(flat, "locale", 40),
        active=_truth(flat["active"]) if "active" in flat else None,
    )


def text(flat: Flat, name: str, most: int) -> str | None:
    """One attribute on one line; None where it is not said. Raises ScimError."""
    value = flat.get(name)
    if name not in flat:
        return None
    if value is not None and not isinstance(value, str):
        raise ScimError(f"{name} has to be a text.", kind=NO_VALUE)
    line = " ".join("".join(c if c.isprintable() else " " for c in value or "").split())
    if len(line) > most:
        raise ScimError(f"{name} is longer than {most} characters.", kind=NO_VALUE)
    return line


def _email(flat: Flat) -> str | None:
    """The main address, else the first."""
    found = flat.get("emails")
    rows = [row for row in found if _is_object(row)] if isinstance(found, list) else []
    rows.sort(key=lambda row: row.get("primary") is not True)
    address = text({"emails": rows[0].get("value")}, "emails", 254) if rows else None
    return address.lower() if address else None


def _truth(value: Any) -> bool | None:
    """Booleans, their names, and a list of one of them; None for a value that was taken away."""
    if isinstance(value, list) and len(value) == 1 and _is_object(value[0]):
        value = value[0].get("value")
    if isinstance(value, bool):
        return value
    named = {"true": True, "false": False, "": None}
    if isinstance(value, str) and value.strip().lower() in named:
        return named[value.strip().lower()]
    raise ScimError("active is either true or false.", kind=NO_VALUE)
