"""One person in HubSpot as it stands now: found by address and number, with what was done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from integrations.connectors.hubspot.client import Client
from integrations.connectors.origins import vendor_setting
from integrations.connectors.people import (
    BELONGS,
    BY_EMAIL,
    BY_ID,
    BY_MERGE,
    BY_STORED,
    Gone,
    Looked,
    PersonRecord,
    Sought,
)
from integrations.connectors.refusals import Refused

PERSONS = ("Contact",)
CONTACTS = "contacts"
# What was done with a person: our word -> (HubSpot's, its number in addresses, what it says).
DONE: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "Task": ("tasks", "0-27", ("hs_task_subject", "hs_task_body", "hs_timestamp")),
    "Event": (
        "meetings",
        "0-47",
        ("hs_meeting_title", "hs_meeting_body", "hs_meeting_location", "hs_timestamp"),
    ),
    "Call": ("calls", "0-48", ("hs_call_title", "hs_call_body", "hs_timestamp")),
    "Note": ("notes", "0-46", ("hs_note_body", "hs_timestamp")),
    "Email": ("emails", "0-49", ("hs_email_subject", "hs_email_text", "hs_timestamp")),
}
KINDS = (*DONE, *PERSONS)
_ALWAYS = ("email", "firstname", "lastname")
_MERGED = "hs_merged_object_ids"
Found = dict[str, Any]


def look(client: Client, sought: Sought) -> Looked:
    """All that is alive of a person, what was done with them before themselves."""
    reached = _contacts(client, sought)
    contacts = list(_whole(client, reached))
    merged = {one for record in contacts for one in _losers(record.fields)}
    unseen: list[str] = []
    done = [
        record
        for kind in DONE
        for record in _done(client, kind, [one.external_id for one in contacts], unseen)
    ]
    return Looked((*done, *contacts), frozenset({*reached, *merged}), tuple(unseen))


def read(client: Client, kind: str, external_id: str) -> PersonRecord:
    """One record; raises Gone when it is not there or archived."""
    name, names = (DONE[kind][0], DONE[kind][2]) if kind in DONE else (CONTACTS, _ALWAYS)
    found = client.named(name, names, [external_id]) if external_id.isdigit() else []
    if not found:
        raise Gone
    with_whom = contacts_of(client, kind, external_id) if kind in DONE else []
    return _record(client, kind, found[0], BY_ID, person=next(iter(with_whom), ""))


def contacts_of(client: Client, kind: str, external_id: str) -> list[str]:
    """The contacts with whom something was done, the lowest number first."""
    linked = client.associated(DONE[kind][0], CONTACTS, [external_id]).get(external_id, [])
    return sorted({str(to["toObjectId"]) for to in linked}, key=int)


def _contacts(client: Client, sought: Sought) -> dict[str, str]:
    """{number: how it was reached}; a number that was merged away leads to where it went."""
    reached: dict[str, str] = {}
    for email in sought.emails:
        for one in client.addressed(email):
            reached.setdefault(str(one["id"]), BY_EMAIL)
    for ids, by in ((sought.ids, BY_ID), (sought.stored, BY_STORED)):
        for asked in (one for one in ids if one.isdigit() and one not in reached):
            found = client.contact(asked)
            if found is not None:
                key = str(found["id"])
                reached.setdefault(key, by if key == asked else BY_MERGE)
    return reached


def _whole(client: Client, reached: Mapping[str, str]) -> Iterator[PersonRecord]:
    if not reached:
        return
    names = sorted({*client.properties(CONTACTS), *_ALWAYS, _MERGED})
    for found in client.named(CONTACTS, names, list(reached)):
        yield _record(client, "Contact", found, reached[str(found["id"])])


def _done(
    client: Client, kind: str, contacts: Sequence[str], unseen: list[str]
) -> Iterator[PersonRecord]:
    name, _number, names = DONE[kind]
    try:
        linked = client.associated(CONTACTS, name, contacts) if contacts else {}
        ids = {str(to["toObjectId"]): key for key, all_ in linked.items() for to in all_}
        for found in client.named(name, names, list(ids)) if ids else ():
            yield _record(client, kind, found, BELONGS, person=ids[str(found["id"])])
    except Refused as refused:
        # The grant does not open it: what is there is not known.
        if refused.status != 403:
            raise
        unseen.append(kind)


def _record(
    client: Client, kind: str, found: Found, reached_by: str, *, person: str = ""
) -> PersonRecord:
    key, told = str(found["id"]), found["properties"]
    fields = {name: value for name, value in told.items() if value or name in _ALWAYS}
    number = DONE[kind][1] if kind in DONE else "0-1"
    portal = client.account().portal_id
    return PersonRecord(
        kind=kind,
        external_id=key,
        fields=fields,
        link=f"{vendor_setting('HUBSPOT_APP_ORIGIN')}/contacts/{portal}/record/{number}/{key}",
        reached_by=reached_by,
        email=str(told.get("email") or "") if kind in PERSONS else "",
        person=person or (key if kind in PERSONS else ""),
    )


def _losers(fields: Mapping[str, str | None]) -> Iterable[str]:
    return (one for one in (fields.get(_MERGED) or "").split(";") if one)
