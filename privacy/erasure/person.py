"""Who is to be erased: a request's address and ids typed by the desk, sealed while it is needed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from accounts.crypto import Place, all_hashes, decrypt, encrypt, normalise
from accounts.errors import Refused
from accounts.models import User
from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST, LOGGED, logged_hashes
from accounts.subjects import Subject
from accounts.tenancy import require_workspace_id
from integrations.models import Source
from privacy.ledger import LedgerEntry
from privacy.models import DataSubjectRequest
from privacy.policies.sealing import SUBSCRIBER_COLUMN
from privacy.registers.sealing import ADDRESS_COLUMN as REGISTER_COLUMN
from privacy.requests.sealing import ADDRESS_COLUMN, address_of

# The keyed hashes under which an address may be held, {name in Subject.hashes: (column, purpose)}.
HASHES = {
    "email index": ("email", "index"),
    "email suppression": ("email", "suppression"),
    f"{ADDRESS_COLUMN} index": (ADDRESS_COLUMN, "index"),
    f"{REGISTER_COLUMN} index": (REGISTER_COLUMN, "index"),
    f"{SUBSCRIBER_COLUMN} index": (SUBSCRIBER_COLUMN, "index"),
}


def subject_of(request: DataSubjectRequest, ids: Mapping[UUID, Iterable[str]]) -> Subject:
    """The person of a request, in the entered workspace; raises Refused when nothing names them."""
    email = normalise(address_of(request, purpose=ANSWER_REQUEST))
    known = {source: tuple(dict.fromkeys(found)) for source, found in ids.items() if found}
    if not email and not known:
        raise Refused(
            _("Nothing says who the person is."),
            advice=_("Type the ids under which your sources know them."),
            code="no_person",
        )
    if Source.objects.filter(pk__in=known).count() != len(known):
        raise Refused(_("One of these sources is not this workspace’s."), code="no_source")
    is_house = require_workspace_id() == HOUSE_ID
    named = Subject(emails=(email,) if email else (), external_ids=known)
    users = User.objects.filter(email__in=named.emails).values_list("pk", flat=True)
    return replace(named, user_id=users.first() if is_house and email else None)


def widened(subject: Subject, ids: Mapping[UUID, Iterable[str]]) -> Subject:
    """The same person with more ids."""
    merged = {source: dict.fromkeys(known) for source, known in subject.external_ids.items()}
    for source, found in ids.items():
        merged.setdefault(source, {}).update(dict.fromkeys(found))
    return replace(subject, external_ids={source: tuple(known) for source, known in merged.items()})


def hashes_of_person(subject: Subject) -> dict[str, tuple[bytes, ...]]:
    """Every keyed hash of the person's addresses in the entered workspace, by name."""
    workspace_id = require_workspace_id()
    return {
        name: (
            *subject.hashes.get(name, ()),
            *(
                digest
                for email in subject.emails
                for digest in all_hashes(workspace_id, column, email, purpose=purpose)
            ),
        )
        for name, (column, purpose) in HASHES.items()
    }


def ledger_entry(subject: Subject) -> LedgerEntry:
    """What the erasure ledger is told of the person: ids and keyed hashes, and which log-in."""
    user_id = subject.user_id
    if user_id is None and require_workspace_id() == HOUSE_ID:
        users = User.objects.filter(email__in=subject.emails)
        user_id = users.values_list("id", flat=True).first()
    hashes = hashes_of_person(subject) | {LOGGED: logged_hashes(subject)}
    return LedgerEntry(external_ids=subject.external_ids, hashes=hashes, user_id=user_id)


def subject_place(row: Any) -> Place:
    """Where an erasure says whom it is about."""
    return Place("privacy_erasure", "subject", row.workspace_id, row.pk)


def record_place(row: Any) -> Place:
    """Where an item says which record at the source it is about."""
    return Place("privacy_erasureitem", "record", row.workspace_id, row.pk)


def seal_subject(row: Any, subject: Subject) -> bytes:
    """The person's addresses and ids, sealed for the erasure's row."""
    return encrypt(subject_place(row), orjson.dumps(subject_as_json(subject)).decode())


def open_subject(row: Any) -> Subject:
    """The person of an erasure that is still going on."""
    return subject_from_json(orjson.loads(decrypt(subject_place(row), bytes(row.subject))))


def subject_as_json(subject: Subject) -> dict[str, Any]:
    """Whoever it is, for a sealed value."""
    ids = {str(source): list(known) for source, known in subject.external_ids.items()}
    user = str(subject.user_id) if subject.user_id else None
    return {"emails": list(subject.emails), "ids": ids, "user": user}


def subject_from_json(said: Mapping[str, Any]) -> Subject:
    """What `subject_as_json` was given."""
    ids = {UUID(source): tuple(known) for source, known in said["ids"].items()}
    user_id = UUID(said["user"]) if said["user"] else None
    return Subject(emails=tuple(said["emails"]), external_ids=ids, user_id=user_id)
