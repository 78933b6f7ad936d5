"""The pages by which Bob makes a task and sets a field, and Alice chooses which may be set."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Role, User
from accounts.tenancy import inside
from integrations import actions
from integrations.models import CampaignAction
from integrations.selectors import record_link
from tests.integrations.records.conftest import Crm, again

pytestmark = pytest.mark.django_db


def log_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(crm: Crm, name: str = "record", kind: str = "Opportunity") -> str:
    target = crm.target(kind)
    args = ["acme", target.source_id, target.kind, target.external_id]
    return reverse(f"integrations:{name}", args=args)


def hidden(page: str) -> dict[str, str]:
    """What the preview's form sends back."""
    form = page[page.index('class="form"') :]
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def test_bob_finds_a_deal_makes_a_task_and_undoes_it(crm: Crm) -> None:
    bob = log_in(crm.cast.bob)
    asked = {"source": str(crm.source.pk), "kind": "Opportunity", "q": "north"}
    found = bob.get(reverse("integrations:find_record", args=["acme"]), asked).content.decode()
    assert "Deal of Northwind" in found
    assert page_of(crm) in found
    page = bob.get(page_of(crm)).content.decode()
    assert "Create a task in" in page
    assert "Next Step" in page
    wrong = bob.post(page_of(crm, "preview_task"), {"subject": "", "priority": "Normal"})
    assert wrong.status_code == 422
    given = {"subject": "Call “them”", "body": "Line\nand <line>", "priority": "High"}
    preview = bob.post(page_of(crm, "preview_task"), given).content.decode()
    assert "and &lt;line&gt;" in preview
    assert crm.tasks("Call “them”") == []
    answers = [bob.post(page_of(crm, "make_task"), hidden(preview)) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    crm.work()
    (task,) = crm.tasks("Call “them”")
    shown = bob.get(answers[0]["Location"]).content.decode()
    assert "Call “them”" in shown
    opened = re.findall(r'href="(http[^"]*/' + task["Id"] + ')"', shown)
    assert "Call “them”" in httpx.get(opened[0], trust_env=False).text, "the look-alike’s own page"
    with inside(crm.cast.acme):
        action = CampaignAction.objects.get()
    bob.post(reverse("integrations:undo_action", args=["acme", action.pk]))
    crm.work()
    assert crm.tasks("Call “them”") == []


def test_bob_sets_a_field_and_is_asked_when_somebody_changed_it(crm: Crm) -> None:
    bob = log_in(crm.cast.bob)
    form = bob.get(page_of(crm) + "?field=StageName").content.decode()
    assert crm.other_stage in form
    given = {"field": "StageName", "value": crm.other_stage, "reason": "They signed"}
    preview = bob.post(page_of(crm, "preview_field"), given).content.decode()
    assert crm.row()["StageName"] != crm.other_stage
    where = bob.post(page_of(crm, "set_field"), hidden(preview))["Location"]
    crm.work()
    assert crm.row()["StageName"] == crm.other_stage
    with inside(crm.cast.acme):
        action = CampaignAction.objects.get()
    crm.control.update("Opportunity", crm.deal["Id"], {"StageName": "Closed Lost"})
    undo = reverse("integrations:undo_action", args=["acme", action.pk])
    bob.post(undo)
    crm.work()
    page = bob.get(where).content.decode()
    assert "There stands now: Closed Lost" in page
    bob.post(undo, {"over": "1"})
    crm.work()
    assert again(action).state == "undone"
    assert crm.row()["StageName"] == crm.deal["StageName"]


def test_what_cannot_be_set_is_said_before_it_is_asked_for(crm: Crm) -> None:
    bob = log_in(crm.cast.bob)
    given = {"field": "StageName", "value": "Nowhere"}
    answer = bob.post(page_of(crm, "preview_field"), given, follow=True).content.decode()
    assert "has no such value" in answer
    crm.control.settings(missing_rights={"Task": ["createable"]})
    page = bob.get(page_of(crm)).content.decode()
    assert "may not make tasks there" in page
    crm.control.settings(missing_rights={})


def test_alice_chooses_fields_from_what_the_user_may_set(crm: Crm) -> None:
    alice = log_in(crm.cast.alice)
    url = reverse("integrations:action_fields", args=["acme", crm.source.pk])
    page = alice.get(url).content.decode()
    assert "Opportunity.NextStep" in page
    for never in (
        "Days_Open__c",
        "Lead.Company",
        "Lead.LastName",
        "Lead.Latitude",
        "Opportunity.OwnerId",
    ):
        assert never not in page
    assert alice.post(url, {"Opportunity": ["Opportunity.NextStep"]}).status_code == 302
    with inside(crm.cast.acme):
        crm.source.refresh_from_db()
        found = actions.allowed_fields(crm.source)
        assert record_link(crm.source, crm.deal["Id"]).endswith(crm.deal["Id"])
    assert [(one.key, one.label) for one in found] == [("Opportunity.NextStep", "Next Step")]
    assert alice.post(url, {"Opportunity": ["Opportunity.IsWon"]}).status_code == 422


def test_a_viewer_reads_what_was_done_and_not_what_was_written_about_a_lead(crm: Crm) -> None:
    action = crm.task(kind="Lead", subject="Call Jane")
    crm.work()
    url = reverse("integrations:action", args=["acme", action.pk])
    assert "Call Jane" in log_in(crm.cast.bob).get(url).content.decode()
    Membership.objects.filter(user=crm.cast.bob).update(role=Role.VIEWER)
    viewer = log_in(crm.cast.bob)
    assert "Call Jane" not in viewer.get(url).content.decode()
    assert viewer.get(page_of(crm)).status_code == 403
