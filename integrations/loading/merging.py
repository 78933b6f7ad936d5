"""The statements of a load, composed from a target: compare, then merge."""

# ruff: noqa: S608 - names come from our own models and streams, ids are UUIDs

from typing import Any

from integrations.changes import TOLD
from integrations.loading.target import PERSON_DIGEST, Target, is_kept_out

BEFORE = "was_"
_GUARDS = ("stamp", "row_hash", "deleted_at")
# Around `update`: the planner takes a source for few rows, and would read all of them rather than
# look at a few thousand places.
_WHOLE = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
BY_PLACE = "; ".join(f"SET LOCAL {name} = off" for name in _WHOLE)
BY_ANY_WAY = "; ".join(f"SET LOCAL {name} TO DEFAULT" for name in _WHOLE)


def make_stage(target: Target) -> str:
    """An empty stage of texts; dropped first, for a second page in one transaction of a test."""
    columns = ", ".join(f'"{name}" text' for name in target.stage_columns)
    name = target.stage.removeprefix("pg_temp.")
    return (
        f"DROP TABLE IF EXISTS {target.stage}; "
        f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP"
    )


def copy_in(target: Target) -> str:
    """COPY of a page's bytes. Empty is null, quoted or not; "NA" is a text like any other."""
    columns = ", ".join(f'"{name}"' for name in target.stage_columns)
    return (
        f"COPY {target.stage} ({columns}) FROM STDIN "
        f"(FORMAT csv, HEADER true, FORCE_NULL ({columns}))"
    )


def know_size(cursor: Any, table: str, column: str) -> None:
    """Tell the planner how many rows a new table has; for that a small sample is enough."""
    cursor.execute(
        f"SET LOCAL default_statistics_target = 1; ANALYZE {table} ({column}); "
        "SET LOCAL default_statistics_target TO DEFAULT"
    )


def is_all_new(target: Target) -> str:
    """Whether each id of the stage is there once, and no row is stored from the least to the last.

    Bulk's pages are ranges of ids, so that a first sync asks this once a page instead of looking
    up each of its rows.
    """
    is_apart_too = is_apart(target, target.table, target.stage, '"Id"')
    once = f'SELECT count(DISTINCT s."Id") = count(*) FROM {target.stage} s'
    # The cheaper question first, which most pages of changes answer with no.
    return f"SELECT ({is_apart_too}) AND ({once})"


def is_apart(target: Target, table: str, stage: str, column: str) -> str:
    """Whether a table has no row between the least and the last id of a stage.

    The order keeps the planner with the key, where the first row decides.
    """
    return (
        f"WITH ends AS (SELECT min(s.{column}) AS first, max(s.{column}) AS last FROM {stage} s) "
        f"SELECT coalesce((SELECT t.external_id FROM {table} t "
        f"WHERE {target.of_source('t')} AND t.external_id >= (SELECT first FROM ends) "
        "ORDER BY t.workspace_id, t.source_id, t.external_id LIMIT 1) "
        "> (SELECT last FROM ends), true)"
    )


def compare(target: Target, *, is_new: bool = False) -> str:
    """Make the table of rows that are new or differ, the newest of each id, nobody suppressed.

    `is_new` says that none of them is stored, and each there once.
    """
    differing = _differing(target, is_new=is_new)
    return (
        f"DROP TABLE IF EXISTS pg_temp.{target.incoming}; "
        f"CREATE TEMPORARY TABLE {target.incoming} ON COMMIT DROP AS {differing}"
    )


def is_any_different(target: Target) -> str:
    """Whether that table would have a row."""
    return f"SELECT EXISTS ({_differing(target)})"


def _differing(target: Target, *, is_new: bool = False) -> str:
    row = stored_row(target, "i")
    stored = f"SELECT t.ctid AS place, t.* FROM {target.table} t WHERE false" if is_new else row
    told = () if is_new else TOLD.get(target.stream.model, ())
    before = "".join(f', t."{name}" AS "{BEFORE}{name}"' for name in told)
    never_met = "t.external_id IS NULL AND i.deleted_at IS NOT NULL"
    unknown = f" AND NOT ({never_met})" if target.stream.skips_unknown_deletes else ""
    past = f" AND NOT {sql}" if (sql := target.past()) else ""
    return (
        "SELECT i.*, t.deleted_at IS NOT NULL AS was_deleted, t.external_id IS NULL AS is_new, "
        f"t.place{before} FROM ({_newest(target, is_new=is_new)}) i "
        f"LEFT JOIN LATERAL ({stored}) t ON true "
        "WHERE (t.external_id IS NULL "
        "OR (t.stamp <= i.stamp AND t.row_hash IS DISTINCT FROM i.row_hash)) "
        f"AND NOT {is_kept_out(target, 'i')}{unknown}{past}"
    )


def tells_before(target: Target) -> bool:
    """Whether the incoming table carries what is stored of each row, with BEFORE before it."""
    return target.stream.model in TOLD


def stored_row(target: Target, row: str) -> str:
    """The stored version of a row, looked up by its key, once a row.

    OFFSET 0 keeps the planner from turning this into a join: while a first sync fills a table
    faster than it is analysed, the planner takes it for nearly empty, and a nested loop over two
    times 50,000 rows takes minutes.
    """
    return (
        f"SELECT t.ctid AS place, t.* FROM {target.table} t "
        f"WHERE {target.of_source('t')} AND t.external_id = {row}.external_id OFFSET 0"
    )


