"""Fills single columns of rows that we have: of fields that came back, which moved no stamp."""

# ruff: noqa: S608 - names come from our own models and streams, ids are UUIDs

from django.db import connection

from accounts.tenancy import Purpose, for_purpose
from integrations.changes import Change, changing
from integrations.connectors.entities import Column, Page, Stream
from integrations.connectors.salesforce.describing import EMAIL, PERSON_ACCOUNT
from integrations.loading import merging
from integrations.loading.correcting import hold_corrections
from integrations.loading.locking import share_people
from integrations.loading.pages import Loaded, stage_page
from integrations.loading.people import Rewritten
from integrations.loading.target import MERGED_INTO, Target
from integrations.loading.versions import bump_data_version


def can_be_filled(stream: Stream, field: str) -> bool:
    """Whether a field is a plain column: it names no person, no merge, and keeps nobody out."""
    if stream.cursor is None or field in (EMAIL, PERSON_ACCOUNT):
        return False
    kept_apart = {*stream.people, *stream.blanked, MERGED_INTO, *stream.constants}
    return any(c.field == field and c.target not in kept_apart for c in stream.columns)


@for_purpose(Purpose.STORAGE)
def fill_columns(target: Target, page: Page, rewritten: Rewritten | None = None) -> Loaded:
    """Write the page's values over older ones, in the caller's transaction.

    A row's hash goes with it, so that the whole record is written when it is next read.
    """
    share_people(target.workspace_id)
    filled = [(c.target, c.expression(f's."{c.field}"')) for c in _columns(target)]
    values = ", ".join(f'{sql} AS "{name}"' for name, sql in filled)
    names = ", ".join(f'"{name}"' for name, _ in filled)
    with connection.cursor() as cursor:
        rows = stage_page(cursor, target, page, rewritten)
        hold_corrections(target, rewritten)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.filled_row")
        cursor.execute(
            "CREATE TEMPORARY TABLE filled_row ON COMMIT DROP AS "
            # Of a row that the page holds twice the newest, as the merge does.
            f'SELECT i.* FROM (SELECT DISTINCT ON (s."Id") s."Id" AS external_id, '
            f's."{target.stream.stamp}"::timestamptz AS stamp, {values} FROM {target.stage} s '
            'ORDER BY s."Id", 2 DESC) i '
            f"CROSS JOIN LATERAL ({merging.stored_row(target, 'i')}) t WHERE t.stamp <= i.stamp "
            f"AND ({_of('t', filled)}) IS DISTINCT FROM ({_of('i', filled)})"
        )
        cursor.execute("SELECT count(*) FROM pg_temp.filled_row")
        changed = int(cursor.fetchone()[0])
        if not changed:
            return Loaded(rows, 0)
        with changing(Change(target.source_id, target.stream.model, "filled_row")):
            cursor.execute(
                f"UPDATE {target.table} t SET ({names}, row_hash) = "
                f"ROW({_of('f', filled)}, ''::bytea) FROM pg_temp.filled_row f "
                f"WHERE {target.owned} AND t.external_id = f.external_id"
            )
    bump_data_version(target)
    return Loaded(rows, changed)


def _columns(target: Target) -> list[Column]:
    return [column for column in target.stream.columns if column.field in target.stage_columns]


def _of(alias: str, filled: list[tuple[str, str]]) -> str:
    return ", ".join(f'{alias}."{name}"' for name, _ in filled)
