"""Loads one page: COPY, count, compare, merge, all in the caller's transaction."""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db import connection, transaction

from accounts.special import refuse_special
from accounts.tenancy import Purpose, for_purpose
from integrations.changes import Change, changing
from integrations.connectors.entities import Page, Part
from integrations.connectors.salesforce.errors import Incomplete
from integrations.loading import merging
from integrations.loading.cascades import follow_parents
from integrations.loading.correcting import hold_corrections
from integrations.loading.locking import keep_source, share_people
from integrations.loading.merges import follow_merges
from integrations.loading.numbers import without_numbers, without_persons_numbers
from integrations.loading.people import Rewritten, rewriter_for
from integrations.loading.removals import mark_missing
from integrations.loading.restricting import (
    is_anybody_restricted,
    mark_incoming,
    mark_merges,
    restrict_under_new_ids,
)
from integrations.loading.sealing import keep_person_fields
from integrations.loading.snapshots import note_status_changes
from integrations.loading.suppressing import keep_out_under_new_ids
from integrations.loading.target import Target, merge_field
from integrations.loading.versions import bump_data_version

# Below this the planner's guess about a fresh table does no harm.
_ANALYSE_FROM = 2000


@dataclass(frozen=True)
class Loaded:
    """What a page did: rows it held, rows that were new or different, and the new ones of these."""

    rows: int
    changed: int
    new: int = 0


class _Incoming(NamedTuple):
    """How many rows of a page have to be written: new ones, and others over what is stored."""

    new: int
    stored: int

    @property
    def any(self) -> bool:
        return self.new + self.stored > 0


class _Moved(Exception):
    """Rows are not where, and so perhaps not what, they were when they were compared."""


@for_purpose(Purpose.STORAGE)
def load_page(target: Target, page: Page, rewritten: Rewritten | None = None) -> Loaded:
    """Bring the tables up to the page and its parts.

    Raises Incomplete when the page holds not what it says.
    """
    refuse_special(target.written)
    share_people(target.workspace_id)
    keep_source(target.workspace_id, target.source_id)
    loaded = Loaded(0, 0) if _is_nothing(target, page) else _load(target, page, rewritten)
    for part in page.parts:
        _load_part(target, part)
    return loaded


def _is_nothing(target: Target, page: Page) -> bool:
    """Whether a page of changes has none, as most hours: even an empty stage costs the log 30 kB.

    What was read whole is staged all the same, because what it misses is then marked.
    """
    has_rows = page.rows or b"\n" in page.data.rstrip(b"\n")
    return target.stream.cursor is not None and not has_rows


def _load_part(target: Target, part: Part) -> None:
    other = replace(target, stream=part.stream, fields=part.fields, staged=())
    rewriter = rewriter_for(other, ())
    rewritten = rewriter.rewrite(part.data) if rewriter else None
    other = rewriter.target if rewriter else other
    _load(other, part, rewritten)
    mark_missing(other, part.scope)


def _load(target: Target, page: Page | Part, rewritten: Rewritten | None) -> Loaded:
    with connection.cursor() as cursor:
        rows = stage_page(cursor, target, page, rewritten)
        rewritten = hold_corrections(target, rewritten)
        keep_out_under_new_ids(target)
        has_restricted = _concerns_people(target) and is_anybody_restricted()
        if has_restricted:
            restrict_under_new_ids(target)
        # Merges are followed from what was read, whether a row differs or not.
        is_small = rows < _ANALYSE_FROM and not merge_field(target)
        # Most small pages hold nothing new: a table less that is made for them.
        if is_small and not _is_true(cursor, merging.is_any_different(target)):
            return Loaded(rows, 0)
        is_all_new = not is_small and _is_true(cursor, merging.is_all_new(target))
        cursor.execute(merging.compare(target, is_new=is_all_new))
        found = _count_incoming(cursor, target)
        new = changed = 0
        if found.any:
            new, changed = _merge(cursor, target, found, has_restricted=has_restricted)
    follow_merges(target)
    if has_restricted and merge_field(target):
        mark_merges(target.source_id)
    if not found.any:
        return Loaded(rows, 0)
    if rewritten is not None and rewritten.values:
        keep_person_fields(target, without_persons_numbers(target, rewritten.values))
    bump_data_version(target)
    return Loaded(rows, changed, new)


def stage_page(cursor: Any, target: Target, page: Page | Part, rewritten: Rewritten | None) -> int:
    """COPY a page; how many rows. Raises Incomplete when it holds not what it says."""
    data = without_numbers(target, rewritten.data if rewritten is not None else page.data)
    cursor.execute(merging.make_stage(target))
    with cursor.copy(merging.copy_in(target)) as copy:
        copy.write(data)
    rows = int(cursor.rowcount)
    if rows != page.rows:
        raise Incomplete(target.stream.name, page.rows, rows)
    if rows >= _ANALYSE_FROM:
        merging.know_size(cursor, target.stage, '"Id"')
    return rows


def _concerns_people(target: Target) -> bool:
    return bool(target.stream.is_person or target.stream.people or merge_field(target))


def _is_true(cursor: Any, question: str) -> bool:
    cursor.execute(question)
    return bool(cursor.fetchone()[0])


def _count_incoming(cursor: Any, target: Target) -> _Incoming:
    cursor.execute(merging.count(target))
    return _Incoming(*cursor.fetchone())


def _merge(
    cursor: Any, target: Target, found: _Incoming, *, has_restricted: bool
) -> tuple[int, int]:
    """(rows that are new, rows that are new or different)."""
    if target.stream.model == "Lead" and found.stored:
        note_status_changes(target)
    if not found.stored:
        rows = merging.written_rows(target, is_new=True)
        written = _write(cursor, target, found, _change(target, rows), has_restricted)
    elif merging.tells_before(target):
        written = _write_told(cursor, target, found, has_restricted)
    else:
        written = _write(cursor, target, found, _change(target), has_restricted)
    follow_parents(target)
    return written


def _change(target: Target, rows: str = "", before: str = "") -> Change:
    return Change(target.source_id, target.stream.model, target.incoming, rows, before)


def _write_told(
    cursor: Any, target: Target, found: _Incoming, has_restricted: bool
) -> tuple[int, int]:
    """Write what was compared as it was compared; anew, looked up, where anybody came between."""
    change = _change(target, merging.written_rows(target, is_new=False), merging.BEFORE)
    try:
        with transaction.atomic():
            return _write(cursor, target, found, change, has_restricted)
    except _Moved:
        return _write(cursor, target, found, _change(target), has_restricted)


def _write(
    cursor: Any, target: Target, found: _Incoming, change: Change, has_restricted: bool
) -> tuple[int, int]:
    with changing(change):
        new = changed = 0
        if found.new:
            cursor.execute(merging.insert(target))
            new = changed = int(cursor.rowcount)
        if found.stored:
            changed += _update(cursor, target, found, is_told=bool(change.before))
        if has_restricted:
            mark_incoming(target)
    return new, changed


def _update(cursor: Any, target: Target, found: _Incoming, *, is_told: bool) -> int:
    cursor.execute(merging.BY_PLACE)
    cursor.execute(merging.update(target))
    updated = int(cursor.rowcount)
    cursor.execute(merging.BY_ANY_WAY)
    if updated == found.stored:
        return updated
    if is_told:
        raise _Moved
    cursor.execute(merging.update_by_key(target))
    return updated + int(cursor.rowcount)