def written_rows(target: Target, *, is_new: bool) -> str:
    """SELECT of the rows of the incoming table as `merge` writes them; `is_new` when all are.

    Of columns that this user may not see those alone that are told.
    """
    told = TOLD.get(target.stream.model, ())
    # A NULL alone would be a text.
    typed = {"NULL": f'(NULL::{target.table})."{{}}"'}
    unseen = ((name, sql) for name, sql in target.unseen() if is_new or name in told)
    columns = ((name, typed.get(sql, sql).format(name)) for name, sql in unseen)
    kept = "{1}" if is_new else f'CASE WHEN i.is_new THEN {{1}} ELSE i."{BEFORE}{{0}}" END'
    more = "".join(f', {kept.format(name, sql)} AS "{name}"' for name, sql in columns)
    return f"SELECT i.*{more} FROM pg_temp.{target.incoming} i"


def _newest(target: Target, *, is_new: bool) -> str:
    seen = list(target.seen())
    values = ", ".join(f'{sql} AS "{column}"' for column, sql in seen)
    names = ", ".join(f'm."{column}"' for column, _ in seen)
    digest = f', s."{PERSON_DIGEST}"' if PERSON_DIGEST in target.stage_columns else ""
    hashed = names + (f', m."{PERSON_DIGEST}"' if digest else "")
    is_deleted = "coalesce(s.\"IsDeleted\", 'false')::boolean"
    deleted = is_deleted if target.stream.has_deleted else "false"
    stamp = f's."{target.stream.stamp}"::timestamptz'
    mapped = (
        f'SELECT s."Id" AS external_id, {stamp} AS stamp, {deleted} AS is_deleted, '
        # OFFSET 0: else the planner puts each value's text in its place, and reads it thrice.
        f"{values}{digest} FROM {target.stage} s OFFSET 0"
    )
    # Tells an unchanged row from a changed one, by its values and not by how they are written; made
    # twice, because a billion rows would sometimes agree in eight bytes. Another major version of
    # PostgreSQL may hash otherwise: then each row that is read is written once more.
    whole = f"SELECT m.*, ROW(m.is_deleted, {hashed}) AS whole FROM ({mapped}) m OFFSET 0"
    halves = (f"int8send(hash_record_extended(m.whole, {seed}))" for seed in (0, 1))
    columns = (
        "m.external_id, m.stamp, CASE WHEN m.is_deleted THEN m.stamp END AS deleted_at, "
        f"{' || '.join(halves)} AS row_hash, {names} FROM ({whole}) m"
    )
    if is_new:
        return f"SELECT {columns}"
    by_id = 'm.external_id COLLATE "C"'
    return f"SELECT DISTINCT ON ({by_id}) {columns} ORDER BY {by_id}, m.stamp DESC"


def count(target: Target) -> str:
    """How many rows are new, and how many differ from what is stored."""
    return (
        "SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) "
        f"FROM pg_temp.{target.incoming}"
    )


def insert(target: Target) -> str:
    """Write the rows that are new; suppressed people are left out here too.

    No conflict is looked for, which would take as long again as the writing. Only one job writes a
    source's rows; if ever another had written one meanwhile, the key refuses it, and the job's next
    try compares.
    """
    seen, unseen = [column for column, _ in target.seen()], dict(target.unseen())
    values = {
        "workspace_id": f"'{target.workspace_id}'",
        "source_id": f"'{target.source_id}'",
        "external_id": "i.external_id",
        **{name: f'i."{name}"' for name in (*_GUARDS, *seen)},
        **unseen,
    }
    if target.stream.model == "Campaign":
        values["id"] = "gen_random_uuid()"
    columns = ", ".join(f'"{name}"' for name in values)
    return (
        f"INSERT INTO {target.table} ({columns}) SELECT {', '.join(values.values())} "
        f"FROM pg_temp.{target.incoming} i WHERE i.is_new AND NOT {is_kept_out(target, 'i')}"
    )


def update(target: Target) -> str:
    """Write the rows that differ over those that are stored, guarded by stamp and hash.

    They are found at the place where they were compared, without another look-up. Who writes to
    one meanwhile moves it away: whoever calls this counts, and updates by key what was missed.
    """
    return f"{_update(target)} AND t.ctid = i.place"


def update_by_key(target: Target) -> str:
    """The same for rows that have moved since they were compared."""
    return _update(target)


def _update(target: Target) -> str:
    names = [*_GUARDS, *(column for column, _ in target.seen())]
    # Whatever was read is in sight again.
    sets = ", ".join(f'"{name}" = i."{name}"' for name in names) + ", not_visible_at = NULL"
    return (
        f"UPDATE {target.table} t SET {sets} FROM pg_temp.{target.incoming} i "
        f"WHERE {target.of_source('t')} AND t.external_id = i.external_id "
        "AND t.stamp <= i.stamp AND t.row_hash IS DISTINCT FROM i.row_hash "
        f"AND NOT i.is_new AND NOT {is_kept_out(target, 'i')}"
    )
