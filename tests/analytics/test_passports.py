"""Beside a deal stand the formulas that were picked; of people, and of other sources, none do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from accounts.tenancy import inside
from analytics.models import LeadStage
from analytics.rollups import rebuild
from integrations.models import (
    Formula,
    FormulaValue,
    Lead,
    LeadStatusChange,
    Opportunity,
    Source,
)
from tests.analytics.crm import at, crm_source, put
from tests.analytics.test_pages import client_of
from tests.cast import Cast
from tests.counting import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
NOW = datetime(2026, 3, 9, tzinfo=UTC)


def formula(source: Source, name: str, kind: str, value: Any, deal: str = "1") -> Formula:
    made = Formula.objects.create(
        source=source, stream="Opportunity", name=name, label=name.title(), kind=kind
    )
    row = FormulaValue(workspace_id=source.workspace_id, formula=made, external_id=deal)
    row.changed_at = NOW
    setattr(row, kind, value)
    row.save(force_insert=True)
    return made


def won(source: Source, *ids: str) -> None:
    values = {"created_at": at("2026-03-02 12:00"), "closes_on": date(2026, 3, 9)}
    closed = {"is_closed": True, "is_won": True, "stage": "Won", "currency": "USD"}
    put(source, Opportunity, {one: {**values, **closed, "amount_micros": 7} for one in ids})


def passport(cast: Cast, metric: str) -> str:
    address = reverse("analytics:number", args=["acme", metric])
    page = client_of(cast.bob).get(f"{address}?from=2026-03-01&to=2026-03-31")
    assert page.status_code == 200
    return page.content.decode()


def test_picked_formulas_of_a_deal_stand_beside_it(cast: Cast) -> None:
    with inside(cast.acme):
        source, other = crm_source(), Source.objects.create(connector="salesforce", name="Other")
        won(source, "1", "2")
        formula(source, "days open", "number", Decimal("12.500000"))
        formula(source, "decided", "day", date(2026, 3, 4))
        formula(source, "region", "text", "North & South", deal="2")
        lost = formula(source, "lost sight of", "text", "old")
        Formula.objects.filter(pk=lost.pk).update(gone_at=NOW)
        formula(other, "foreign", "text", "elsewhere")
    text = passport(cast, "won_revenue")
    assert "Won · Days Open: 12.5 · Decided: 4 Mar 2026" in text
    assert "Won · Region: North &amp; South" in text
    assert "Lost Sight Of" not in text
    assert "elsewhere" not in text


def test_the_page_asks_as_much_for_three_deals_as_for_one(cast: Cast) -> None:
    def statements(*ids: str) -> int:
        with inside(cast.acme):
            won(source, *ids)
        asked = queries_of(lambda: passport(cast, "won_revenue"))
        # A log-in of the same second is noted once.
        return sum("last_login_at" not in str(one) for one in asked)

    with inside(cast.acme):
        source = crm_source()
        formula(source, "days open", "number", 1)
    statements("1")
    assert statements("1") == statements("1", "2", "3")


def test_a_lead_with_the_id_of_a_deal_shows_nothing_of_it(cast: Cast) -> None:
    with inside(cast.acme):
        source = crm_source()
        put(source, Lead, {"1": {"created_at": at("2026-03-02 12:00"), "lead_source": "Web"}})
        formula(source, "days open", "number", 1)
    text = passport(cast, "leads")
    assert "Web" in text
    assert "Days Open" not in text


def test_it_says_whether_a_history_or_our_own_syncs_tell_of_stages(cast: Cast) -> None:
    with inside(cast.acme):
        hubspot, plain = crm_source("HubSpot"), crm_source("Plain")
        for source in (hubspot, plain):
            LeadStage.objects.create(source=source, status="Hot", stage="mql", counted_as="mql")
        lead = {"created_at": at("2026-03-01 12:00"), "status": "Hot"}
        entry = {"lead_external_id": "1", "old_status": "", "new_status": "Hot"}
        moment = {"changed_at": at("2026-03-02 12:00"), "basis": "history"}
        put(hubspot, LeadStatusChange, {"1:hot": entry | moment})
        put(hubspot, Lead, {"1": lead})
        put(plain, Lead, {"2": lead})
        rebuild(None)
    text = passport(cast, "mql")
    assert "Entries of HubSpot" in text
    assert "its own history, since 2 Mar 2026" in text
    assert "what our own syncs saw, since 1 Jan 2026" in text
    assert "Entries of" not in passport(cast, "leads")
