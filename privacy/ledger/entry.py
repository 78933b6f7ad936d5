"""One entry of the ledger: whom to erase again, by ids and keyed hashes, never by an address."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import orjson


class Kind(StrEnum):
    """What was erased: a person in a workspace, or a workspace with all that was in it."""

    PERSON = "person"
    WORKSPACE = "workspace"


@dataclass(frozen=True)
class LedgerEntry:
    """Whom an erasure reached.

    `external_ids` are {source id: ids}, `hashes` {which keyed hash: values} as in Subject.
    `user_id` is set where a login of ours was erased. `forgets` are the numbers of the entries
    whose content goes with a workspace. Workspace, number and moment are known once it is kept.
    """

    kind: Kind = Kind.PERSON
    external_ids: Mapping[UUID, tuple[str, ...]] = field(default_factory=dict)
    hashes: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict)
    user_id: UUID | None = None
    forgets: tuple[int, ...] = ()
    workspace_id: UUID | None = None
    sequence: int = 0
    at: datetime | None = None


def written(entry: LedgerEntry, workspace_id: UUID) -> bytes:
    """The entry as JSON, with 32 random bytes: its digest, which stays for ever, tells nothing."""
    content: dict[str, Any] = {
        "salt": secrets.token_hex(32),
        "workspace": str(workspace_id),
        "kind": entry.kind.value,
        "external_ids": {str(key): list(ids) for key, ids in entry.external_ids.items()},
        "hashes": {name: [one.hex() for one in known] for name, known in entry.hashes.items()},
        "user_id": str(entry.user_id) if entry.user_id else None,
        "forgets": list(entry.forgets),
    }
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)


def read(content: bytes, sequence: int, at: datetime) -> LedgerEntry:
    """The entry that was written."""
    found = orjson.loads(content)
    return LedgerEntry(
        kind=Kind(found["kind"]),
        external_ids={UUID(key): tuple(ids) for key, ids in found["external_ids"].items()},
        hashes={
            name: tuple(bytes.fromhex(one) for one in known)
            for name, known in found["hashes"].items()
        },
        user_id=UUID(found["user_id"]) if found["user_id"] else None,
        forgets=tuple(found["forgets"]),
        workspace_id=UUID(found["workspace"]),
        sequence=sequence,
        at=at,
    )
