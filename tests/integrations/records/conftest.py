"""Acme's Salesforce, which may be written to, and records of it that we hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from accounts.tenancy import inside
from integrations import actions
from integrations.connectors.records import FieldShape
from integrations.models import (
    ActionStep,
    CampaignAction,
    Company,
    Lead,
    Opportunity,
    Source,
)
from sandbox.control.client import Control
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.connecting import connect
from tests.integrations.working import work_off

ALLOWED = {
    "Opportunity": (
        FieldShape("NextStep", "Next Step", "text"),
        FieldShape("StageName", "Stage", "choice"),
        FieldShape("Amount", "Amount", "money"),
        FieldShape("CloseDate", "Close Date", "day"),
        FieldShape("Days_Open__c", "Days Open", "number"),
        FieldShape("OwnerId", "Owner", "text"),
    ),
    "Lead": (FieldShape("Status", "Status", "choice"), FieldShape("Company", "Company", "text")),
}


@dataclass
class Crm:
    """One deal and one lead of Acme's Salesforce, and what Bob does with them."""

    cast: Cast
    source: Source
    control: Control
    deal: dict[str, Any]
    lead: dict[str, Any]

    def target(self, kind: str = "Opportunity") -> actions.Target:
        row = self.lead if kind == "Lead" else self.deal
        return actions.Target(self.source.pk, kind, row["Id"])

    def task(self, kind: str = "Opportunity", **more: Any) -> CampaignAction:
        values = {"subject": "Call them", "key": str(uuid4()), **more}
        origin = values.pop("origin", actions.Origin())
        asked = actions.TaskProposal(target=self.target(kind), **values)
        with inside(self.cast.acme):
            return actions.propose_task(asked=asked, by=self.bob, origin=origin)

    def field(
        self, name: str, value: str, kind: str = "Opportunity", **more: Any
    ) -> CampaignAction:
        values = {"key": str(uuid4()), "before": self.stands(name, kind), **more}
        asked = actions.FieldProposal(self.target(kind), name, value, **values)
        with inside(self.cast.acme):
            return actions.propose_field(asked=asked, by=self.bob)

    def undo(self, action: CampaignAction, **more: Any) -> CampaignAction:
        with inside(self.cast.acme):
            return actions.undo_action(action_id=action.pk, by=self.bob, **more)

    @property
    def bob(self) -> actions.Asker:
        return actions.Asker(self.cast.bob.pk)

    @property
    def other_stage(self) -> str:
        stages = ("Qualification", "Proposal/Price Quote")
        return next(one for one in stages if one != self.deal["StageName"])

    def work(self, steps: int = 20) -> list[str]:
        return work_off(self.cast.acme.pk, task="carry_out", steps=steps)

    def row(self, kind: str = "Opportunity") -> dict[str, Any]:
        wanted = self.target(kind).external_id
        return next(one for one in self.control.records(kind) if one["Id"] == wanted)

    def stands(self, name: str, kind: str = "Opportunity") -> str:
        value = self.row(kind)[name]
        return "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)

    def tasks(self, subject: str = "Call them") -> list[dict[str, Any]]:
        return [one for one in self.control.records("Task") if one["Subject"] == subject]

    def writes(self) -> int:
        asked = self.control.requests()
        return sum(
            one["method"] in ("POST", "PATCH", "DELETE") and "/sobjects/" in one["path"]
            for one in asked
        )


def again(action: CampaignAction) -> CampaignAction:
    """The action as it is stored now."""
    with inside(action.workspace_id):
        return CampaignAction.objects.select_related("source").get(pk=action.pk)


def steps_of(action: CampaignAction) -> list[str]:
    with inside(action.workspace_id):
        rows = ActionStep.objects.filter(action=action).order_by("at", "id")
        return [row.what for row in rows]


def hold(source: Source, deal: dict[str, Any], lead: dict[str, Any]) -> None:
    """The rows that a sync would have stored of them."""
    company = deal["AccountId"] or ""
    Opportunity.objects.create(
        source=source, row_hash=b"", external_id=deal["Id"], company_external_id=company
    )
    Company.objects.create(source=source, row_hash=b"", external_id=company, name="Northwind")
    Lead.objects.create(source=source, row_hash=b"", external_id=lead["Id"])


@pytest.fixture
def crm(salesforce: Running, cast: Cast) -> Crm:
    source = connect(cast.acme, cast.alice)
    deals = salesforce.control.records("Opportunity")
    deal = next(one for one in deals if one["AccountId"] and not one["IsClosed"])
    leads = salesforce.control.records("Lead")
    lead = next(one for one in leads if not one["IsConverted"] and one["Email"])
    with inside(cast.acme):
        hold(source, deal, lead)
        source = actions.turn_on_actions(source_id=source.pk)
        wanted = [f"{kind}.{one.name}" for kind, found in ALLOWED.items() for one in found]
        actions.allow_fields(source_id=source.pk, chosen=wanted, known=ALLOWED)
    salesforce.control.reset_counters()
    return Crm(cast, source, salesforce.control, deal, lead)
