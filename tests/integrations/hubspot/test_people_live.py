"""One person in a connected HubSpot as it stands now, with what was done with them.

Statement 53: found by every identifier, and nothing is changed with a grant that only reads.
"""

from __future__ import annotations

import pytest

from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.actions import (
    FoundPeople,
    choices_for,
    choose_on_erasure,
    delete_record,
    look_for_people,
)
from integrations.models import Source
from sandbox.control.client import Control
from tests.cast import Cast
from tests.integrations.errands import ERRAND
from tests.integrations.hubspot.truth import records


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
    """53: deleting cannot be chosen, is refused in words, and HubSpot is not even asked."""
    assert choices_for("hubspot") == ("ask", "never")
    with inside(cast.acme), pytest.raises(Exception, match="no such choice"):
        choose_on_erasure(source_id=source.pk, choice="delete")
    key = met(hub)
    hub.reset_counters()
    told = delete_record(
        workspace_id=cast.acme.pk,
        source_id=source.pk,
        kind="Contact",
        external_id=key,
        subject=Subject(external_ids={source.pk: (key,)}),
        errand=ERRAND,
        by_hand=True,
    )
    assert (told.is_done, told.is_permanent) == (False, True)
    assert "only read HubSpot" in told.why_not
    assert not hub.counters()["requests"]
