"""Writes to one record of a person: deleted, emptied of what tells who it is, or one field set."""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import httpx
from django.utils.translation import gettext as _

from integrations.connectors.people import Gone, NotWritten, PersonRecord
from integrations.connectors.salesforce.client import Client
from integrations.connectors.salesforce.errors import ApiRefused
from integrations.connectors.salesforce.person_fields import shape_of

# What may tell who a person is stands in fields of these types; lists of choices, numbers and days
# say what happened, and numbers are made of them.
_TEXTS = frozenset({"string", "textarea", "phone", "url", "email", "encryptedstring", "combobox"})
_MORE = frozenset({"Salutation", "Birthdate"})
_PLACES = ("Latitude", "Longitude")
REDACTED, REDACTED_EMAIL = "Redacted", "redacted@example.invalid"
_NUMBERS: Mapping[str, Callable[[str], float]] = {
    "int": int,
    "double": float,
    "currency": float,
    "percent": float,
}
_RIGHTS = ("INSUFFICIENT_ACCESS", "CANNOT_INSERT_UPDATE", "INVALID_FIELD_FOR_INSERT_UPDATE")
_PASSING = ("UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE")


def redaction(client: Client, record: PersonRecord) -> Mapping[str, Any]:
    """{field: what takes its value's place}; required fields get a word, all others nothing."""
    shape = shape_of(client, record.kind)
    planned = {
        name: _instead(told)
        for name, told in shape.by_name.items()
        if told["updateable"] and not told["calculated"] and tells_who(name, told)
    }
    known = record.fields
    return {name: to for name, to in planned.items() if known.get(name) not in (None, to)}


def check(client: Client, record: PersonRecord, name: str, value: str) -> Any:
    """The value as Salesforce wants it; raises NotWritten where this field cannot be set to it."""
    told = shape_of(client, record.kind).by_name.get(name)
    if told is None:
        _refuse(_("The connected user sees no field %(field)s of %(object)s."), record, name)
    if told["calculated"]:
        _refuse(_("%(field)s of %(object)s is computed by Salesforce."), record, name)
    if told["type"] == "reference":
        _refuse(_("%(field)s of %(object)s is a link to another record."), record, name)
    if not told["updateable"]:
        _refuse(_("%(field)s of %(object)s cannot be changed by the connected user."), record, name)
    if not value and not told["nillable"]:
        _refuse(_("%(field)s of %(object)s cannot be empty."), record, name)
    if told["length"] and len(value) > told["length"]:
        _refuse(_("The value is longer than %(field)s of %(object)s may be."), record, name)
    return _typed(told, value, record, name)


def write(client: Client, kind: str, external_id: str, values: Mapping[str, Any]) -> None:
    """Set fields of one record."""
    _send(lambda: client.call("PATCH", _path(kind, external_id), body=dict(values)), kind)


def delete(client: Client, kind: str, external_id: str) -> None:
    """Delete one record; what belongs to it goes with it, into the bin where there is one."""
    shape = shape_of(client, kind)
    if not shape.is_deletable:
        raise _no_right(kind)
    _send(lambda: client.call("DELETE", _path(kind, external_id)), kind)


def _send(call: Callable[[], httpx.Response], kind: str) -> None:
    try:
        call()
    except ApiRefused as refused:
        if refused.status == 404 or refused.error == "ENTITY_IS_DELETED":
            raise Gone from refused
        raise _in_words(refused, kind) from refused


def _in_words(refused: ApiRefused, kind: str) -> NotWritten:
    """Salesforce's own words may name the person, so only its code is told."""
    if refused.error.startswith(_RIGHTS):
        return _no_right(kind)
    if refused.error == "ENTITY_IS_LOCKED":
        return NotWritten(
            _("The record is locked in Salesforce, for example by an approval process."),
            advice=_("Unlock it there, and try again."),
            code="locked",
        )
    if refused.error == "CANNOT_UPDATE_CONVERTED_LEAD":
        return NotWritten(
            _("Salesforce lets nobody change a lead that was converted."),
            advice=_("Delete it there, or change the contact that it became."),
            code="converted",
        )
    return NotWritten(
        _("Salesforce refused to change the record (%(error)s).") % {"error": refused.error},
        permanent=refused.permanent and refused.error not in _PASSING,
        advice=_("Look at the record in Salesforce: a rule of your organisation may forbid it."),
    )


def _no_right(kind: str) -> NotWritten:
    return NotWritten(
        _("The user who connected Salesforce may not change %(object)s there.") % {"object": kind},
        advice=_("Give this user the right to edit and delete them, or do it there yourself."),
        code="missing_permission",
    )


def _refuse(text: str, record: PersonRecord, name: str) -> NoReturn:
    raise NotWritten(text % {"object": record.kind, "field": name[:80]}, code="not_updateable")


def tells_who(name: str, told: Mapping[str, Any]) -> bool:
    """Whether a field, as describe tells of it, may tell who a person is or where."""
    return told["type"] in _TEXTS or name in _MORE or name.endswith(_PLACES)


def _instead(told: Mapping[str, Any]) -> str | None:
    if told["nillable"]:
        return None
    text = REDACTED_EMAIL if told["type"] == "email" else REDACTED
    return text[: told["length"] or None]


def _typed(told: Mapping[str, Any], value: str, record: PersonRecord, name: str) -> Any:
    if not value:
        return None
    if told["type"] == "boolean":
        return value.lower() == "true"
    if told["type"] in _NUMBERS:
        try:
            return _NUMBERS[told["type"]](value)
        except ValueError:
            _refuse(_("%(field)s of %(object)s takes a number."), record, name)
    return value


def _path(kind: str, external_id: str) -> str:
    return f"sobjects/{kind}/{external_id}"
