"""Gives keys successors: wraps data keys anew, seals values anew, and proves that all opens."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.audit import record
from accounts.crypto.envelope import decrypt, encrypt, key_id_of
from accounts.crypto.keys import (
    CACHE_SECONDS,
    DecryptFailed,
    active_key,
    forget_keys,
    unwrap,
    wrap,
)
from accounts.crypto.sealed import SealedColumn, sealed_columns
from accounts.models import WorkspaceKey
from accounts.signals import keys_rewrapped
from accounts.tenancy import across_workspaces, inside

BATCH = 200
State, Purpose = WorkspaceKey.State, WorkspaceKey.Purpose


@dataclass(frozen=True)
class Rotation:
    """What a rotation of a data key did; not finished while values may still come under the old."""

    resealed: int
    retired: int
    finish_after: Any = None  # a moment, or None when the old key is retired

    @property
    def is_finished(self) -> bool:
        return self.finish_after is None


@dataclass(frozen=True)
class Failure:
    """A key or a value that does not open."""

    where: str
    why: str


def rewrap_keys() -> int:
    """Wrap every data key by the ring's primary key, in batches; how many were changed.

    No data is touched. Afterwards the old keys can leave the ring.
    """
    changed = 0
    while done := _rewrap_batch():
        changed += done
    forget_keys()
    keys_rewrapped.send(WorkspaceKey)
    return changed


@transaction.atomic
def _rewrap_batch() -> int:
    rows = (
        WorkspaceKey.objects.select_for_update()
        .exclude(kek_id=settings.DATA_KEY_PRIMARY)
        .exclude(wrapped=None)
        .order_by("id")[:BATCH]
    )
    count = 0
    for row in rows:
        secret = unwrap(row)
        row.kek_id, row.wrapped = wrap(secret, row.workspace_ref, row.id, row.purpose)
        row.save(update_fields=["kek_id", "wrapped"])
        count += 1
    return count


def rotate_data_key(workspace_id: UUID) -> Rotation:
    """A new data key for a workspace, every sealed value under it, the old key retired.

    Safe to stop and to run again: what is done stays done. Other processes remember the old key
    for five minutes, so a run that begins a rotation is finished by another after that time. The
    suppression key is never rotated: hashes of erased people could not be made again.
    """
    with inside(workspace_id):
        if not _superseded(workspace_id).exists():
            _make_successor(workspace_id)
    forget_keys()
    new_id = active_key(workspace_id, Purpose.DATA).id
    resealed = sum(_reseal(workspace_id, column, new_id) for column in sealed_columns(workspace_id))
    with inside(workspace_id):
        return _retire(workspace_id, new_id, resealed)


def _superseded(workspace_id: UUID) -> Any:
    """Keys that seal nothing new and still have values under them; locked for this transaction."""
    return WorkspaceKey.objects.select_for_update().filter(
        workspace_ref=workspace_id, purpose=Purpose.DATA, state=State.RETIRED, retired_at=None
    )


def _make_successor(workspace_id: UUID) -> None:
    active_key(workspace_id, Purpose.DATA)
    WorkspaceKey.objects.filter(
        workspace_ref=workspace_id, purpose=Purpose.DATA, state=State.ACTIVE
    ).update(state=State.RETIRED)
    forget_keys()
    key = active_key(workspace_id, Purpose.DATA)
    record("data_key.made", key.id)


def _reseal(workspace_id: UUID, column: SealedColumn, key_id: UUID) -> int:
    done, last = 0, None
    while True:
        with inside(workspace_id, purpose="storage"):
            rows = _next_rows(column, key_id, last)
            done += sum(_reseal_row(column, row, key_id) for row in rows)
        if len(rows) < BATCH:
            return done
        last = rows[-1].pk


def _next_rows(column: SealedColumn, key_id: UUID, last: Any) -> list[Any]:
    rows = column.rows_not_under(key_id).select_for_update()
    if last is not None:
        rows = rows.filter(pk__gt=last)
    return list(rows[:BATCH])


def _reseal_row(column: SealedColumn, row: Any, key_id: UUID) -> int:
    place = column.place_of(row)
    old = {k: v for k, v in column.values(row).items() if key_id_of(v) != key_id}
    if not old:
        return 0
    new = {name: encrypt(place, decrypt(place, value)) for name, value in old.items()}
    stored = column.stored(row, new)
    type(row)._default_manager.filter(pk=row.pk).update(**{column.column: stored})
    return len(new)


def _retire(workspace_id: UUID, new_id: UUID, resealed: int) -> Rotation:
    made_at = WorkspaceKey.objects.get(id=new_id).created_at
    finish_after = made_at + timedelta(seconds=CACHE_SECONDS + 60)
    if timezone.now() < finish_after:
        return Rotation(resealed, 0, finish_after)
    retired = _superseded(workspace_id).update(retired_at=timezone.now())
    if retired:
        record("data_key.retired", new_id, keys=retired)
    return Rotation(resealed, retired)


def failures(*, sample: int = 100) -> Iterator[Failure]:
    """Every key, and of each sealed column up to `sample` values per workspace, that fails."""
    forget_keys()
    for row in WorkspaceKey.objects.exclude(wrapped=None).order_by("id"):
        try:
            unwrap(row)
        except DecryptFailed as error:
            yield Failure(f"key {row.id} ({row.purpose})", str(error))
    for workspace_id in across_workspaces():
        yield from [bad for c in sealed_columns(workspace_id) for bad in _bad_values(c, sample)]


def _bad_values(column: SealedColumn, sample: int) -> Iterator[Failure]:
    # The newest, because they were sealed by the code that runs now.
    for row in column.rows().reverse()[:sample]:
        for value in column.values(row).values():
            try:
                decrypt(column.place_of(row), value)
            except DecryptFailed as error:
                yield Failure(f"{column.name} of {row.pk}", str(error))
