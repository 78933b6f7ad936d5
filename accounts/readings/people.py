"""Turns what identifies a person into the numbers under which the logs speak of them."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from accounts.crypto import KeyedHash, all_hashes, normalise
from accounts.models import LoggedPerson
from accounts.subjects import Subject
from accounts.tenancy import new_id, require_workspace_id

_COLUMN = "accounts.logged_person"
# The name of these hashes in Subject.hashes.
LOGGED = "logged person"


def email_key(email: str) -> str:
    """The key of whoever has this address."""
    return f"email:{normalise(email)}"


def record_key(source_id: UUID, external_id: str) -> str:
    """The key of whom a record at a source is about."""
    return f"record:{source_id}:{external_id}"


def user_key(user_id: UUID) -> str:
    """The key of a user of ours."""
    return f"user:{user_id}"


def request_key(request_id: UUID) -> str:
    """The key of whoever made a request without an address."""
    return f"request:{request_id}"


def keys_of(subject: Subject) -> tuple[str, ...]:
    """All keys under which the logs may speak of a person, as far as they are known."""
    records = (
        record_key(source_id, one) for source_id, ids in subject.external_ids.items() for one in ids
    )
    users = [user_key(subject.user_id)] if subject.user_id else []
    return (*map(email_key, subject.emails), *records, *users)


def numbers_of(keys: Iterable[str]) -> Mapping[str, UUID]:
    """{key: number} in the entered workspace; who has none yet is given one."""
    hasher = KeyedHash(require_workspace_id(), _COLUMN)
    hashes = {key: hasher.of(key) for key in keys}
    known = _known(hashes.values())
    if missing := set(hashes.values()) - known.keys():
        rows = [
            LoggedPerson(id=new_id(), workspace_id=require_workspace_id(), key_hash=one)
            for one in sorted(missing)
        ]
        LoggedPerson.objects.bulk_create(rows, ignore_conflicts=True)
        known |= _known(missing)
    return {key: known[digest] for key, digest in hashes.items()}


def known_numbers(keys: Iterable[str]) -> list[UUID]:
    """The numbers that these keys have, under whichever hash key they were made."""
    return list(_known(_hashes(keys)).values())


def logged_hashes(subject: Subject) -> tuple[bytes, ...]:
    """What leads from a person to their lines, for whoever has to part them without the address."""
    return (*subject.hashes.get(LOGGED, ()), *_hashes(keys_of(subject)))


def forget_person(subject: Subject, more: Iterable[str] = ()) -> int:
    """Part the lines of the logs from the person: how many numbers are nobody's from now on."""
    hashes = [*logged_hashes(subject), *_hashes(more)]
    return LoggedPerson.objects.filter(key_hash__in=hashes).delete()[0]


def _hashes(keys: Iterable[str]) -> list[bytes]:
    workspace_id = require_workspace_id()
    return [
        digest for key in keys for digest in all_hashes(workspace_id, _COLUMN, key, purpose="index")
    ]


def _known(hashes: Iterable[bytes]) -> dict[bytes, UUID]:
    rows = LoggedPerson.objects.filter(key_hash__in=list(hashes))
    return {bytes(digest): key for key, digest in rows.values_list("id", "key_hash")}
