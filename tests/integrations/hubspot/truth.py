"""What the sandbox's HubSpot holds, beside what was loaded of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from integrations.connectors.hubspot.mapping import merged_ids
from integrations.connectors.hubspot.values import moment
from integrations.models import (
    Company,
    Contact,
    CrmUser,
    Lead,
    LeadStatusChange,
    Opportunity,
    OpportunityChange,
    OpportunityContact,
    OpportunityStage,
    Organization,
    Source,
)
from sandbox.control.client import Control

ZONE = ZoneInfo("America/New_York")
STAGES = ("lead", "marketingqualifiedlead", "salesqualifiedlead", "opportunity", "customer")
Record = dict[str, Any]
# As the API sends them; the recorded ones are after a peer's own conversions.
_RECORDED: Record = {
    "id": "5000526215",
    "updatedAt": "2024-02-22T19:26:33.386Z",
    "properties": {"hs_merged_object_ids": "5183403213", "hs_calculated_merged_vids": None},
}
PAYLOADS = (
    (merged_ids, _RECORDED),
    (moment, "2020-12-10T07:58:09.554000+00:00"),
    (moment, "1708708593386"),
)


def records(control: Control, kind: str, *, archived: bool = False) -> dict[str, Record]:
    """All records of an object as the API would show them, by id."""
    found = control.post(f"/hubspot/records/{kind}", {"archived": archived})
    return {one["id"]: one for one in found}


def when(text: str | None) -> datetime | None:
    """A moment in either way of writing it."""
    if text is None:
        return None
    if text.isdigit():
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(text))
    return datetime.fromisoformat(text)


def entries(record: Record) -> dict[str, datetime]:
    """When a contact entered which stage."""
    known = record["properties"]
    found = {stage: when(known.get(f"hs_v2_date_entered_{stage}")) for stage in STAGES}
    return {stage: at for stage, at in found.items() if at is not None}


def _contact(record: Record) -> tuple[Any, ...]:
    known = record["properties"]
    return known.get("associatedcompanyid") or "", when(known["createdate"])


def _lead(record: Record) -> tuple[Any, ...]:
    reached = entries(record)
    later = [reached[stage] for stage in ("opportunity", "customer") if stage in reached]
    on = min(later).astimezone(ZONE).date() if later else None
    began = min(at for stage, at in reached.items() if stage in STAGES[:3])
    return began, bool(later), on


def _deal(record: Record) -> tuple[Any, ...]:
    known = record["properties"]
    closed = when(known["closedate"])
    amount = None if known["amount"] is None else int(Decimal(known["amount"]) * 1_000_000)
    return (
        amount,
        known["deal_currency_code"],
        closed.astimezone(ZONE).date() if closed else None,
        known["hs_is_closed"] == "true",
        known["hs_is_closed_won"] == "true",
        when(known["createdate"]),
    )


HISTORY = ("dealstage", "amount", "closedate", "deal_currency_code")


def pasts(control: Control, labels: dict[str, str]) -> dict[str, dict[datetime, tuple[Any, ...]]]:
    """{deal: {moment: (stage, amount, currency, close date)}} as their histories say."""
    told = control.post("/hubspot/histories/deals", {"names": list(HISTORY)})
    return {key: _past(past, labels) for key, past in told.items()}


def _past(past: Record, labels: dict[str, str]) -> dict[datetime, tuple[Any, ...]]:
    moments = {when(one["timestamp"]) for values in past.values() for one in values}
    found = {}
    for at in sorted(one for one in moments if one):
        known = {name: _as_of(values, at) for name, values in past.items()}
        if known["dealstage"]:
            closed, amount = when(known["closedate"]), known["amount"]
            found[at] = (
                labels[known["dealstage"]],
                int(Decimal(amount) * 1_000_000) if amount else None,
                known["deal_currency_code"] or "USD",
                closed.astimezone(ZONE).date() if closed else None,
            )
    return found


def _as_of(values: list[Record], at: datetime) -> str | None:
    """The newest of a property's values that is no younger than a moment."""
    older = [one for one in values if (since := when(one["timestamp"])) and since <= at]
    value: str | None = older[0]["value"] if older else None
    return value


