"""A piece of a report at work, and the one transaction that keeps it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.jobs import Lease
from accounts.models import Workspace
from integrations.connectors.contract import Asked, Report, ReportStream, VendorAccount
from integrations.connectors.refusals import IncompleteAnswer
from integrations.facts.piece import Piece
from integrations.facts.writers import WRITERS
from integrations.models import StreamState, SyncSlice
from integrations.services.syncing.progress import report as tell
from integrations.services.syncing.reports.covering import covered_from, is_whole, newest_day
from integrations.services.syncing.reports.days import ONE
from integrations.services.syncing.reports.planning import calendar
from integrations.services.syncing.room import take_room
from integrations.services.syncing.runs import BACKFILL, Run


@dataclass
class Work:
    """One slice of a run of reports, as a worker reads it."""

    lease: Lease
    run: Run
    row: SyncSlice
    stream: ReportStream
    account: VendorAccount

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last of its days."""
        if self.row.first_on is None or self.row.last_on is None:
            raise TypeError(f"A slice of {self.row.stream} has no days.")
        return self.row.first_on, self.row.last_on

    def asked(self) -> Asked:
        """What its connector is asked."""
        first_on, last_on = self.days
        return Asked(
            stream=self.stream,
            account=self.account,
            first_on=first_on,
            last_on=last_on,
            remote_job_id=self.row.remote_job_id,
            locator=self.row.locator,
            remember=self.remember,
            keep=self.lease.keep,
        )

    def remember(self, **values: Any) -> None:
        """Commit what a successor has to know: remote_job_id, locator."""
        if unknown := set(values) - {"remote_job_id", "locator"}:
            raise TypeError(f"A slice remembers no {', '.join(sorted(unknown))}.")
        with self.lease.batch():
            SyncSlice.objects.filter(pk=self.row.pk).update(**values)
        for name, value in values.items():
            setattr(self.row, name, value)

    def keep(self, found: Report) -> None:
        """Write the report, the bookmark and the progress, all or nothing.

        Raises IncompleteAnswer, and keeps nothing, when it is not what the vendor says it is.
        """
        self._check(found)
        with self.lease.batch():
            changes = WRITERS[self.stream.write](self._piece(found))
            new = changes.inserted - changes.vanished
            take_room(self.run.room, self.lease.workspace_id, new)
            self.finish(rows_loaded=len(found.rows), rows_expected=len(found.rows))
            self._move_bookmark(new)
            if not changes.is_nothing:
                rows = Workspace.objects.filter(pk=self.lease.workspace_id)
                rows.update(data_version=F("data_version") + 1)
            tell(self.lease, self.run)

    def finish(self, **values: Any) -> None:
        """Note in the current transaction that the slice is over."""
        values |= {"finished_at": timezone.now(), "pages_loaded": 1}
        SyncSlice.objects.filter(pk=self.row.pk).update(**values)
        for name, value in values.items():
            setattr(self.row, name, value)

    def halve(self) -> None:
        """Ask for the newer half of the days, and for the older one after it."""
        row = self.row
        first_on, last_on = self.days
        middle = first_on + ONE * ((last_on - first_on).days // 2 + 1)
        with self.lease.batch():
            SyncSlice.objects.filter(pk=row.pk).update(
                first_on=middle, remote_job_id="", locator=""
            )
            SyncSlice.objects.create(
                run_id=row.run_id,
                source_id=row.source_id,
                stream=row.stream,
                account=row.account,
                first_on=row.first_on,
                last_on=middle - ONE,
                cursor_to=row.cursor_to,
                mode=row.mode,
            )
        row.first_on, row.remote_job_id, row.locator = middle, "", ""

    def _check(self, found: Report) -> None:
        vendor, what = self.run.connector.label, f"{self.stream.name} {self.row.first_on}"
        if found.rows_expected is not None and found.rows_expected != len(found.rows):
            raise IncompleteAnswer(vendor, what, found.rows_expected, len(found.rows))
        for metric, total in found.totals.items():
            summed = sum(getattr(row, metric) or 0 for row in found.rows)
            if summed != total:
                raise IncompleteAnswer(vendor, f"{what}, {metric}", total, summed)

    def _piece(self, found: Report) -> Piece:
        days, asked = calendar(self.run, self.stream, self.account), self.asked()
        return Piece(
            source_id=self.run.source_id,
            run_id=self.run.id,
            account=self.account.external_id,
            currency=self.account.currency,
            first_on=asked.first_on,
            last_on=asked.last_on,
            rows=found.rows,
            campaigns=found.campaigns,
            is_inside=asked.first_on >= days.window_from,
            provisional_from=days.provisional_from,
        )

    def _move_bookmark(self, more_rows: int) -> None:
        """The days without a gap; an older range that is read again moves nothing."""
        state = StreamState.objects.get(
            source_id=self.run.source_id, stream=self.row.stream, account=self.row.account
        )
        state.synced_at, state.trouble_text = timezone.now(), ""
        state.rows += more_rows
        oldest = covered_from(self.run, self.row)
        if self.run.kind != "range" and oldest is not None:
            state.first_on = min(oldest, state.first_on or oldest)
            if self.run.kind != BACKFILL and is_whole(self.run, self.row):
                state.last_on, state.cursor = newest_day(self.run, self.row), self.row.cursor_to
        state.save()
