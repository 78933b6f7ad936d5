"""Puts what was corrected here in the place of what a source still says, page by page."""

# ruff: noqa: S608 - names come from our own streams, ids are values

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from accounts.crypto import KeyedHash, Place, decrypt, normalise
from integrations.connectors.salesforce.describing import EMAIL
from integrations.loading.people import PersonValue, Rewritten
from integrations.loading.target import Target
from integrations.models import Correction


def correction_place(row: Any) -> Place:
    """Where a corrected value lives."""
    return Place("integrations_correction", "value", row.workspace_id, row.pk)


def hold_corrections(target: Target, rewritten: Rewritten | None) -> Rewritten | None:
    """Change the staged page, and the values taken out of it, to what was corrected.

    A correction that the source has by now is over. Costs one statement where there is none.
    """
    if not target.stream.is_person:
        return rewritten
    held = list(Correction.objects.filter(source_id=target.source_id, stream=target.stream.name))
    if not held:
        return rewritten
    staged = _staged_ids(target, [row.external_id for row in held])
    for row in held:
        if row.external_id in staged:
            rewritten = _hold(target, row, rewritten)
    return rewritten


def _hold(target: Target, row: Correction, rewritten: Rewritten | None) -> Rewritten | None:
    value = decrypt(correction_place(row), bytes(row.value))
    values = rewritten.values if rewritten else ()
    name = f"{target.stream.name}.{row.field}"
    if any(one.field == name for one in values):
        said = [one.value for one in values if (one.external_id, one.field) == _key(row, name)]
        if said and said[-1] == value:
            row.delete()
            return rewritten
        assert rewritten is not None  # noqa: S101 - for the type checker: it has values
        return replace(rewritten, values=tuple(_corrected(values, row, name, value)))
    columns = _columns(target, row.field, value)
    if columns and not _is_said(target, row, columns):
        _write(target, row, columns)
    elif columns:
        row.delete()
    return rewritten


def _key(row: Correction, name: str) -> tuple[str, str]:
    return (row.external_id, name)


def _corrected(
    values: Sequence[PersonValue], row: Correction, name: str, value: str
) -> list[PersonValue]:
    return [
        one._replace(value=value) if (one.external_id, one.field) == _key(row, name) else one
        for one in values
    ]


def _columns(target: Target, field: str, value: str) -> dict[str, str | None]:
    """{staged column: what stands for the corrected value}; nothing where it is not read."""
    if field != EMAIL:
        return {field: value or None} if field in target.stage_columns else {}
    if "email_hash" not in target.stage_columns:
        return {}
    if not value.strip():
        return {"email_hash": None, "suppression_hash": None}
    same = normalise(value).encode()
    return {
        "email_hash": KeyedHash(target.workspace_id, "email").of_normalised(same).hex(),
        "suppression_hash": KeyedHash(target.workspace_id, "email", purpose="suppression")
        .of_normalised(same)
        .hex(),
    }


def _is_said(target: Target, row: Correction, columns: dict[str, str | None]) -> bool:
    """Whether the newest version on the page agrees."""
    same = " AND ".join(f's."{name}" IS NOT DISTINCT FROM %s' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {same} FROM {target.stage} s WHERE s."Id" = %s '
            f'ORDER BY s."{target.stream.stamp}"::timestamptz DESC LIMIT 1',
            [*columns.values(), row.external_id],
        )
        found = cursor.fetchone()
        return bool(found and found[0])


def _write(target: Target, row: Correction, columns: dict[str, str | None]) -> None:
    sets = ", ".join(f'"{name}" = %s' for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {target.stage} s SET {sets} WHERE s."Id" = %s',
            [*columns.values(), row.external_id],
        )


def _staged_ids(target: Target, ids: list[str]) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT s."Id" FROM {target.stage} s WHERE s."Id" = ANY(%s)', [ids])
        return {row[0] for row in cursor.fetchall()}
