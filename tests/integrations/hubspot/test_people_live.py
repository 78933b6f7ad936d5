"""One person in a connected HubSpot as it stands now, with what was done with them.

Statement 53: found by every identifier; deleted and corrected where that was chosen and granted.
"""

from __future__ import annotations

import pytest

from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.actions import (
    FoundPeople,
    Written,
    choices_for,
    choose_on_erasure,
    correct_record,
    delete_record,
    lacks_right,
    look_for_people,
)
from integrations.models import Credential, Source
from sandbox.control.client import Control, ControlError
from tests.cast import Cast
from tests.integrations.connecting import connect
from tests.integrations.errands import ERRAND
from tests.integrations.hubspot.truth import records

WRITING = "crm.objects.contacts.write"


def look(source: Source, *emails: str, ids: tuple[str, ...] = ()) -> FoundPeople:
    return look_for_people(
        workspace_id=source.workspace_id,
        source_id=source.pk,
        subject=Subject(emails=emails, external_ids={source.pk: ids}),
        errand=ERRAND,
    )


def met(hub: Control) -> str:
    """The number of a contact who was called and met."""
    called = {str(contact) for _, contact in hub.post("/hubspot/links/tasks/contacts")}
    seen = {str(contact) for _, contact in hub.post("/hubspot/links/meetings/contacts")}
    return min(called & seen)


def allowed(source: Source, cast: Cast) -> None:
    """The workspace chose to delete there, and HubSpot was asked for the right to."""
    with inside(cast.acme):
        choose_on_erasure(source_id=source.pk, choice="delete")
    connect(cast.acme, cast.alice, "hubspot", source)


def delete(
    source: Source, kind: str, key: str, *, subject: Subject | None = None, by_hand: bool = False
) -> Written:
    return delete_record(
        workspace_id=source.workspace_id,
        source_id=source.pk,
        kind=kind,
        external_id=key,
        subject=subject or Subject(external_ids={source.pk: (key,)}),
        errand=ERRAND,
        by_hand=by_hand,
    )


def correct(source: Source, key: str, field: str, value: str, subject: Subject) -> Written:
    return correct_record(
        workspace_id=source.workspace_id,
        source_id=source.pk,
        kind="Contact",
        external_id=key,
        field=field,
        value=value,
        errand=ERRAND,
        subject=subject,
    )


def test_a_contact_is_found_with_what_was_done(source: Source, hub: Control) -> None:
    """53: by the address; the call and the meeting before the contact, each with its link."""
    key = met(hub)
    told = records(hub, "contacts")[key]["properties"]
    found = look(source, told["email"])
    assert found.unseen == ()
    assert [one.kind for one in found.records] == ["Task", "Event", "Contact"]
    contact = found.records[-1]
    assert (contact.external_id, contact.reached_by) == (key, "email")
    assert contact.fields["lastname"] == told["lastname"]
    assert contact.link.endswith(f"/record/0-1/{key}")
    assert told["lastname"] in (found.records[0].fields["hs_task_subject"] or "")
    assert look(source, "nobody@example.com").records == ()


def test_a_further_address_and_a_merged_number_lead_to_the_contact(
    source: Source, hub: Control
) -> None:
    """46: whoever was merged away is found under the number and the address of the winner."""
    one, other = list(records(hub, "contacts"))[:2]
    more = {"email": "o'brien@example.ie"}
    change = {"op": "update", "object": "contacts", "id": other, "properties": more}
    merge = {"op": "merge", "object": "contacts", "winner": one, "loser": other}
    winner = hub.post("/hubspot/changes", [change, merge])[1]["id"]
    by_address = look(source, "o'brien@example.ie")
    assert by_address.records[-1].external_id == winner
    assert {one, other} <= set(by_address.external_ids)
    by_number = look(source, ids=(other,)).records[-1]
    assert (by_number.external_id, by_number.reached_by) == (winner, "merged")
    hub.post("/hubspot/changes", [{"op": "archive", "object": "contacts", "id": winner}])
    assert look(source, "o'brien@example.ie", ids=(winner,)).records == ()


def test_what_the_grant_does_not_open_is_said(source: Source, hub: Control) -> None:
    """46: nobody may conclude that nothing is left where nobody could look."""
    key = met(hub)
    hub.post("/hubspot/faults", {"kind": "missing_scopes", "path": "associations/contacts/tasks"})
    found = look(source, ids=(key,))
    assert found.unseen == ("Task",)
    assert {one.kind for one in found.records} == {"Event", "Contact"}


