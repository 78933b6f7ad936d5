"""A slice at work: its query, its target, and the one transaction that keeps a page."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.jobs import Lease
from integrations.connectors.contract import Entities
from integrations.connectors.entities import Page, Stream
from integrations.connectors.refusals import IncompleteAnswer
from integrations.connectors.salesforce.describing import PERSON_ACCOUNT
from integrations.connectors.salesforce.queries import fingerprint, slice_soql
from integrations.loading import Target, fill_columns, load_page, mark_missing, rewriter_for
from integrations.loading.limits import Limits, limits_now
from integrations.loading.people import Rewriter, Rewritten
from integrations.loading.target import target_for
from integrations.models import StreamState, SyncSlice
from integrations.services.syncing.progress import report_now_and_then
from integrations.services.syncing.room import take_room
from integrations.services.syncing.runs import Run

# The mode of a slice whose object Bulk refuses, however many rows it has.
REST_ONLY = "rest_all"


@dataclass
class Slice:
    """One stream's closed range, as a worker reads it. `row` is its state in the database."""

    lease: Lease
    client: Any
    run: Run
    row: SyncSlice
    stream: Stream
    soql: str
    target: Target
    rewriter: Rewriter | None
    # How far the vendor's log of deletes was read; what is to be done with the first page kept.
    log_from: datetime | None = None
    before_page: Callable[[], None] | None = None
    _last_page: tuple[int, int] = field(default=(0, 0))

    @property
    def fields(self) -> tuple[str, ...]:
        """The header that every page must have."""
        return self.target.fields

    def rewrite(self, page: Page) -> Rewritten | None:
        """What the database may see of a page of people; None of others. Touches no database."""
        return self.rewriter.rewrite(page.data) if self.rewriter else None

    def keep(
        self,
        page: Page,
        rewritten: Rewritten | None = None,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        """Load a page, and remember that it is loaded, in one transaction.

        `known` is what else its answer said of the slice. Raises Incomplete when the page or, with
        the last one, the slice holds not what was announced; then nothing of the page is kept.
        """
        mark = self._mark(page)
        rewritten = rewritten or self.rewrite(page)
        target = self.rewriter.target if self.rewriter else self.target
        write = fill_columns if self.row.columns else load_page
        with self.lease.batch():
            if self.before_page is not None:
                self.before_page()
            loaded = write(target, page, rewritten)
            take_room(self.run.room, self.lease.workspace_id, loaded.new)
            self._note_new(loaded.new)
            rows, pages = self.row.rows_loaded + loaded.rows, self.row.pages_loaded + 1
            values: dict[str, Any] = {"rows_loaded": rows, "pages_loaded": pages}
            values |= {"rows_expected": self.row.rows_expected, "locator": page.locator}
            values |= known or {}
            if not page.locator:
                self._check_total(rows, values["rows_expected"])
                if self.stream.cursor is None and pages == 1:
                    mark_missing(target)
                values["finished_at"] = timezone.now()
                self._note_end()
            SyncSlice.objects.filter(pk=self.row.pk).update(**values)
            report_now_and_then(self.lease, self.run)
        for name, value in values.items():
            setattr(self.row, name, value)
        self._last_page, self.before_page = mark, None

    def load(self, page: Page) -> None:
        """Load a page that is no part of the slice, in a transaction of its own."""
        rewritten = self.rewrite(page)
        target = self.rewriter.target if self.rewriter else self.target
        with self.lease.batch():
            loaded = load_page(target, page, rewritten)
            take_room(self.run.room, self.lease.workspace_id, loaded.new)
            self._note_new(loaded.new)

    def save(self, **values: object) -> None:
        """Change the slice's row in a transaction of its own."""
        with self.lease.batch():
            SyncSlice.objects.filter(pk=self.row.pk).update(**values)
        for name, value in values.items():
            setattr(self.row, name, value)

    def restart(self, **values: object) -> None:
        """Forget how far it was; the merge makes reading again harmless."""
        begun = {"remote_job_id": "", "locator": "", "rows_loaded": 0, "pages_loaded": 0}
        self.save(**(begun | values))

    def _mark(self, page: Page) -> tuple[int, int]:
        """What tells a page from the one before; raises Incomplete when it is that one again."""
        mark = (len(page.data), zlib.crc32(page.data))
        if page.rows > 0 and mark == self._last_page:
            raise self.incomplete(f"{self.stream.name}, a page sent twice", page.rows, 0)
        return mark

    def _check_total(self, rows: int, expected: int | None) -> None:
        if expected is not None and rows != expected:
            raise self.incomplete(self.stream.name, expected, rows)

    def incomplete(self, what: str, expected: int, found: int) -> IncompleteAnswer:
        """What is raised when other rows came than were announced."""
        return IncompleteAnswer(self.run.connector.label, what, expected, found)

    def _note_new(self, new: int) -> None:
        if new:
            self._states().update(rows=F("rows") + new)

    def _note_end(self) -> None:
        if self.row.columns:
            end_filling(self.run.source_id, self.row)
        else:
            self._move_cursor()

    def _move_cursor(self) -> None:
        # To the slice's upper bound, not to the largest stamp seen: ties cannot be lost.
        moved = {"cursor": self.row.cursor_to} if self.run.moves_cursors else {}
        self._states().update(synced_at=timezone.now(), trouble_text="", **moved)

    def _states(self) -> "QuerySet[StreamState]":
        return StreamState.objects.filter(source_id=self.run.source_id, stream=self.stream.name)


@dataclass(frozen=True)
class Plan:
    """What is left to read of a run, the streams' states, and what is past its retention."""

    rows: list[SyncSlice]
    states: dict[str, StreamState]
    limits: Limits


def open_slices(
    lease: Lease, client: Any, run: Run, engine: Entities, plan: Plan | None = None
) -> list[Slice]:
    """The slices that are not over, in the order of the streams; `plan` has just been made."""
    plan = plan or _read_plan(lease, run)
    streams = engine.by_name
    order = {name: place for place, name in enumerate(streams)}
    return [
        _open(lease, client, run, row, streams[row.stream], plan.states[row.stream], plan.limits)
        for row in sorted(plan.rows, key=lambda row: order[row.stream])
    ]


def _read_plan(lease: Lease, run: Run) -> Plan:
    with lease.batch():
        rows = list(SyncSlice.objects.filter(run_id=run.id, finished_at=None))
        states = {s.stream: s for s in StreamState.objects.filter(source_id=run.source_id)}
        return Plan(rows, states, limits_now())


def _open(
    lease: Lease,
    client: Any,
    run: Run,
    row: SyncSlice,
    stream: Stream,
    state: StreamState,
    limits: Limits,
) -> Slice:
    fields = tuple(state.schema["fields"])
    if row.columns:
        fields = filled_fields(row, fields)
    upper = None if stream.cursor is None else row.cursor_to
    soql = slice_soql(stream, fields, row.cursor_from, upper)
    target = target_for(
        workspace_id=lease.workspace_id,
        source_id=run.source_id,
        stream=stream,
        fields=fields,
        currency=run.currency,
        limits=limits,
    )
    rewriter = rewriter_for(target, run.person_fields.get(stream.name, []))
    log_from = state.removed_until or state.cursor
    return Slice(lease, client, run, row, stream, soql, target, rewriter, log_from)


def filled_fields(row: SyncSlice, seen: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a slice that can still be read, and what tells a person's name apart."""
    wanted = {*row.columns.split(","), PERSON_ACCOUNT}
    return tuple(name for name in seen if name in wanted)


def end_filling(source_id: UUID, row: SyncSlice) -> None:
    """These columns are whole; in the current transaction."""
    state = StreamState.objects.select_for_update().get(source_id=source_id, stream=row.stream)
    done = set(row.columns.split(","))
    state.schema["filling"] = [n for n in state.schema.get("filling", []) if n not in done]
    state.save(update_fields=["schema"])


def query_mark(item: Slice, soql: str) -> dict[str, str]:
    """What has to be the same for a remote job, or a page, to be taken up again."""
    return {"query_hash": fingerprint(soql), "api_version": item.client.version}
