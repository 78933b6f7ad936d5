"""One record of a person deleted, redacted or corrected in a connected Salesforce.

Statement 53 (delete, redact, ask, never; partial failure is visible) and 41 (a correction reaches
the source), over real HTTP.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.crypto import normalise
from accounts.errors import Trouble
from accounts.models import AuditEvent, Disclosure
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.actions import (
    UpstreamRecord,
    Written,
    choice_of,
    choose_on_erasure,
    correct_record,
    delete_record,
    find_people,
    look_for_people,
    redact_record,
)
from integrations.models import Source
from sandbox.control.client import Control
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.errands import ERRAND

# Names that would be found in any answer.
_PLAIN = ("None", "Null", "True")


class Desk:
    """Acme's desk before one person of its Salesforce: a lead who was called and met."""

    def __init__(self, source: Source, control: Control) -> None:
        self.source, self.control = source, control
        met = {row["WhoId"] for row in control.records("Event")}
        joined = {row["LeadId"] for row in control.records("CampaignMember")}
        rows = [row for row in control.records("Lead") if not row["IsConverted"]]
        self.lead: dict[str, Any] = next(
            row
            for row in rows
            if row["Id"] in met & joined and row["Email"] and row["LastName"] not in _PLAIN
        )
        self.subject = Subject(emails=(normalise(self.lead["Email"]),))

    def choose(self, choice: str) -> None:
        with inside(self.source.workspace_id):
            choose_on_erasure(source_id=self.source.pk, choice=choice)

    def found(self) -> tuple[UpstreamRecord, ...]:
        return find_people(
            workspace_id=self.source.workspace_id,
            source_id=self.source.pk,
            subject=self.subject,
            errand=ERRAND,
        )

    def write(
        self, verb: Callable[..., Written], kind: str, external_id: str, **more: Any
    ) -> Written:
        return verb(
            workspace_id=self.source.workspace_id,
            source_id=self.source.pk,
            kind=kind,
            external_id=external_id,
            errand=ERRAND,
            **more,
        )

    def delete(self, **more: Any) -> Written:
        given = {"subject": self.subject} | more
        return self.write(delete_record, "Lead", self.lead["Id"], **given)

    def correct(self, field: str, value: str, kind: str = "Lead", **more: Any) -> Written:
        key = more.pop("external_id", self.lead["Id"])
        return self.write(correct_record, kind, key, field=field, value=value, **more)

    def row(self, name: str, external_id: str) -> dict[str, Any]:
        rows = self.control.records(name, deleted=True)
        return next(row for row in rows if row["Id"] == external_id)

    def writes(self) -> list[str]:
        asked = self.control.requests()
        return [f"{one['method']} {one['path']}" for one in asked if "/sobjects/" in one["path"]]


@pytest.fixture
def desk(salesforce: Running, connected_source: Source) -> Desk:
    return Desk(connected_source, salesforce.control)


def test_all_of_a_person_is_deleted_in_the_order_in_which_it_was_found(desk: Desk) -> None:
    """53: the call, the meeting and the membership before the lead; then nothing is found."""
    desk.choose("delete")
    records = desk.found()
    assert [one.kind for one in records][-1] == "Lead"
    assert {one.kind for one in records} == {"CampaignMember", "Task", "Event", "Lead"}
    assert any(desk.lead["LastName"] in (one.fields.get("Subject") or "") for one in records)
    for one in records:
        told = desk.write(delete_record, one.kind, one.external_id, subject=desk.subject)
        assert told.is_done, told
        assert "15" in told.what
    assert desk.found() == ()
    assert desk.row("Lead", desk.lead["Id"])["IsDeleted"]
    again = desk.delete()
    assert again.is_done
    assert "no such record" in again.what


def test_a_redacted_person_is_still_counted_and_tells_nothing(desk: Desk) -> None:
    """53, 45: every text goes, in every record; choices, numbers and days stay."""
    desk.choose("redact")
    told = look_for_people(
        workspace_id=desk.source.workspace_id,
        source_id=desk.source.pk,
        subject=desk.subject,
        errand=ERRAND,
    )
    ids = {desk.source.pk: told.external_ids}
    subject = Subject(emails=desk.subject.emails, external_ids=ids)
    for one in told.records:
        written = desk.write(redact_record, one.kind, one.external_id, subject=subject)
        assert written.is_done, written
    row = desk.row("Lead", desk.lead["Id"])
    assert (row["LastName"], row["Company"], row["FirstName"]) == ("Redacted", "Redacted", None)
    assert row["Status"] == desk.lead["Status"]
    assert row["CreatedDate"] == desk.lead["CreatedDate"]
    shown = [desk.row(one.kind, one.external_id) for one in told.records]
    for secret in (desk.lead["Email"], desk.lead["LastName"], desk.lead["Phone"]):
        assert secret not in str(shown)
    desk.control.reset_counters()
    again = desk.write(redact_record, "Lead", desk.lead["Id"], subject=subject)
    assert again.is_done
    assert desk.writes() == []


