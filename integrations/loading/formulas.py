"""Brings the values of picked formulas up to a page; what is as it was is not written."""

# ruff: noqa: S608 - names were checked when they were described, ids are UUIDs

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.db import connection

from accounts.national_numbers import may_hold_number
from accounts.tenancy import Purpose, for_purpose
from integrations.classifications import SHOW_PEOPLE
from integrations.connectors.entities import Page
from integrations.connectors.salesforce.describing import PERSON_ACCOUNT
from integrations.connectors.salesforce.errors import Incomplete
from integrations.loading.locking import share_people
from integrations.loading.numbers import masked_texts, without_persons_numbers
from integrations.loading.people import PersonValue
from integrations.loading.sealing import write_sealed
from integrations.loading.target import Target
from integrations.models import Formula, PersonField
from integrations.opening import open_person_field

_STAGE = "pg_temp.staged_formula"
_VALUE = "integrations.formulavalue.text"
_ANALYSE_FROM = 2000
# column of FormulaValue -> its type; a formula's kind names its column
_CASTS = {"text": "text", "number": "numeric", "day": "date", "moment": "timestamptz"}


@for_purpose(Purpose.STORAGE)
def load_formulas(
    target: Target, page: Page, fields: Sequence[str], formulas: Sequence[Formula]
) -> dict[UUID, int]:
    """Keep what differs, in the caller's transaction; how many values that was of each formula.

    `fields` is the page's header. Only of records that we have: who was erased is not among them,
    and does not come back. Raises Incomplete when the page holds not what it says.
    """
    share_people(target.workspace_id)
    if target.stream.is_person:
        return _seal(target, page, formulas)
    texts = {one.name: f"{_VALUE}#{one.field}" for one in formulas if one.kind == "text"}
    data = page.data
    if texts and may_hold_number(data):
        data = masked_texts(data, fields, texts, target.source_id)
    _stage(target, replace(page, data=data), fields)
    if not formulas:
        return {}
    values = ", ".join(_value(formula) for formula in formulas)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.differing_value")
        cursor.execute(
            "CREATE TEMPORARY TABLE differing_value ON COMMIT DROP AS " + _differing(target, values)
        )
        cursor.execute(_write(target))
        cursor.execute("SELECT formula_id, count(*) FROM pg_temp.differing_value GROUP BY 1")
        return dict(cursor.fetchall())


def _stage(target: Target, page: Page, fields: Sequence[str]) -> None:
    columns = ", ".join(f'"{name}"' for name in fields)
    typed = ", ".join(f'"{name}" text' for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_STAGE}")
        cursor.execute(f"CREATE TEMPORARY TABLE staged_formula ({typed}) ON COMMIT DROP")
        with cursor.copy(
            f"COPY {_STAGE} ({columns}) FROM STDIN "
            f"(FORMAT csv, HEADER true, FORCE_NULL ({columns}))"
        ) as copy:
            copy.write(page.data)
        if cursor.rowcount != page.rows:
            raise Incomplete(target.stream.name, page.rows, cursor.rowcount)
        if PERSON_ACCOUNT in fields:
            # A company that is a person: what is computed of it may be a person's.
            cursor.execute(f"DELETE FROM {_STAGE} WHERE \"{PERSON_ACCOUNT}\" = 'true'")
        if page.rows >= _ANALYSE_FROM:
            cursor.execute(f'ANALYZE {_STAGE} ("Id")')


def _value(formula: Formula) -> str:
    """SQL: one formula's value in the column of its kind, and nulls in the others."""
    typed = (
        f's."{formula.name}"::{cast}' if kind == formula.kind else f"NULL::{cast}"
        for kind, cast in _CASTS.items()
    )
    return f"('{formula.pk}'::uuid, {', '.join(typed)})"


def _differing(target: Target, values: str) -> str:
    """SQL: values that are new or other than stored. OFFSET 0 as in merging.stored_row."""
    stored = (
        "SELECT v.* FROM integrations_formulavalue v "
        f"WHERE v.workspace_id = '{target.workspace_id}' AND v.formula_id = p.formula_id "
        'AND v.external_id = s."Id" OFFSET 0'
    )
    record = (
        f"SELECT t.deleted_at FROM {target.table} t WHERE {target.owned} "
        'AND t.external_id = s."Id" OFFSET 0'
    )
    return (
        # Of a row that a page repeats, any: the formulas of a record are what they are by now.
        f'SELECT DISTINCT ON (p.formula_id, s."Id") p.formula_id, s."Id" AS external_id, '
        f"{_of('p')} FROM {_STAGE} s "
        f"CROSS JOIN LATERAL ({record}) t "
        f"CROSS JOIN LATERAL (VALUES {values}) AS p(formula_id, {', '.join(_CASTS)}) "
        f"LEFT JOIN LATERAL ({stored}) v ON true WHERE t.deleted_at IS NULL AND CASE "
        f"WHEN v.external_id IS NULL THEN num_nonnulls({_of('p')}) > 0 "
        f"ELSE ({_of('p')}) IS DISTINCT FROM ({_of('v')}) END"
    )


def _of(table: str) -> str:
    return ", ".join(f"{table}.{name}" for name in _CASTS)


def _write(target: Target) -> str:
    names = ", ".join(_CASTS)
    sets = ", ".join(f"{name} = excluded.{name}" for name in (*_CASTS, "changed_at"))
    return (
        "INSERT INTO integrations_formulavalue "
        f"(workspace_id, formula_id, external_id, {names}, changed_at) "
        f"SELECT '{target.workspace_id}', formula_id, external_id, {names}, now() "
        "FROM pg_temp.differing_value "
        f"ON CONFLICT (workspace_id, formula_id, external_id) DO UPDATE SET {sets}"
    )


def _seal(target: Target, page: Page, formulas: Sequence[Formula]) -> dict[UUID, int]:
    """Of people: compared and sealed here, so that the database sees no plain value."""
    rows = list(csv.DictReader(io.StringIO(page.data.decode(), newline="")))
    if len(rows) != page.rows:
        raise Incomplete(target.stream.name, page.rows, len(rows))
    rows = list({row["Id"]: row for row in rows}.values())  # A page may repeat one.
    here = _known(target, [row["Id"] for row in rows])
    stored = _opened(target, here, [formula.field for formula in formulas])
    values = [
        PersonValue(row["Id"], formula.field, row[formula.name])
        for row in rows
        if row["Id"] in here
        for formula in formulas
    ]
    differing = [
        value
        for value in without_persons_numbers(target, values)
        if value.value != stored.get((value.external_id, value.field), "")
    ]
    if differing:
        write_sealed(target, differing)
    ids = {formula.field: formula.pk for formula in formulas}
    return Counter(ids[value.field] for value in differing)


def _known(target: Target, ids: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.external_id FROM {target.table} t WHERE {target.owned} "
            "AND t.deleted_at IS NULL AND t.external_id = ANY(%s)",
            [ids],
        )
        return {row[0] for row in cursor.fetchall()}


def _opened(target: Target, ids: set[str], fields: list[str]) -> dict[tuple[str, str], str]:
    """{(record, field): what was sealed of it until now}."""
    rows = PersonField.objects.filter(
        source_id=target.source_id, external_id__in=ids, field__in=fields
    )
    return {
        (external_id, field): open_person_field(
            target.workspace_id, field, row_id, sealed, purpose=SHOW_PEOPLE
        )
        for external_id, field, row_id, sealed in rows.values_list(
            "external_id", "field", "row_id", "sealed"
        )
    }
