"""Tasks and fields at the look-alike of Salesforce: written once, whatever happens on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import Disclosure, Job
from accounts.tenancy import inside
from integrations import actions
from integrations.models import ActionStep, CampaignAction, Opportunity
from tests.integrations.records.conftest import Crm, again, steps_of

pytestmark = pytest.mark.django_db


def test_a_task_is_made_for_the_owner_and_removed_again(crm: Crm) -> None:
    action = crm.task(body="Ask about the offer.", due_on=date(2026, 12, 24), priority="High")
    assert crm.work() == ["done"]
    done = again(action)
    assert done.state == "done", done.trouble_text
    (task,) = crm.tasks()
    assert task["WhatId"] == crm.deal["Id"]
    assert (task["OwnerId"], task["Priority"]) == (crm.deal["OwnerId"], "High")
    assert task["ActivityDate"] == "2026-12-24"
    assert task["Description"].startswith("Ask about the offer.")
    assert str(action.pk) in task["Description"]
    assert done.made_external_id == task["Id"]
    assert steps_of(action) == ["asked", "began", "sent", "done"]
    undo = crm.undo(action)
    assert crm.undo(action).pk == undo.pk
    assert crm.work() == ["done"]
    assert again(undo).state == "done", (again(undo).trouble_text, again(undo).after)
    assert again(action).state == "undone"
    assert crm.tasks() == []


def test_a_task_that_somebody_has_begun_is_not_removed_until_a_member_says_so(crm: Crm) -> None:
    action = crm.task()
    crm.work()
    (task,) = crm.tasks()
    crm.control.update("Task", task["Id"], {"Status": "Completed"})
    undo = crm.undo(action)
    crm.work()
    assert again(undo).trouble_code == "changed_meanwhile"
    assert again(undo).after == {**(again(action).after or {}), "status": "Completed", "ours": True}
    assert len(crm.tasks()) == 1
    crm.undo(action, over=True)
    crm.work()
    assert crm.tasks() == []
    assert again(action).state == "undone"


@pytest.mark.parametrize("kind", ["cut", "unavailable"])
def test_a_lost_answer_makes_no_second_task(crm: Crm, kind: str) -> None:
    """The cut comes after it was done there, the other before: one task in both cases."""
    crm.control.fault(kind, path=r"POST .*/sobjects/Task", times=1)
    action = crm.task()
    if kind == "unavailable":
        assert crm.work(1) == ["queued"]
        assert crm.tasks() == []
        with inside(crm.cast.acme):
            past = timezone.now() - timedelta(minutes=1)
            CampaignAction.objects.filter(pk=action.pk).update(sent_at=past)
            for job in Job.objects.filter(state="queued", task__endswith=".carry_out"):
                Job.objects.filter(pk=job.pk).update(run_after=job.created_at)
    crm.work()
    done = again(action)
    assert done.state == "done", done.trouble_text
    assert [one["Id"] for one in crm.tasks()] == [done.made_external_id]
    assert "cut" in steps_of(action)


def test_a_field_is_set_and_set_back(crm: Crm) -> None:
    before = crm.stands("NextStep")
    action = crm.field("NextStep", "Send the offer")
    assert crm.work() == ["done"]
    assert again(action).state == "done", again(action).trouble_text
    assert crm.row()["NextStep"] == "Send the offer"
    crm.undo(action)
    crm.work()
    assert crm.stands("NextStep") == before
    assert again(action).state == "undone"


def test_an_amount_is_compared_as_a_number(crm: Crm) -> None:
    crm.control.update("Opportunity", crm.deal["Id"], {"Amount": 1000.5})
    action = crm.field("Amount", "1100.25", before="1000.5")
    crm.work()
    assert again(action).state == "done", again(action).trouble_text
    assert crm.row()["Amount"] == 1100.25


def test_a_value_that_somebody_changed_is_left_alone_and_said(crm: Crm) -> None:
    action = crm.field("NextStep", "Ours")
    crm.control.update("Opportunity", crm.deal["Id"], {"NextStep": "Theirs"})
    crm.control.reset_counters()
    crm.work()
    failed = again(action)
    assert (failed.state, failed.trouble_code) == ("failed", "changed_meanwhile")
    assert failed.after == {"value": "Theirs"}
    assert crm.writes() == 0


def test_who_has_not_looked_takes_what_stands_there_for_before(crm: Crm) -> None:
    """As an automation asks: without a look, and its way back is known all the same."""
    before = crm.stands("NextStep")
    action = crm.field("NextStep", "By rule", before=None)
    crm.work()
    assert again(action).before == {"value": before}
    same = crm.field("NextStep", "By rule", before=None)
    crm.control.reset_counters()
    crm.work()
    assert again(same).state == "done"
    assert crm.writes() == 0


def test_a_cut_while_a_field_is_set_is_looked_after(crm: Crm) -> None:
    crm.control.fault("cut", path=r"PATCH ", times=1)
    action = crm.field("StageName", crm.other_stage)
    crm.work()
    assert again(action).state == "done", again(action).trouble_text
    assert crm.writes() == 1


REFUSALS = (
    ("StageName", "Nowhere"),
    ("StageName", ""),
    ("CloseDate", "tomorrow"),
    ("Days_Open__c", "4"),
    ("OwnerId", "005000000000000AAA"),
    ("NextStep", "x" * 256),
)


def test_what_the_describe_forbids_is_never_sent(crm: Crm) -> None:
    """No such choice, empty, no day, formula, link, too long: each said in words."""
    for name, value in REFUSALS:
        action = crm.field(name, value, before=None)
        crm.work()
        failed = again(action)
        assert (failed.state, failed.trouble_code) == ("failed", "not_updateable"), name
    money = crm.field("Amount", "a lot", before=None)
    assert money.needs == "percent"
    with inside(crm.cast.acme):
        actions.approve_action(action_id=money.pk, by=crm.cast.alice.pk)
    crm.work()
    assert "takes a number" in again(money).trouble_text
    assert crm.writes() == 0


ANSWERS = (
    (400, "FIELD_CUSTOM_VALIDATION_EXCEPTION", "vendor_refused"),
    (403, "INSUFFICIENT_ACCESS_OR_READONLY", "missing_permission"),
    (400, "INVALID_FIELD_FOR_INSERT_UPDATE", "missing_permission"),
    (404, "ENTITY_IS_DELETED", "record_gone"),
)


def test_a_refusal_is_told_and_nothing_counts_as_sent(crm: Crm) -> None:
    for status, error, code in ANSWERS:
        body = [{"errorCode": error, "message": "Close date must be in this year"}]
        crm.control.fault("status", path="PATCH ", status=status, body=body)
        action = crm.field("NextStep", f"Ours {code}", before=None)
        crm.work()
        failed = again(action)
        assert (failed.state, failed.trouble_code, failed.sent_at) == ("failed", code, None)
        if code == "vendor_refused":
            assert "Close date must be in this year" in failed.trouble_text


def test_a_row_that_is_locked_for_a_moment_is_asked_again(crm: Crm) -> None:
    crm.control.fault("row_locked", path="PATCH ", times=2)
    action = crm.field("NextStep", "Ours")
    crm.work()
    assert again(action).state == "done", again(action).trouble_text


def test_a_days_limit_is_waited_for(crm: Crm) -> None:
    crm.control.fault("request_limit", path="POST .*/sobjects/Task")
    action = crm.task()
    assert crm.work() == ["queued"]
    assert (again(action).state, again(action).sends) == ("running", 0)


def test_of_a_lead_salesforces_words_are_not_told_and_the_disclosure_is_noted(crm: Crm) -> None:
    body = [{"errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION", "message": "Jane Doe has left"}]
    crm.control.fault("status", path="PATCH ", status=400, body=body)
    action = crm.field("Status", "Working - Contacted", kind="Lead")
    crm.work()
    assert "VALIDATION" in again(action).trouble_text
    assert "Jane" not in again(action).trouble_text
    refused = crm.field("Company", "Theirs", kind="Lead")
    crm.work()
    assert again(refused).trouble_code == "not_updateable"
    task = crm.task(kind="Lead", subject="Call the lead", body="Friendly")
    crm.work()
    (made,) = crm.tasks("Call the lead")
    assert made["WhoId"] == crm.lead["Id"]
    with inside(crm.cast.acme):
        runs = set(Disclosure.objects.values_list("run", flat=True))
        words = str(list(ActionStep.objects.filter(action=task).values_list("data", flat=True)))
    assert runs == {f"action:{one.pk}" for one in (action, refused, task)}
    assert "Friendly" not in words, "steps cannot be emptied when the person is erased"


def test_the_next_sync_reads_the_value_back(crm: Crm) -> None:
    """What we wrote moves the record's own stamp, so the sync sees it as anybody's change."""
    before = crm.row()["SystemModstamp"]
    crm.field("StageName", crm.other_stage)
    crm.work()
    assert crm.row()["SystemModstamp"] > before
    with inside(crm.cast.acme):
        assert Opportunity.objects.get(external_id=crm.deal["Id"]).stage == ""
