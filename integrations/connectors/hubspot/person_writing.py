"""Writes to one record of a person in HubSpot: erased, put into the bin, or one field set."""

from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import httpx
from django.utils.translation import gettext as _

from integrations.connectors.hubspot.client import Client
from integrations.connectors.hubspot.people import CONTACTS, DONE, contacts_of
from integrations.connectors.people import Gone, NotWritten, PersonRecord
from integrations.connectors.refusals import Refused

# Asked for only where the workspace wants people deleted in HubSpot, too.
SCOPE = "crm.objects.contacts.write"
_MOST = 65_536


def delete(client: Client, kind: str, external_id: str) -> None:
    """A contact goes for good, as the law wants it; what was done with it into the bin."""
    if kind in DONE:
        if len(contacts_of(client, kind, external_id)) > 1:
            raise NotWritten(
                _("It is about other people as well, so it is not deleted by us."),
                advice=_("Take the person out of it in HubSpot."),
                code="shared",
            )
        _send(lambda: client.change("DELETE", _path(kind, external_id)), kind)
        return
    # By number alone: an address that HubSpot does not know would be blocked there instead.
    body = {"objectId": external_id}
    _send(lambda: client.change("POST", f"/crm/v3/objects/{CONTACTS}/gdpr-delete", body), kind)


def write(client: Client, kind: str, external_id: str, values: Mapping[str, Any]) -> None:
    """Set properties of one record."""
    body = {"properties": dict(values)}
    _send(lambda: client.change("PATCH", _path(kind, external_id), body), kind)


def check(client: Client, record: PersonRecord, name: str, value: str) -> Any:
    """The value as HubSpot wants it; raises NotWritten where this property cannot be set to it."""
    kind = DONE[record.kind][0] if record.kind in DONE else CONTACTS
    known = client.properties(kind)
    if name not in known:
        _refuse(_("HubSpot has no property %(field)s of %(object)s."), record, name)
    if name in client.read_only(kind):
        _refuse(_("%(field)s of %(object)s is filled by HubSpot alone."), record, name)
    choices = {option.value for option in known[name]}
    if value and choices and value not in choices:
        _refuse(_("%(field)s of %(object)s knows no such choice."), record, name)
    if len(value) > _MOST:
        _refuse(_("The value is longer than %(field)s of %(object)s may be."), record, name)
    return value


def _send(call: Callable[[], httpx.Response], kind: str) -> None:
    """HubSpot's own words may name the person, so only its category is told."""
    try:
        call()
    except Refused as refused:
        if refused.status == 404:
            raise Gone from refused
        raise _in_words(refused, kind) from refused


def _in_words(refused: Refused, kind: str) -> NotWritten:
    if refused.status == 403:
        return NotWritten(
            _("The grant does not let Proactivox change %(object)s in HubSpot.") % {"object": kind},
            advice=_("Connect HubSpot again and allow it, or do it there yourself."),
            code="missing_permission",
        )
    return NotWritten(
        _("HubSpot refused to change the record (%(error)s).") % {"error": refused.error[:60]},
        permanent=refused.permanent,
        advice=_("Look at the record in HubSpot."),
    )


def _refuse(text: str, record: PersonRecord, name: str) -> NoReturn:
    raise NotWritten(text % {"object": record.kind, "field": name[:80]}, code="not_updateable")


def _path(kind: str, external_id: str) -> str:
    return f"/crm/v3/objects/{DONE[kind][0] if kind in DONE else CONTACTS}/{external_id}"
