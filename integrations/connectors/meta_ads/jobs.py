"""Reports that Meta prepares meanwhile: begun, looked at, read; smaller where they fail."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from accounts.jobs import Later
from integrations.connectors.contract import Asked
from integrations.connectors.meta_ads.client import TOO_MUCH, Client
from integrations.connectors.meta_ads.questions import insights_question
from integrations.connectors.refusals import Refused, TooMuch, Waiting

# From here on no new report is begun; those that are begun are read.
_USED_UP_PERCENT = 75
_REST = timedelta(minutes=2)
_DONE, _FAILED = "Job Completed", ("Job Failed", "Job Skipped")
# Reports do not hang for an hour: one that does will never come.
_PATIENCE_SECONDS = 3600
# A report that failed once may come the second time; after that it is made smaller.
_TRIES, _MOST_PARTS = 2, 8
# A report that is no longer there.
_GONE = "100/33"
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Attempt:
    """What has to be known of earlier attempts: `parts` by campaign, tries, when it was begun."""

    parts: int = 1
    failed: int = 0
    begun: int = 0

    @classmethod
    def parsed(cls, locator: str) -> "Attempt":
        return cls(*map(int, locator.split("/"))) if locator else cls()

    def __str__(self) -> str:
        return f"{self.parts}/{self.failed}/{self.begun}"


def read_rows(client: Client, asked: Asked, campaigns: Sequence[str]) -> tuple[Rows, Rows]:
    """(rows, summaries) of a finished report; raises Waiting, TooMuch, Later, Refused."""
    try:
        runs = asked.remote_job_id.split(",") if asked.remote_job_id else []
        attempt = Attempt.parsed(asked.locator)
        if len(runs) < attempt.parts:
            _begin(client, asked, attempt, runs, campaigns)
            raise Waiting
        if not all(_is_done(client, asked, attempt, run) for run in runs):
            raise Waiting
        return _pages(client, asked, runs)
    except Refused as refused:
        if refused.error == TOO_MUCH:
            _smaller(asked)
            raise Waiting from refused
        if refused.error == _GONE:
            asked.remember(remote_job_id="")
            raise Waiting from refused
        raise


def _begin(
    client: Client, asked: Asked, attempt: Attempt, runs: list[str], campaigns: Sequence[str]
) -> None:
    """Begin what is not begun yet; each is remembered before the next."""
    while len(runs) < attempt.parts:
        if client.used_percent >= _USED_UP_PERCENT:
            raise Later(_REST, f"{client.used_percent:.0f} % of the share is used")
        only = campaigns[len(runs) :: attempt.parts] if attempt.parts > 1 else ()
        question = insights_question(asked, only)
        begun = client.ask(f"act_{asked.account.external_id}/insights", question)
        runs.append(str(begun["report_run_id"]))
        begun_now = replace(attempt, begun=int(time.time()))
        asked.remember(remote_job_id=",".join(runs), locator=str(begun_now))


def _is_done(client: Client, asked: Asked, attempt: Attempt, run: str) -> bool:
    said = client.read(run, {"fields": "async_status,async_percent_completion"})
    status, percent = said.get("async_status"), int(said.get("async_percent_completion", 0))
    if status == _DONE and percent >= 100:
        return True
    if status not in _FAILED and time.time() - attempt.begun < _PATIENCE_SECONDS:
        return False
    if attempt.failed + 1 >= _TRIES:
        _smaller(asked)
    else:
        again = replace(attempt, failed=attempt.failed + 1)
        asked.remember(remote_job_id="", locator=str(again))
    raise Waiting


def _smaller(asked: Asked) -> None:
    """Fewer days; of a single day fewer campaigns. Raises TooMuch, for the engine to halve it."""
    parts = Attempt.parsed(asked.locator).parts * 2
    if asked.days > 1 or parts > _MOST_PARTS:
        raise TooMuch
    asked.remember(remote_job_id="", locator=str(Attempt(parts=parts)))


def _pages(client: Client, asked: Asked, runs: Sequence[str]) -> tuple[Rows, Rows]:
    rows: Rows = []
    summaries: Rows = []
    for run in runs:
        asked.keep()
        found, summary = client.pages(f"{run}/insights", {"limit": 500, "default_summary": "true"})
        rows += found
        summaries += [summary] if summary else []
    return rows, summaries if len(summaries) == len(runs) else []
