"""Rules that set a field in the CRM: of which records, from what to what, and of nobody hidden."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import pytest

from accounts.audit import Actor, acting_as
from accounts.errors import Trouble
from accounts.subjects import Subject
from accounts.tenancy import inside
from analytics.automations import keeping
from analytics.automations.conflicts import Standing, conflicts
from analytics.automations.rule import Action, Do, Limits
from analytics.models import Automation, AutomationDecision, AutomationPreview, CampaignMatch
from integrations import actions
from integrations.actions.records import proposing
from integrations.connectors.records import FieldShape, RecordState
from integrations.models import Campaign, CampaignAction, CampaignMember, Lead, Opportunity, Source
from integrations.restricting import restrict_person
from tests.analytics.automations.test_pages import FORM, page, send
from tests.analytics.automations.world import (
    live_rule,
    make_campaign,
    make_rule,
    make_source,
    platform,
    rule,
    work,
)
from tests.analytics.test_pages import client_of, see
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.working import work_off
from tests.tidy import tidy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
FIELDS = {
    "Opportunity": (FieldShape("NextStep", "Next Step", "text"),),
    "Lead": (FieldShape("Status", "Status", "choice"),),
}
STANDS = {"D1": "Call", "D2": "Check the campaign", "D3": "Call", "L1": "Open", "L2": "Open"}


@pytest.fixture
def crm(cast: Cast) -> Source:
    """Waste is a part of a CRM campaign with two open deals, a closed one and two leads."""
    with inside(cast.acme):
        waste = make_campaign(make_source(), "Waste", 50)
        crm = Source.objects.create(
            connector="salesforce", name="Sales", options={"actions": "yes"}
        )
        chosen = [f"{kind}.{one.name}" for kind, found in FIELDS.items() for one in found]
        actions.allow_fields(source_id=crm.pk, chosen=chosen, known=FIELDS)
        campaign = Campaign.objects.create(name="In", source=crm, kind="crm", external_id="701")
        CampaignMatch.objects.create(ad_campaign=waste, crm_campaign=campaign)
        for key in ("D1", "D2", "D3"):
            Opportunity.objects.create(
                source=crm,
                row_hash=b"",
                external_id=key,
                campaign_external_id="701",
                is_closed=key == "D3",
            )
        for key in ("L1", "L2"):
            Lead.objects.create(source=crm, row_hash=b"", external_id=key)
            CampaignMember.objects.create(
                source=crm,
                row_hash=b"",
                external_id=f"M{key}",
                campaign_external_id="701",
                lead_external_id=key,
            )
        crm.refresh_from_db()
    return crm


def sets(crm: Source, place: str = "Opportunity.NextStep", value: str = "", **more: Any) -> Any:
    value = value or ("Nurture" if place.startswith("Lead") else "Check the campaign")
    action = Action(Do.FIELD, field=f"{crm.pk} {place}", label="Next Step", value=value, **more)
    return rule(action=action)


@contextmanager
def there(trouble: Trouble | None = None) -> Iterator[list[str]]:
    """The CRM answers without a network; the records that it was asked about."""
    asked: list[str] = []

    def look(*, target: actions.Target, field: str, value: str, **_more: Any) -> Any:
        asked.append(target.external_id)
        if trouble is not None:
            raise trouble
        state = RecordState(target.kind, target.external_id, "", "", "")
        before = STANDS[target.external_id]
        return actions.FieldPreview(state, FieldShape(field, field, "text"), before, value)

    with patch.object(actions, "try_field", look), patch.object(proposing, "check_may"):
        yield asked


def preview(cast: Cast, row: Automation) -> AutomationPreview:
    work_off(cast.acme.pk, task="preview_automation")
    with inside(cast.acme):
        return AutomationPreview.objects.filter(automation=row).order_by("-made_at")[0]


def live(cast: Cast, asked: Any, name: str = "Step") -> Automation:
    row = make_rule(cast, asked, name)
    done = preview(cast, row)
    with acting_as(Actor("user", cast.bob.pk)), inside(cast.acme):
        keeping.set_live(automation_id=row.pk, preview_id=done.pk)
    return row


def test_open_deals_of_the_campaign_are_asked_for_once_each_by_what_stands_there(
    cast: Cast, crm: Source
) -> None:
    with there() as looked:
        row = live(cast, sets(crm))
        looked.clear()
        work(cast)
        with inside(cast.acme):
            Automation.objects.update(judged={})
        work(cast)
    assert sorted(looked) == ["D1", "D2"]
    with inside(cast.acme):
        (action,) = CampaignAction.objects.all()
        assert (action.record_external_id, action.what, action.state) == ("D1", "field", "proposed")
        assert (action.before, action.wanted) == (
            {"value": "Call"},
            {"value": "Check the campaign"},
        )
        assert (action.rule, action.needs, action.origin_id) == ("Step", "rule", row.pk)
        (decision,) = AutomationDecision.objects.filter(is_live=True)
        assert (decision.reason, decision.details["asked"], decision.details["same"]) == (
            "records",
            1,
            1,
        )
    html = tidy(page(see(client_of(cast.alice), f"automations/{row.pk}/")))
    for words in (
        "set Next Step of its open deals in the CRM to “Check the campaign”",
        "Records asked for: 1 of 2; standing so already: 1; not possible: 0.",
        "At most 10 records of a campaign at a time.",
        "Field in the CRM: Next Step",
        "<td>Deal D1</td><td>Call</td><td>Check the campaign</td>",
        ">Approve<",
    ):
        assert words in html, words


def test_nobody_restricted_is_looked_at_or_touched(cast: Cast, crm: Source) -> None:
    with inside(cast.acme):
        restrict_person(Subject(external_ids={crm.pk: ("L1",)}), person_id=uuid4())
    with there() as looked:
        live(cast, sets(crm, "Lead.Status"))
        work(cast)
    assert set(looked) == {"L2"}
    with inside(cast.acme):
        assert [one.record_external_id for one in CampaignAction.objects.all()] == ["L2"]


def test_a_preview_shows_what_it_would_set_and_names_no_person(cast: Cast, crm: Source) -> None:
    bob = client_of(cast.bob)
    with there():
        deals = make_rule(cast, sets(crm, most=2))
        assert preview(cast, deals).done_at is not None
        leads = make_rule(cast, sets(crm, "Lead.Status"), "Leads")
        told = preview(cast, leads).result
    html = page(see(bob, f"automations/{deals.pk}/preview/"))
    for words in ("What it would set today", "Call", "stands so already", "Their records: 2"):
        assert words in html, words
    assert told is not None
    assert "L1" not in str(told)
    html = page(see(bob, f"automations/{leads.pk}/preview/"))
    for words in ("Leads: 2", "Open", "Nurture", "People are counted here and not named."):
        assert words in html, words


def test_what_the_crm_does_not_take_is_said(cast: Cast, crm: Source) -> None:
    refused = Trouble("Next Step takes no such value.", code="vendor_refused")
    with there(refused):
        row = live(cast, sets(crm))
        assert "takes no such value" in page(
            see(client_of(cast.bob), f"automations/{row.pk}/preview/")
        )
        work(cast)
    with inside(cast.acme):
        assert not CampaignAction.objects.exists()
        decision = AutomationDecision.objects.get(is_live=True)
        assert (decision.outcome, decision.details["text"][:9]) == ("blocked", "Next Step")


@pytest.mark.parametrize("lack", ["field", *at_length("mapping", "source")])
def test_a_field_a_mapping_or_a_source_that_is_gone_is_said(
    cast: Cast, crm: Source, lack: str
) -> None:
    with there():
        live(cast, sets(crm))
        with inside(cast.acme):
            if lack == "field":
                actions.allow_fields(source_id=crm.pk, chosen=(), known=FIELDS)
            elif lack == "mapping":
                CampaignMatch.objects.all().delete()
            else:
                Source.objects.filter(pk=crm.pk).update(disconnected_at=crm.created_at)
        work(cast)
    with inside(cast.acme):
        assert not CampaignAction.objects.exists()
        decision = AutomationDecision.objects.get(is_live=True)
        expected = "not_mapped" if lack == "mapping" else "no_field"
        assert (decision.outcome, decision.reason) == ("blocked", expected)


def test_the_form_offers_what_may_be_set_and_nothing_else(cast: Cast, crm: Source) -> None:
    bob = client_of(cast.bob)
    html = page(see(bob, "automations/new/"))
    assert "Sales, its open deals: Next Step" in html
    given = FORM | {"do": "field", "value": "Check", "most": "5"}
    answer = send(bob, "new/", **given, field=f"{crm.pk} Opportunity.Amount")
    assert answer.status_code == 422
    answer = send(bob, "new/", **given, field=f"{crm.pk} Opportunity.NextStep")
    assert answer.status_code == 302
    html = page(bob.get(answer["Location"]))
    assert "set Next Step of its open deals in the CRM to “Check”" in html
    with inside(cast.rival), pytest.raises(Trouble, match="Choose a field"):
        keeping.add_automation(name="Theirs", rule=sets(crm))


def test_two_rules_meet_only_at_the_same_field(cast: Cast, crm: Source) -> None:
    def standing(name: str, asked: Any) -> Standing:
        return Standing(name, name, asked, crm.created_at, frozenset({"a"}))

    one, other = standing("A", sets(crm)), standing("B", sets(crm, value="Other"))
    apart = standing("C", sets(crm, "Lead.Status"))
    pause = standing("D", rule(limits=Limits()))
    (found,) = conflicts([one, other, apart, pause])
    assert (found.first.name, found.second.name, found.is_opposite) == ("A", "B", True)


def test_what_nothing_can_be_done_to_takes_the_place_of_no_other(cast: Cast, crm: Source) -> None:
    with inside(cast.acme):
        source = Source.objects.get(connector="google_ads")
        make_campaign(source, "Large, and mapped to nothing", 500)
        idle = make_campaign(source, "Large, and without a deal", 400)
        other = Campaign.objects.create(name="Out", source=crm, kind="crm", external_id="702")
        CampaignMatch.objects.create(ad_campaign=idle, crm_campaign=other)
        file = Source.objects.create(connector="file", name="File", fresh_until=source.fresh_until)
        make_campaign(file, "Largest, and of a file", 900)
    once = Limits(per_day=1)
    with there():
        live(cast, replace(sets(crm), limits=once))
        work(cast)
    with inside(cast.acme):
        assert {one.outcome for one in decisions("Waste")} == {"acted"}
        assert {one.reason for one in decisions("Large, and mapped to nothing")} == {"not_mapped"}
        assert {one.reason for one in decisions("Large, and without a deal")} == {"no_records"}
    with platform() as looked:
        live_rule(cast, rule(limits=once), "Pause")
        work(cast)
    with inside(cast.acme):
        assert {one.reason for one in decisions("Largest, and of a file", "pause")} == {"no_desk"}
        large = Campaign.objects.get(name="Large, and mapped to nothing")
    assert looked == [large.pk]


def decisions(name: str, do: str = "field") -> Any:
    return AutomationDecision.objects.filter(thing_name=name, do=do, is_live=True)
