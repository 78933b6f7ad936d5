"""What is asked of the pipeline: a day, another to compare with, the days before it, filters."""
# ruff: noqa: S608  Only names written in this module are put into the statements.

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from accounts.models import Workspace
from analytics.queries import channels
from analytics.queries.periods import DAY, Period


@dataclass(frozen=True)
class DealFilters:
    """Only deals of these; what is empty filters nothing. Campaigns are of the CRM, by our id."""

    lead_sources: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    campaigns: tuple[UUID, ...] = ()
    sources: tuple[UUID, ...] = ()

    def names(self) -> dict[str, Any]:
        """What the statements' names stand for."""
        return {
            "lead_sources": list(self.lead_sources),
            "channels": list(self.channels),
            "campaigns": list(self.campaigns),
            "sources": list(self.sources),
        }

    def join(self, row: str) -> str:
        """SQL: what has to be joined with a row of a deal before `where`."""
        return channels.join_crm(row) if self.channels else ""

    def where(self, row: str) -> str:
        """SQL: " AND …" for rows with lead_source, campaign_external_id and source_id."""
        found = ""
        if self.lead_sources:
            found += f" AND {row}.lead_source = ANY(%(lead_sources)s::text[])"
        if self.sources:
            found += f" AND {row}.source_id = ANY(%(sources)s::uuid[])"
        if self.channels:
            found += f" AND {channels.is_one_of(channels.CRM)}"
        if self.campaigns:
            found += f""" AND ({row}.source_id, {row}.campaign_external_id) IN (
                SELECT k.source_id, k.external_id FROM integrations_campaign k
                WHERE k.workspace_id = %(workspace)s AND k.id = ANY(%(campaigns)s::uuid[]))"""
        return found


@dataclass(frozen=True)
class PipelineQuery:
    """The pipeline at the end of `on`, and what happened in the `days` that end with it."""

    on: date
    days: int = 90
    filters: DealFilters = field(default_factory=DealFilters)

    @property
    def period(self) -> Period:
        """The days of which entries and outcomes are told."""
        return Period(self.on - DAY * (self.days - 1), self.on)

    def names(self, workspace: Workspace) -> dict[str, Any]:
        """What the statements' names stand for."""
        return {
            **self.filters.names(),
            "workspace": workspace.pk,
            "currency": workspace.currency,
            "day": self.on,
            "first": self.period.first_on,
            "last": self.period.last_on,
        }
