"""Reads the pieces of a run, newest first; several are at work at the vendor side by side."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import F

from accounts.jobs import Later, Lease
from integrations.connectors.contract import Reports
from integrations.connectors.refusals import IncompleteAnswer, Refused, TooMuch, Waiting
from integrations.facts import ensure_campaigns
from integrations.models import StreamState, SyncSlice
from integrations.services.syncing.progress import delay_after, report
from integrations.services.syncing.reports.covering import waited_since
from integrations.services.syncing.reports.pieces import Work
from integrations.services.syncing.reports.planning import CAMPAIGNS
from integrations.services.syncing.runs import BACKFILL, Run

# After so long in one go a backfill lets others have the worker; it goes on where it was.
TURN_SECONDS = 20.0
_TRIES = 3


def read_reports(lease: Lease, client: Any, run: Run, engine: Reports) -> None:
    """Read what is left; raises Later while the vendor works, and when the turn is over."""
    until = time.monotonic() + TURN_SECONDS
    _list_campaigns(lease, client, run, engine)
    busy: Counter[str] = Counter()
    works = _open(lease, run, engine)
    # What an earlier attempt began is looked at first: its places count.
    works.sort(key=lambda work: not work.row.remote_job_id)
    while works:
        work = works.pop(0)
        if busy[work.stream.name] >= work.stream.parallel:
            continue
        if not _read(work, client, engine, works):
            busy[work.stream.name] += 1
        if run.kind == BACKFILL and works and time.monotonic() > until:
            raise Later(timedelta(), "others have their turn")
    if busy:
        with lease.batch():
            since = waited_since(run.id)
        raise Later(delay_after(since), f"{run.connector.label} prepares the report")


def _read(work: Work, client: Any, engine: Reports, works: list[Work]) -> bool:
    """Whether the piece is over, well or not, or has become two others."""
    try:
        _read_whole(work, client, engine)
    except Waiting:
        return False
    except TooMuch:
        if work.row.first_on == work.row.last_on:
            _give_up([work], "The vendor cannot answer for a single day.")
            return True
        work.halve()
        works[:0] = _open(work.lease, work.run, engine, like=work.row)
    except (IncompleteAnswer, Refused) as trouble:
        if not trouble.permanent and not isinstance(trouble, IncompleteAnswer):
            raise
        _give_up([work], str(trouble))
    return True


def _read_whole(work: Work, client: Any, engine: Reports) -> None:
    """A report whose parts do not agree is asked for again a few times."""
    for attempt in range(_TRIES):
        work.lease.keep()
        try:
            work.keep(engine.read(client, work.asked()))
        except IncompleteAnswer:
            if attempt == _TRIES - 1:
                raise
            work.remember(remote_job_id="", locator="")
        else:
            return


def _open(lease: Lease, run: Run, engine: Reports, like: SyncSlice | None = None) -> list[Work]:
    """The pieces that are not over, the newest days first, whatever their account."""
    streams = {stream.name: stream for stream in engine.streams}
    accounts = {account.external_id: account for account in run.accounts}
    with lease.batch():
        rows = SyncSlice.objects.filter(run_id=run.id, finished_at=None, mode="reports")
        if like is not None:
            rows = rows.filter(
                stream=like.stream, account=like.account, last_on__lte=like.last_on
            ).order_by("-last_on")[:2]
        else:
            rows = rows.order_by(F("last_on").desc(), "stream", "account")
        return [
            Work(lease, run, row, streams[row.stream], accounts[row.account])
            for row in rows
            if row.account in accounts
        ]


def _list_campaigns(lease: Lease, client: Any, run: Run, engine: Reports) -> None:
    """Name the campaigns of each account before its days; one that refuses keeps no other back."""
    accounts = {account.external_id: account for account in run.accounts}
    with lease.batch():
        rows = list(SyncSlice.objects.filter(run_id=run.id, stream=CAMPAIGNS, finished_at=None))
    for row in rows:
        assert engine.campaigns is not None  # noqa: S101
        work = Work(lease, run, row, engine.streams[0], accounts[row.account])
        lease.keep()
        try:
            found = engine.campaigns(client, accounts[row.account])
        except Refused as refused:
            if not refused.permanent:
                raise
            _give_up([work, *_of_account(_open(lease, run, engine), row.account)], str(refused))
            continue
        with lease.batch():
            named = [replace(campaign, account=row.account) for campaign in found]
            ensure_campaigns(source_id=run.source_id, campaigns=named)
            work.finish(rows_loaded=len(found), rows_expected=len(found))
            report(lease, run)


def _of_account(works: Sequence[Work], account: str) -> list[Work]:
    return [work for work in works if work.row.account == account]


def _give_up(works: Sequence[Work], why: str) -> None:
    """The slices are over with a reason; their days keep what they had."""
    with works[0].lease.batch():
        for work in works:
            work.finish(error_text=why[:500])
            StreamState.objects.filter(
                source_id=work.run.source_id, stream=work.row.stream, account=work.row.account
            ).update(trouble_text=why[:500])
        report(works[0].lease, works[0].run)
