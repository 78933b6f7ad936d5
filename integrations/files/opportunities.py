"""Loads opportunities: rows of a file become deals, companies, stages and CRM campaigns."""

import hashlib
from datetime import date, datetime, time
from typing import Any, BinaryIO
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.tenancy import require_workspace_id
from integrations.changes import Change, changing
from integrations.files import opportunities_sql as sql
from integrations.files.choices import Choices
from integrations.files.guessing import guess_outcome
from integrations.files.outcome import Outcome
from integrations.files.rejects import RejectList
from integrations.files.staging import Progress, Stage, fill_stage, reject_staged
from integrations.loading.locking import keep_source

_COLUMNS = (
    "external_id", "stage", "stage_key", "amount", "currency", "created_at", "closes_on",
    "company_key", "company", "lead_source", "campaign_key", "campaign", "is_closed", "is_won",
)  # fmt: skip
_DEFINITION = """external_id text, stage text, stage_key text, amount numeric, currency text,
    created_at timestamptz, closes_on date, company_key text, company text, lead_source text,
    campaign_key text, campaign text, is_closed boolean, is_won boolean"""
_STAGES_SHOWN = 50


class DealShape:
    """Turns a row's values into the stage's columns; notes stages that the preview did not show."""

    def __init__(self, choices: Choices, zone: ZoneInfo) -> None:
        self.choices = choices
        self.zone = zone
        self.new_stages: dict[str, str] = {}

    def __call__(self, found: dict[str, Any]) -> tuple[Any, ...]:
        stage = found["stage"]
        outcome = self._outcome(stage)
        company, campaign = found.get("company", ""), found.get("campaign", "")
        return (
            found["id"],
            stage,
            row_key(stage),
            found.get("amount"),
            found.get("currency") or self.choices.currency,
            self._moment(found.get("created_on")),
            found.get("closes_on"),
            row_key(company.casefold()) if company else "",
            company,
            found.get("lead_source", ""),
            f"crm-{row_key(campaign.casefold())}" if campaign else "",
            campaign,
            outcome != "open",
            outcome == "won",
        )

    def _outcome(self, stage: str) -> str:
        known = self.choices.stages.get(stage)
        if known:
            return known
        outcome = guess_outcome(stage)
        if len(self.new_stages) < _STAGES_SHOWN:
            self.new_stages[stage] = outcome
        return outcome

    def _moment(self, on: date | None) -> datetime | None:
        """A file gives days; a deal is created when that day begins in the workspace's zone."""
        return datetime.combine(on, time(), self.zone) if on else None


def row_key(text: str) -> str:
    """An id for a thing that a file knows by its name alone; 32 characters."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def load_opportunities(
    *,
    source_id: UUID,
    stream: BinaryIO,
    choices: Choices,
    rejects: RejectList,
    progress: Progress,
    zone: ZoneInfo,
) -> Outcome:
    """Bring the file's deals in, inside the caller's transaction; raises FileProblem."""
    shape = DealShape(choices, zone)
    stage = Stage("file_deal", _COLUMNS, _DEFINITION, shape)
    staged = fill_stage(stage, stream, choices, rejects, progress)
    staged.note_left_out(source_id)
    reject_staged(stage, sql.SAME_ID, choices.columns["id"], "same_id", rejects)
    keys = {"workspace": require_workspace_id(), "source": source_id}
    with connection.cursor() as cursor:
        cursor.execute(sql.LOCK, keys)
        keep_source(keys["workspace"], source_id)
        for stream_name, table, statements in sql.STEPS:
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
            cursor.execute(statements[0], keys)
            with changing(Change(source_id, stream_name, table)):
                cursor.execute(statements[1], keys)
        cursor.execute(sql.COUNTS, keys)
        inserted, updated, unchanged = cursor.fetchone()
        cursor.execute(sql.TOTALS, {"zone": zone.key})
        totals = dict(zip(sql.TOTAL_NAMES, cursor.fetchone(), strict=True))
        cursor.execute(sql.MONEY)
        won = dict(cursor.fetchall())
    first_on, last_on = totals.pop("first_on"), totals.pop("last_on")
    return Outcome(
        rows=staged.rows,
        rejected=len(rejects),
        inserted=inserted,
        updated=updated,
        vanished=0,
        unchanged=unchanged,
        totals=totals,
        money={"won_value": won} if won else {},
        first_on=first_on,
        last_on=last_on,
        new_stages=shape.new_stages,
    )
