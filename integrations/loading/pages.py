"""Loads one page: COPY, count, compare, merge, all in the caller's transaction."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F

from accounts.models import Workspace
from integrations.changes import Change, changing
from integrations.connectors.salesforce.errors import Incomplete
from integrations.connectors.salesforce.pages import Page
from integrations.loading import merging
from integrations.loading.cascades import follow_parents
from integrations.loading.locking import share_people
from integrations.loading.people import Rewritten, keep_person_fields
from integrations.loading.snapshots import note_status_changes
from integrations.loading.target import Target

# Below this the planner's guess about a fresh table does no harm.
_ANALYSE_FROM = 2000


@dataclass(frozen=True)
class Loaded:
    """What a page did: rows it held, rows that were new or different."""

    rows: int
    changed: int


def load_page(target: Target, page: Page, rewritten: Rewritten | None = None) -> Loaded:
    """Bring the table up to the page; raises Incomplete when the page holds not what it says."""
    share_people(target.workspace_id)
    with connection.cursor() as cursor:
        rows = _stage(cursor, target, page, rewritten)
        for statement in merging.compare(target):
            cursor.execute(statement)
        cursor.execute(f"SELECT count(*) FROM pg_temp.{target.incoming}")  # noqa: S608
        if cursor.fetchone()[0] == 0:
            return Loaded(rows, 0)
        changed = _merge(cursor, target)
    if rewritten is not None and rewritten.values:
        keep_person_fields(target, rewritten.values)
    bump_data_version(target)
    return Loaded(rows, changed)


def _stage(cursor: Any, target: Target, page: Page, rewritten: Rewritten | None) -> int:
    for statement in merging.make_stage(target):
        cursor.execute(statement)
    with cursor.copy(merging.copy_in(target)) as copy:
        copy.write(rewritten.data if rewritten is not None else page.data)
    rows = int(cursor.rowcount)
    if rows != page.rows:
        raise Incomplete(target.stream.name, page.rows, rows)
    if rows >= _ANALYSE_FROM:
        cursor.execute(f'ANALYZE {target.stage} ("Id")')
    return rows


def _merge(cursor: Any, target: Target) -> int:
    if target.stream.model == "Lead":
        note_status_changes(target)
    with changing(Change(target.source_id, target.stream.model, target.incoming)):
        cursor.execute(merging.merge(target))
        changed = int(cursor.rowcount)
    follow_parents(target)
    return changed


def bump_data_version(target: Target) -> None:
    """Answers that were cached before are stale now."""
    rows = Workspace.objects.filter(pk=target.workspace_id)
    rows.update(data_version=F("data_version") + 1)