def test_a_field_is_corrected_once_and_no_further(desk: Desk) -> None:
    """41: the source itself says the right thing; a repetition writes nothing."""
    told = desk.correct("LastName", "D'Arcy", subject=desk.subject)
    assert told.is_done
    assert desk.row("Lead", desk.lead["Id"])["LastName"] == "D'Arcy"
    assert "Arcy" not in f"{told}"
    desk.control.reset_counters()
    assert desk.correct("LastName", "D'Arcy", subject=desk.subject).is_done
    assert desk.writes() == []


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("Score_Band__c", "Lukewarm", "computed"),
        ("CreatedDate", "2020-01-01", "cannot be changed"),
        ("OwnerId", "005", "link"),
        ("LastName", "", "empty"),
        ("FirstName", "x" * 41, "longer"),
        ("Lead_Score__c", "many", "number"),
        ("Shoe_Size__c", "44", "sees no field"),
        ("Email", "nowhere", "INVALID_EMAIL_ADDRESS"),
    ],
)
def test_what_cannot_be_corrected_is_refused_with_the_reason(
    desk: Desk, field: str, value: str, reason: str
) -> None:
    """41: in words, without a value, and once and for all."""
    told = desk.correct(field, value)
    assert not told.is_done
    assert told.is_permanent
    assert reason in told.why_not
    assert not value or value not in told.why_not


def test_nothing_is_written_that_the_workspace_did_not_choose(desk: Desk) -> None:
    """53: "never" is never, "ask" waits for a member, "redact" does not delete by itself."""
    with inside(desk.source.workspace_id):
        assert choice_of(desk.source.pk) == "ask"
    desk.control.reset_counters()
    assert not desk.delete().is_done
    desk.choose("redact")
    assert not desk.delete().is_done
    desk.choose("never")
    assert not desk.delete(by_hand=True).is_done
    assert not desk.correct("LastName", "Never").is_done
    lead = ("Lead", desk.lead["Id"])
    assert not desk.write(redact_record, *lead, subject=desk.subject, by_hand=True).is_done
    assert not desk.control.counters()["requests"]
    with inside(desk.source.workspace_id):
        assert not Disclosure.objects.exists(), "35: whoever was not asked was told nothing"
    desk.choose("ask")
    assert desk.delete(by_hand=True).is_done
    with inside(desk.source.workspace_id), pytest.raises(Trouble):
        choose_on_erasure(source_id=desk.source.pk, choice="burn")


def test_a_record_that_became_somebody_elses_is_left_alone(desk: Desk) -> None:
    """44: what is done rests on what the record says now, not on what it said once."""
    desk.choose("delete")
    desk.control.update("Lead", desk.lead["Id"], {"Email": "successor@example.com"})
    known = {desk.source.pk: (desk.lead["Id"],)}
    told = desk.delete(subject=Subject(emails=desk.subject.emails, external_ids=known))
    assert not told.is_done
    assert told.is_permanent
    task = next(r for r in desk.control.records("Task") if r["WhoId"] == desk.lead["Id"])
    left = desk.write(delete_record, "Task", task["Id"], subject=desk.subject)
    assert not left.is_done
    assert not desk.row("Lead", desk.lead["Id"])["IsDeleted"]


def test_the_winner_of_a_merge_goes_with_another_address(desk: Desk) -> None:
    """46: a merge leads from the person to a record with another address, and it is theirs."""
    desk.choose("delete")
    winner = desk.control.insert(
        "Lead", {"LastName": "W", "Company": "C", "Email": "w@example.com"}
    )
    second = desk.control.insert(
        "Lead", {"LastName": "S", "Company": "C", "Email": "s@example.com"}
    )
    desk.control.merge("Lead", second, [desk.lead["Id"]])
    desk.control.merge("Lead", winner, [second])
    # An erasure knows the ids by then: they make it nobody else's.
    known = {desk.source.pk: (winner, second, desk.lead["Id"])}
    subject = Subject(emails=desk.subject.emails, external_ids=known)
    told = desk.write(delete_record, "Lead", winner, subject=subject)
    assert told.is_done, told


