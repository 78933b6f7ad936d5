"""Where a stream's rows go: the table, its columns, and the SQL that reads them from the stage."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from integrations.connectors.salesforce.mapping import Column, Kind
from integrations.connectors.salesforce.queries import selected
from integrations.connectors.salesforce.streams import Stream
from integrations.loading.limits import NONE, Limits, is_past

# What a column holds while this user may not see its field.
_UNSEEN = {Kind.TEXT: "''", Kind.FLAG: "false"}
_CODE = re.compile(r"[A-Z]{3}")
_DIGESTS = ("email_hash", "suppression_hash")
# Opted-in values are sealed elsewhere; this stands for them when rows are compared.
PERSON_DIGEST = "person_digest"
MERGED_INTO = "merged_into"


@dataclass(frozen=True)
class Target:
    """One stream of one source on its way into its table.

    `fields` are the fields asked for, in order; `staged` the columns of the stage, which differ
    where a rewriter took people's values out. `limits` say what is past its retention.
    """

    workspace_id: UUID
    source_id: UUID
    stream: Stream
    fields: tuple[str, ...]
    currency: str = ""
    staged: tuple[str, ...] = field(default=())
    limits: Limits = NONE

    @property
    def stage_columns(self) -> tuple[str, ...]:
        return self.staged or self.fields

    @cached_property
    def table(self) -> str:
        """The model's table."""
        return f"integrations_{self.stream.model.lower()}"

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The columns of the map that a page fills; what is opted in is sealed in its own."""
        table = f"integrations.{self.stream.model.lower()}"
        return (
            "integrations.personfield.sealed",
            *(f"{table}.{c.target}" for c in self.stream.columns),
        )

    @property
    def stage(self) -> str:
        return f"pg_temp.staged_{self.stream.name.lower()}"

    @property
    def incoming(self) -> str:
        """The temporary table of rows that differ from what is stored."""
        return f"incoming_{self.stream.name.lower()}"

    @property
    def owned(self) -> str:
        """The condition under which a stored row is this stream's."""
        own = f" AND t.{self.stream.own_rows}" if self.stream.own_rows else ""
        return self.of_source("t") + own

    def of_source(self, row: str) -> str:
        """SQL: whether a row is of this source.

        The ids stand in sub-selects so that the planner cannot look them up in its statistics. It
        would take a workspace that is new since the last ANALYZE for empty, and for each row of a
        page read all of it by whatever index begins with the workspace.
        """
        return (
            f"{row}.workspace_id = (SELECT '{self.workspace_id}'::uuid) "
            f"AND {row}.source_id = (SELECT '{self.source_id}'::uuid)"
        )

    def past(self) -> str:
        """SQL: whether an incoming row is past its retention and not stored; "" where none is."""
        people = self.stream.people
        return is_past(self.limits, self.stream.model, people, self.of_source("p"))

    def seen(self) -> Iterator[tuple[str, str]]:
        """(column, SQL) of all that the stage knows; only these are updated."""
        for column in self.stream.columns:
            if column.field in self.stage_columns:
                yield column.target, self._expression(column)
            elif column.is_multicurrency:
                yield column.target, self._currency()
        for name in _DIGESTS:
            if name in self.stage_columns:
                yield name, Column(name, name, Kind.DIGEST).expression(f's."{name}"')
        yield from self.stream.constants.items()

    def unseen(self) -> Iterator[tuple[str, str]]:
        """(column, SQL) of what a new row gets where this user may not see the field."""
        for column in self.stream.columns:
            if column.field not in self.stage_columns and not column.is_multicurrency:
                yield column.target, _UNSEEN.get(column.kind, "NULL")

    def _expression(self, column: Column) -> str:
        value = column.expression(f's."{column.field}"')
        if column.target not in self.stream.blanked:
            return value
        known = suppressed(self, f's."{column.field}"')
        return f"CASE WHEN {known} THEN '' ELSE {value} END"

    def _currency(self) -> str:
        return f"'{self.currency}'" if _CODE.fullmatch(self.currency) else "''"


def target_for(
    *,
    workspace_id: UUID,
    source_id: UUID,
    stream: Stream,
    fields: tuple[str, ...],
    currency: str,
    limits: Limits = NONE,
) -> Target:
    """The target of a stream whose readable fields are known."""
    asked = selected(stream, fields)
    return Target(workspace_id, source_id, stream, asked, currency, limits=limits)


def suppressed(target: Target, external_id: str) -> str:
    """SQL: whether a record's id is suppressed in this source."""
    return (
        "EXISTS (SELECT FROM integrations_suppression x "
        f"WHERE {target.of_source('x')} "
        f"AND x.external_id = {external_id} AND x.external_id <> '')"
    )


def is_let_in(target: Target, external_id: str) -> str:
    """SQL: whether a member let in a record that bears an erased person's hash.

    OFFSET 0 keeps it a look-up for the few rows whose hash was met.
    """
    return (
        "EXISTS (SELECT FROM integrations_quarantinedrecord q "
        f"WHERE {target.of_source('q')} AND q.external_id = {external_id} "
        "AND q.let_in_at IS NOT NULL OFFSET 0)"
    )


def is_kept_out(target: Target, row: str) -> str:
    """SQL: whether a row is of a person who was erased, by its ids or by keyed hash."""
    ids = [f"{row}.external_id", *(f"{row}.{name}" for name in target.stream.people)]
    conditions = [
        suppressed(target, name) for name in ids if target.stream.people or _person(target)
    ]
    if "suppression_hash" in target.stage_columns:
        conditions.append(
            "EXISTS (SELECT FROM integrations_suppression x "
            f"WHERE x.workspace_id = (SELECT '{target.workspace_id}'::uuid) "
            f"AND x.identifier_hash = {row}.suppression_hash "
            f"AND NOT {is_let_in(target, f'{row}.external_id')})"
        )
    return "(" + " OR ".join(conditions) + ")" if conditions else "false"


def _person(target: Target) -> bool:
    return target.stream.is_person


def merge_field(target: Target) -> str:
    """The vendor's field that names the winner of a merge; "" where it is not read."""
    named = (c.field for c in target.stream.columns if c.target == MERGED_INTO)
    return next((name for name in named if name in target.stage_columns), "")