def test_a_grant_that_only_reads_writes_nothing(source: Source, hub: Control, cast: Cast) -> None:
    """53: what was chosen and not granted is refused in words, and HubSpot is not even asked."""
    assert choices_for("hubspot") == ("delete", "ask", "never")
    with inside(cast.acme), pytest.raises(Exception, match="no such choice"):
        choose_on_erasure(source_id=source.pk, choice="redact")
    hub.reset_counters()
    told = delete(source, "Contact", met(hub), by_hand=True)
    assert (told.is_done, told.is_permanent) == (False, True)
    assert "connect it again" in told.why_not
    assert not hub.counters()["requests"]


def test_the_right_to_write_is_asked_for_only_where_deleting_was_chosen(
    source: Source, hub: Control, cast: Cast
) -> None:
    """53: the extra scope comes with the choice and the next consent, and goes with it, too."""
    with inside(cast.acme):
        assert not lacks_right(source)
        assert WRITING not in Credential.objects.get().scope
        choose_on_erasure(source_id=source.pk, choice="delete")
        source.refresh_from_db()
        assert lacks_right(source)
    connect(cast.acme, cast.alice, "hubspot", source)
    with inside(cast.acme):
        assert not lacks_right(source)
        choose_on_erasure(source_id=source.pk, choice="ask")
    connect(cast.acme, cast.alice, "hubspot", source)
    with inside(cast.acme):
        assert WRITING not in Credential.objects.get().scope


def test_a_contact_is_erased_for_good_and_what_was_done_before(
    source: Source, hub: Control, cast: Cast
) -> None:
    """53, 41: corrected by one property, then the deeds go to the bin and the contact for good."""
    allowed(source, cast)
    key = met(hub)
    email = records(hub, "contacts")[key]["properties"]["email"]
    subject = Subject(emails=(email,))
    assert correct(source, key, "lastname", "D'Arcy", subject).is_done
    assert records(hub, "contacts")[key]["properties"]["lastname"] == "D'Arcy"
    for name, value, why in (
        ("createdate", "2020-01-01", "alone"),
        ("shoe_size", "44", "no property"),
        ("lifecyclestage", "lukewarm", "no such choice"),
    ):
        told = correct(source, key, name, value, subject)
        assert (told.is_done, told.is_permanent) == (False, True)
        assert why in told.why_not
    found = look(source, email).records
    for one in found:
        told = delete(source, one.kind, one.external_id, subject=subject)
        assert told.is_done, told
    assert look(source, email).records == ()
    assert key not in records(hub, "contacts")
    with pytest.raises(ControlError):
        hub.post("/hubspot/changes", [{"op": "restore", "object": "contacts", "id": key}])
    again = delete(source, "Contact", key, subject=subject)
    assert again.is_done, "one that is gone counts as done"


@pytest.mark.parametrize(
    ("kind", "is_permanent", "words"),
    [("missing_scopes", True, "does not let"), ("daily", False, "no more requests")],
)
def test_what_hubspot_refuses_is_said_without_its_words(
    source: Source, hub: Control, cast: Cast, kind: str, is_permanent: bool, words: str
) -> None:
    """53: partial failure is visible, and says whether trying again can help."""
    allowed(source, cast)
    key = met(hub)
    subject = Subject(emails=(records(hub, "contacts")[key]["properties"]["email"],))
    hub.post("/hubspot/faults", {"kind": kind, "path": "gdpr-delete"})
    told = delete(source, "Contact", key, subject=subject)
    assert (told.is_done, told.is_permanent) == (False, is_permanent)
    assert words in told.why_not
    assert delete(source, "Contact", key, subject=subject).is_done


def test_what_was_done_with_others_as_well_is_not_deleted(
    source: Source, hub: Control, cast: Cast
) -> None:
    """15(4): a call with two people is the other one's, too; a member does it there."""
    allowed(source, cast)
    key = met(hub)
    subject = Subject(emails=(records(hub, "contacts")[key]["properties"]["email"],))
    task = look(source, *subject.emails).records[0]
    other = max(records(hub, "contacts"), key=int)
    shared = {"op": "associate", "object": "tasks", "id": task.external_id, "other": "contacts"}
    hub.post("/hubspot/changes", [{**shared, "to": [other]}])
    told = delete(source, "Task", task.external_id, subject=subject)
    assert (told.is_done, told.is_permanent) == (False, True)
    assert "other people" in told.why_not


def test_somebody_elses_contact_is_left_alone(source: Source, hub: Control, cast: Cast) -> None:
    """44: the number is the person's only while the address says so."""
    allowed(source, cast)
    key = met(hub)
    told = delete(source, "Contact", key, subject=Subject(emails=("nobody@example.com",)))
    assert not told.is_done
    assert key in records(hub, "contacts")