FAILURES: list[tuple[str, dict[str, Any], bool, str]] = [
    ("settings", {"missing_rights": {"Lead": ["deletable"]}}, True, "may not change Lead"),
    ("settings", {"locked_records": ["lead"]}, True, "locked"),
    ("settings", {"denied_objects": ["Lead"]}, True, "may not see Lead"),
    ("fault", {"kind": "row_locked"}, False, "UNABLE_TO_LOCK_ROW"),
    ("fault", {"kind": "request_limit"}, False, "no more requests"),
    ("fault", {"kind": "throttle"}, False, "no more requests"),
    ("fault", {"kind": "forbidden"}, True, "may not change Lead"),
    (
        "fault",
        {
            "kind": "status",
            "status": 400,
            "body": [{"errorCode": "DELETE_FAILED", "message": "Jane Doe owns a deal"}],
        },
        True,
        "DELETE_FAILED",
    ),
]


@pytest.mark.parametrize(("how", "given", "is_permanent", "words"), FAILURES)
def test_a_failure_says_in_words_whether_trying_again_can_help(
    desk: Desk, how: str, given: dict[str, Any], is_permanent: bool, words: str
) -> None:
    """53: partial failure is visible, nobody's name is in it, and it can be done later."""
    desk.choose("delete")
    if how == "fault":
        desk.control.fault(path="DELETE ", **given)
    else:
        named = {name: [desk.lead["Id"]] for name in given if name == "locked_records"}
        desk.control.settings(**given | named)
    told = desk.delete()
    assert (told.is_done, told.is_permanent) == (False, is_permanent)
    assert words in told.why_not
    assert "Jane" not in told.why_not
    desk.control.settings(missing_rights={}, locked_records=[], denied_objects=[])
    assert desk.delete().is_done


def test_a_server_that_stumbles_once_is_asked_again(desk: Desk) -> None:
    """53: the answer to a delete may be lost; the second finds it gone, and that is done."""
    desk.choose("delete")
    desk.control.fault("server_error", path="DELETE ")
    assert desk.delete().is_done
    assert desk.row("Lead", desk.lead["Id"])["IsDeleted"]


def test_a_converted_lead_cannot_be_redacted_and_can_be_deleted(desk: Desk) -> None:
    """53: what Salesforce lets nobody change is said, with the way that is left."""
    desk.choose("delete")
    desk.control.convert(desk.lead["Id"])
    lead = ("Lead", desk.lead["Id"])
    told = desk.write(redact_record, *lead, subject=desk.subject)
    assert (told.is_done, told.is_permanent) == (False, True)
    assert "converted" in told.why_not
    assert desk.delete().is_done


def test_whom_another_record_leads_to_is_emptied_before_that_record(desk: Desk) -> None:
    """53: the winner of a merge is changed while what leads there still tells whose it is."""
    desk.choose("redact")
    winner = desk.control.insert(
        "Lead", {"LastName": "W", "Company": "C", "Email": "w@example.com"}
    )
    other = desk.control.insert(
        "Lead", {"LastName": "O", "Company": "C", "Email": desk.lead["Email"]}
    )
    desk.control.merge("Lead", winner, [other])
    records = [one for one in desk.found() if one.kind == "Lead"]
    assert records[0].external_id == winner
    for one in records:
        told = desk.write(redact_record, "Lead", one.external_id, subject=desk.subject)
        assert told.is_done, told


def test_each_write_leaves_a_line_without_the_person(desk: Desk) -> None:
    """53: who, where, which kind, and whether; no address, no name, no id of the record."""
    desk.choose("delete")
    desk.correct("LastName", "Corrected", subject=desk.subject)
    desk.delete()
    with inside(desk.source.workspace_id):
        lines = AuditEvent.objects.filter(action__startswith="upstream.").order_by("seq")
        told = [(line.action, line.target, line.data) for line in lines]
    assert [action for action, _, _ in told] == ["upstream.correct", "upstream.delete"]
    for secret in (desk.lead["Id"], desk.lead["Email"], "Corrected"):
        assert secret not in str(told)


def test_nobody_writes_in_another_workspaces_source(desk: Desk, cast: Cast) -> None:
    """51: Rival knows the ids of Acme's source and record, and changes nothing."""
    desk.choose("delete")
    desk.control.reset_counters()
    given = {"source_id": desk.source.pk, "kind": "Lead", "external_id": desk.lead["Id"]}
    given["errand"] = ERRAND
    for verb in (delete_record, redact_record):
        with pytest.raises(Trouble) as trouble:
            verb(workspace_id=cast.rival.pk, subject=desk.subject, by_hand=True, **given)
        assert trouble.value.code == "no_source"
    with pytest.raises(Trouble):
        correct_record(workspace_id=cast.rival.pk, field="LastName", value="Mine", **given)
    with inside(cast.rival), pytest.raises(Trouble):
        choose_on_erasure(source_id=desk.source.pk, choice="never")
    assert not desk.control.counters()["requests"]
