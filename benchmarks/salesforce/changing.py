"""An organisation in which a share of the deals changes now and then, and syncs that follow it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

import httpx
import psycopg

from benchmarks.cpu import cpu_seconds
from benchmarks.wal import wal_bytes
from sandbox.control.client import Control

_STREAM = "Opportunity"
_AT_ONCE = 5_000
# A change, then a sync that is past the horizon; the next change lies outside of its look-back.
_BEFORE_SYNC, _AFTER_SYNC = 1800.0, 3600.0


@dataclass(frozen=True)
class Followed:
    """A sync after a change: rows it read, CPU of worker and database, WAL, and how it asked."""

    rows: int
    cpu: float
    seconds: float
    wal: int
    soql: str


@dataclass
class Organisation:
    """The sandbox's deals and Acme's source that follows them."""

    control: Control
    workspace_id: UUID
    source_id: UUID
    postmaster: int
    admin: psycopg.Connection[Any]
    _offset: float = 0.0
    _deals: Iterator[str] = field(default_factory=lambda: iter(()))

    def first_sync(self, http: httpx.Client) -> Followed:
        """Read all; other objects are hidden, because they are not measured."""
        from integrations.connectors.salesforce.streams import STREAMS

        seen = ("Organization", _STREAM)
        hidden = [stream.name for stream in STREAMS if stream.name not in seen]
        self.control.settings(denied_objects=hidden)
        self._deals = (row["Id"] for row in self.control.records(_STREAM, fields="Id"))
        return self._followed()

    def change(self, deals: int) -> None:
        """Give so many deals another amount; each deal changes once at most."""
        self._pass(_AFTER_SYNC)
        chosen = list(islice(self._deals, deals))
        assert len(chosen) == deals, "There are too few deals for all the changes."
        for start in range(0, deals, _AT_ONCE):
            part: Sequence[str] = chosen[start : start + _AT_ONCE]
            self.control.apply(*(_change(one, start) for one in part))

    def sync(self) -> Followed:
        """Follow what changed."""
        from accounts.tenancy import inside
        from integrations.services import request_sync

        self._pass(_BEFORE_SYNC)
        with inside(self.workspace_id):
            request_sync(source_id=self.source_id)
        return self._followed()

    def _followed(self) -> Followed:
        from accounts.models import Job
        from accounts.tenancy import inside
        from benchmarks.salesforce.connecting import finish

        with inside(self.workspace_id):
            waiting = Job.objects.filter(task__endswith=".sync_source")
            job_id = waiting.order_by("-created_at").values_list("pk", flat=True)[0]
        cpu = time.process_time() + cpu_seconds(self.postmaster)
        begin, written = time.perf_counter(), wal_bytes(self.admin)
        finish(self.workspace_id, job_id)
        cpu = time.process_time() + cpu_seconds(self.postmaster) - cpu
        seconds, wal = time.perf_counter() - begin, wal_bytes(self.admin) - written
        rows, soql = self._read()
        return Followed(rows, cpu, seconds, wal, soql)

    def _read(self) -> tuple[int, str]:
        from accounts.tenancy import inside
        from integrations.connectors.salesforce.queries import slice_soql
        from integrations.connectors.salesforce.streams import BY_NAME
        from integrations.models import StreamState, SyncSlice

        with inside(self.workspace_id):
            fields = StreamState.objects.get(stream=_STREAM).schema["fields"]
            read = SyncSlice.objects.filter(stream=_STREAM).order_by("-started_at")[0]
        assert read.finished_at is not None, read.error_text
        assert not read.error_text, read.error_text
        soql = slice_soql(BY_NAME[_STREAM], fields, read.cursor_from, read.cursor_to)
        return read.rows_loaded, soql

    def _pass(self, seconds: float) -> None:
        self._offset += seconds
        self.control.settings(clock_offset=self._offset)


def _change(deal: str, number: int) -> dict[str, Any]:
    fields = {"Amount": 100_000.25 + number, "StageName": "Negotiation/Review"}
    return {"op": "update", "object": _STREAM, "id": deal, "fields": fields}