def stored_pasts(source: Source) -> dict[str, dict[datetime, tuple[Any, ...]]]:
    """The same of what was loaded; inside the workspace."""
    found: dict[str, dict[datetime, tuple[Any, ...]]] = {}
    for row in OpportunityChange.objects.filter(source=source, deleted_at=None):
        values = (row.stage, row.amount_micros, row.currency, row.closes_on)
        found.setdefault(row.opportunity_external_id, {})[row.changed_at] = values
    return found


def stage_labels(source: Source) -> dict[str, str]:
    """{id of a deal's stage: what people call it}; inside the workspace."""
    rows = OpportunityStage.objects.filter(source=source)
    return dict(rows.values_list("external_id", "label"))


def expected(control: Control) -> dict[str, dict[str, Any]]:
    """{table: {id: values}} as HubSpot's own records say."""
    contacts = records(control, "contacts")
    leads = {key: one for key, one in contacts.items() if {*entries(one)} & {*STAGES[:3]}}
    deals = records(control, "deals")
    links = control.post("/hubspot/links/deals/contacts")
    return {
        "contacts": {key: _contact(one) for key, one in contacts.items()},
        "leads": {key: _lead(one) for key, one in leads.items()},
        "entries": {
            f"{key}:{stage}": at for key, one in leads.items() for stage, at in entries(one).items()
        },
        "companies": {
            key: (one["properties"]["name"], one["properties"]["country"] or "")
            for key, one in records(control, "companies").items()
        },
        "deals": {key: _deal(one) for key, one in deals.items()},
        "roles": {
            f"{deal}:{contact}": (deal, contact)
            for deal, contact in links
            if deal in deals and contact in contacts
        },
    }


def stored(source: Source) -> dict[str, dict[str, Any]]:
    """The same of what was loaded and is not marked deleted; inside the workspace."""
    return {
        "contacts": _rows(Contact, source, "company_external_id", "created_at"),
        "leads": _rows(Lead, source, "created_at", "is_converted", "converted_on"),
        "entries": {k: v[0] for k, v in _rows(LeadStatusChange, source, "changed_at").items()},
        "companies": _rows(Company, source, "name", "country"),
        "deals": _rows(
            Opportunity,
            source,
            "amount_micros",
            "currency",
            "closes_on",
            "is_closed",
            "is_won",
            "created_at",
        ),
        "roles": _rows(
            OpportunityContact, source, "opportunity_external_id", "contact_external_id"
        ),
    }


def _rows(model: Any, source: Source, *columns: str) -> dict[str, Any]:
    rows = model.objects.filter(source=source, deleted_at=None)
    return {row[0]: row[1:] for row in rows.values_list("external_id", *columns)}


def differences(source: Source, control: Control) -> dict[str, Any]:
    """{} when every row is the same; inside the workspace."""
    found: dict[str, Any] = {}
    wanted, loaded = expected(control), stored(source)
    for table, rows in wanted.items():
        for key in rows.keys() | loaded[table].keys():
            pair = rows.get(key), loaded[table].get(key)
            if pair[0] != pair[1]:
                found[f"{table} {key}"] = pair
    now, before = stored_pasts(source), pasts(control, stage_labels(source))
    for key in before.keys() | now.keys():
        if before.get(key) != now.get(key):
            found[f"past of {key}"] = before.get(key), now.get(key)
    stages = OpportunityStage.objects.filter(source=source, deleted_at=None).count()
    owners = CrmUser.objects.filter(source=source, is_active=True).count()
    zones = list(Organization.objects.filter(source=source).values_list("time_zone", flat=True))
    if stages != 14 or owners == 0 or zones != [ZONE.key]:
        found["account"] = (stages, owners, zones)
    return found


def make_slow(control: Control, source: Source) -> None:
    """Many small pages, each of which takes a while; inside the workspace."""
    control.fault("delay", path=r" /hubspot/crm/v3/objects/\w+\?", times=-1, seconds=0.2)
