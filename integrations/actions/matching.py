"""Whether a record still is the person's, right before it is changed."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.crypto import normalise
from accounts.subjects import Subject
from integrations.actions.finding import look
from integrations.actions.opening import OpenSource
from integrations.connectors.people import (
    BY_ID,
    BY_STORED,
    Gone,
    NotWritten,
    PersonRecord,
)


def must_match(source: OpenSource, client: Any, record: PersonRecord, subject: Subject) -> None:
    """Raise NotWritten where the record has become somebody else's, or was never the person's.

    The address decides, or an id that the caller knows where there is none. A record with another
    address counts only where merges and conversions lead to it from the person.
    """
    if not _is_theirs(source, client, record, subject):
        raise NotWritten(
            _("The record does not name this person any more."),
            advice=_("Look at it in the source, and search for the person again."),
            code="not_the_person",
        )


def _is_theirs(source: OpenSource, client: Any, record: PersonRecord, subject: Subject) -> bool:
    person = _whose(source, client, record)
    if person is None:
        return record.person in subject.external_ids.get(source.source_id, ())
    if person.email and normalise(person.email) in subject.emails:
        return True
    named = person.external_id in subject.external_ids.get(source.source_id, ())
    if named and not (person.email and subject.emails):
        return True
    for one in look(source, subject).records:
        if one.external_id == person.external_id:
            return one.reached_by not in (BY_ID, BY_STORED) or not one.email
    return False


def _whose(source: OpenSource, client: Any, record: PersonRecord) -> PersonRecord | None:
    """The person to whom a record belongs; None when nothing is there of them any more."""
    if record.person == record.external_id:
        return record
    desk = source.desk
    for kind in desk.persons if desk else ():
        try:
            return desk.read(client, kind, record.person) if desk else None
        except Gone:
            continue
    return None
