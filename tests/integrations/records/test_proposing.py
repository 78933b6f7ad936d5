"""What may be asked for about records: by whom, of whom, how much, and what an erasure leaves."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.errors import Refused, Trouble
from accounts.instructions import NotInstructed, give_instructions
from accounts.models import AuditEvent
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations import actions, personal_data
from integrations.actions.campaigns.limits import Stopped
from integrations.models import CampaignAction, Lead, Source, Suppression
from integrations.restricting import restrict_person
from tests.analytics.test_pages import client_of, see
from tests.cast import Cast
from tests.integrations.records.conftest import ALLOWED, Crm, hold

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
DEAL = {"Id": "006000000000001AAA", "AccountId": "001000000000001AAA", "NextStep": ""}
LEAD = {"Id": "00Q000000000001AAA", "Status": "Open"}


class Quiet(Crm):
    """The same about a source that nobody asks."""

    def stands(self, name: str, kind: str = "Opportunity") -> str:
        return "before"


@pytest.fixture
def crm(cast: Cast) -> Quiet:
    with inside(cast.acme):
        source = Source.objects.create(
            connector="salesforce", name="Sales", options={"actions": "yes"}
        )
        hold(source, DEAL, LEAD)
        wanted = [f"{kind}.{one.name}" for kind, found in ALLOWED.items() for one in found]
        actions.allow_fields(source_id=source.pk, chosen=wanted, known=ALLOWED)
        source.refresh_from_db()
    return Quiet(cast, source, None, DEAL, LEAD)  # type: ignore[arg-type]


def lead_subject(crm: Crm) -> Subject:
    return Subject(external_ids={crm.source.pk: (crm.lead["Id"],)})


def test_the_same_key_is_one_action_and_one_field_has_one_at_a_time(crm: Quiet) -> None:
    first = crm.field("NextStep", "A", key="once")
    assert crm.field("NextStep", "A", key="once").pk == first.pk
    with pytest.raises(Trouble, match="not finished"):
        crm.field("NextStep", "B")
    assert crm.field("StageName", "B").pk != first.pk
    assert crm.task().pk != crm.task().pk


def test_nobody_sets_a_field_that_no_admin_allowed(crm: Quiet) -> None:
    with pytest.raises(Refused, match="may not be set"):
        crm.field("Probability", "100")
    with inside(crm.cast.acme):
        actions.allow_fields(source_id=crm.source.pk, chosen=(), known=ALLOWED)
        assert AuditEvent.objects.filter(action="source.action_fields").count() == 2
        with pytest.raises(Trouble, match="no such field"):
            actions.allow_fields(source_id=crm.source.pk, chosen=["Contact.Email"], known=ALLOWED)
    with pytest.raises(Refused):
        crm.field("NextStep", "A")


def test_many_in_a_day_and_much_money_take_a_second_member(crm: Quiet) -> None:
    assert crm.field("Amount", "119", before="100").needs == ""
    with inside(crm.cast.acme):
        CampaignAction.objects.update(state="done")
    assert crm.field("Amount", "121", before="100").needs == "percent"
    with inside(crm.cast.acme):
        CampaignAction.objects.update(state="done")
        actions.set_limits(per_day=5, most_percent=20, most_micros=1, records_alone=3)
    assert crm.task().needs == ""
    waits = crm.task()
    assert (waits.needs, waits.state) == ("many", "proposed")
    with inside(crm.cast.acme):
        with pytest.raises(Refused, match="Your role"):
            actions.approve_action(action_id=waits.pk, by=crm.cast.bob.pk)
        assert actions.approve_action(action_id=waits.pk, by=crm.cast.alice.pk).state == "approved"
    crm.task()
    with pytest.raises(Refused, match="may be"):
        crm.task()


def test_the_button_the_source_and_the_instructions_stop_records_too(crm: Quiet) -> None:
    with inside(crm.cast.acme):
        actions.stop_all(by=crm.cast.bob.pk)
    with pytest.raises(Stopped):
        crm.task()
    with inside(crm.cast.acme):
        actions.let_go_on(by=crm.cast.alice.pk)
        clauses = ["numbers", "people", "certificates", "files", "holds", "changes"]
        give_instructions(clauses=clauses, by=crm.cast.alice.pk)
    with pytest.raises(NotInstructed):
        crm.task()
    with inside(crm.cast.acme):
        give_instructions(clauses=[*clauses, "records"], by=crm.cast.alice.pk)
        actions.turn_off_actions(source_id=crm.source.pk)
    with pytest.raises(Refused, match="Nothing may be changed"):
        crm.task()


def test_a_restricted_or_erased_person_gets_no_task(crm: Quiet) -> None:
    assert crm.task(kind="Lead").state == "approved"
    with inside(crm.cast.acme):
        restrict_person(lead_subject(crm), person_id=uuid4())
    with pytest.raises(Trouble, match="no such record"):
        crm.task(kind="Lead")
    assert crm.task().state == "approved", "the deal is the business's"


def test_what_waits_about_a_person_is_not_sent_once_they_are_restricted(crm: Quiet) -> None:
    action = crm.task(kind="Lead")
    with inside(crm.cast.acme):
        restrict_person(lead_subject(crm), person_id=uuid4())
    assert crm.work() == ["done"]
    with inside(crm.cast.acme):
        action.refresh_from_db()
    assert (action.state, action.trouble_code) == ("failed", "no_record")


def test_the_log_names_no_record_of_a_restricted_person(crm: Quiet) -> None:
    action = crm.task(kind="Lead", subject="Call Jane", reason="Jane asked")
    deal = crm.task(subject="Another deal")
    bob, places = client_of(crm.cast.bob), ("actions/", f"actions/{action.pk}/")
    shown = [see(bob, place).content.decode() for place in places]
    assert all(crm.lead["Id"] in html and "Call Jane" in html for html in shown)
    with inside(crm.cast.acme):
        restrict_person(lead_subject(crm), person_id=uuid4())
    for html in (see(bob, place).content.decode() for place in places):
        assert "Somebody whose data is restricted" in html
        assert crm.lead["Id"] not in html
        assert "Jane" not in html
    for text in (crm.lead["Id"], "Jane asked"):
        found = see(bob, f"actions/?q={text}").content.decode()
        assert str(action.pk) not in found
    assert str(deal.pk) in see(bob, "actions/?q=").content.decode()


def test_a_suppressed_record_gets_no_task_even_while_it_is_stored(crm: Quiet) -> None:
    with inside(crm.cast.acme):
        Suppression.objects.create(source=crm.source, external_id=crm.lead["Id"])
    with pytest.raises(Trouble, match="no such record"):
        crm.task(kind="Lead")


def test_a_copy_shows_and_an_erasure_empties_what_was_written_about_a_person(crm: Quiet) -> None:
    action = crm.task(kind="Lead", subject="Call Jane", body="About the offer", reason="Jane asked")
    other = crm.task(subject="Another deal")
    with inside(crm.cast.acme):
        parts = {part.table: part.rows for part in personal_data.collect(lead_subject(crm))}
        (row,) = parts["integrations.campaignaction"]
        assert row["subject"] == "Call Jane"
        erased = {part.table: part for part in personal_data.erase(lead_subject(crm))}
        action.refresh_from_db()
        other.refresh_from_db()
    assert erased["integrations.campaignaction"].anonymised == 1
    assert (action.subject, action.body, action.reason, action.record_external_id) == ("",) * 4
    assert (action.state, action.trouble_code) == ("failed", "erased")
    assert other.subject == "Another deal"


def test_another_workspaces_record_is_not_there(crm: Quiet) -> None:
    asked = actions.TaskProposal(target=crm.target(), subject="Mine", key="k")
    with inside(crm.cast.rival), pytest.raises(Trouble) as trouble:
        actions.propose_task(asked=asked, by=actions.Asker(crm.cast.charlie.pk))
    assert trouble.value.code == "no_source"
    with inside(crm.cast.acme):
        assert not CampaignAction.objects.exists()
        Lead.objects.update(deleted_at=timezone.now())
    with pytest.raises(Trouble, match="no such record"):
        crm.task(kind="Lead")


def test_a_task_says_what_is_to_be_done(crm: Quiet) -> None:
    for subject in ("", "  ", "x" * 256):
        with pytest.raises(Trouble, match="subject"):
            crm.task(subject=subject)
    with pytest.raises(Trouble, match="priority"):
        crm.task(priority="Now!")
