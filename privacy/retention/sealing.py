"""Seals whom a hold is about and why, and opens it again."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson

from accounts.crypto import Place, decrypt, encrypt, normalise
from accounts.national_numbers import keep_apart
from accounts.readings import check_purpose
from accounts.subjects import Subject
from accounts.tenancy import new_id, require_workspace_id
from privacy.models import LegalHold
from privacy.retention.purposes import PERSON


def person_place(row: Any) -> Place:
    """Where whom a hold is about is written."""
    return Place("privacy_legalhold", "person", row.workspace_id, row.pk)


def ground_place(row: Any) -> Place:
    """Where the ground of a hold is written."""
    return Place("privacy_legalhold", "ground", row.workspace_id, row.pk)


def new_hold(
    *, rule: str, email: str, ids: Mapping[UUID, tuple[str, ...]], ground: str
) -> LegalHold:
    """A hold that is not saved yet, sealed for its row."""
    hold = LegalHold(id=new_id(), workspace_id=require_workspace_id(), rule=rule)
    ground = keep_apart(ground, place="privacy.legalhold.ground", row_id=hold.pk)
    hold.ground = encrypt(ground_place(hold), ground)
    if not rule:
        known = {str(source): list(found) for source, found in ids.items()}
        said = {"email": normalise(email), "ids": known}
        hold.person = encrypt(person_place(hold), orjson.dumps(said).decode())
    return hold


def subject_of(hold: LegalHold, *, purpose: str) -> Subject:
    """Whom a hold is about; raises UnregisteredPurpose. Empty for one of a whole rule."""
    check_purpose(purpose, [PERSON])
    if not hold.person:
        return Subject()
    said = orjson.loads(decrypt(person_place(hold), bytes(hold.person)))
    ids = {UUID(source): tuple(found) for source, found in said["ids"].items()}
    return Subject(emails=(said["email"],) if said["email"] else (), external_ids=ids)


def ground_of(hold: LegalHold) -> str:
    """Why it may not go."""
    return decrypt(ground_place(hold), bytes(hold.ground))
