"""Brings facts up to what was staged: only what differs is written, all that was is kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from accounts.errors import Trouble
from accounts.tenancy import require_workspace_id
from integrations.changes import Change, changing
from integrations.facts import sql

Scope = Literal["partition", "rows"]


@dataclass(frozen=True)
class FactChanges:
    """How many campaign-days were new, restated, gone, or just as they were."""

    inserted: int
    updated: int
    vanished: int
    unchanged: int

    @property
    def is_nothing(self) -> bool:
        """Whether all was as it had been."""
        return not (self.inserted or self.updated or self.vanished)


def merge_days(
    *,
    source_id: UUID,
    run_id: UUID,
    first_on: date,
    last_on: date,
    scope: Scope,
    account: str | None = None,
) -> FactChanges:
    """Make the source's facts of first_on..last_on equal to pg_temp.staged_day.

    "partition": the stage is all there is in these days, other rows of this source vanish.
    With `account` that holds for the campaigns of this account of the vendor alone.
    "rows": the stage is some rows; none vanishes. Revisions and rollups change in the same
    transaction; unchanged rows are not written. Raises Trouble, and changes nothing, when a row
    is staged twice, lies outside of the days, or belongs to another source's campaign.
    """
    names: dict[str, Any] = {
        "workspace": require_workspace_id(),
        "source": source_id,
        "run": run_id,
        "first": first_on,
        "last": last_on,
        "partition": scope == "partition",
        "account": account,
    }
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK, names)
        cursor.execute(sql.NOW)
        names["seen"] = cursor.fetchone()[0]
        _refuse_what_cannot_be(cursor, names)
        changes = _compare(cursor, names)
        if not changes.is_nothing:
            with changing(Change(source_id, "CampaignDay", "changed_day")):
                for statement in sql.WRITE:
                    cursor.execute(statement, names if "%(" in statement else None)
        cursor.execute(sql.FORGET)
    return changes


def _refuse_what_cannot_be(cursor: Any, names: dict[str, Any]) -> None:
    for code, query, message in sql.REFUSALS:
        cursor.execute(query, names)
        if row := cursor.fetchone():
            raise Trouble(message.format(*row), code=code)


def _compare(cursor: Any, names: dict[str, Any]) -> FactChanges:
    cursor.execute(sql.FORGET)
    cursor.execute(sql.COMPARE, names)
    cursor.execute("ANALYZE pg_temp.changed_day")
    cursor.execute(sql.COUNT)
    inserted, updated, vanished, staged = cursor.fetchone()
    return FactChanges(inserted, updated, vanished, staged - inserted - updated)
