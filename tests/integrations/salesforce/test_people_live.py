"""One person in a connected Salesforce as it stands now: found by address and id, merges followed.

Statement 53 (erase by integration) and 46 (a search by all identifiers); the traps of Salesforce.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from accounts.crypto import normalise
from accounts.errors import Trouble
from accounts.jobs import Later
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.actions import UpstreamRecord, choice_of, find_people, look_for_people
from integrations.models import MergedRecord, Source
from sandbox.control.client import Control
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.errands import ERRAND


@pytest.fixture
def control(salesforce: Running, connected_source: Source) -> Control:
    return salesforce.control


def leads(control: Control, count: int) -> list[dict[str, Any]]:
    """Leads that are nobody else's, with an address each of their own."""
    seen: set[str] = set()
    found = []
    for row in control.records("Lead"):
        if row["Email"] and not row["IsConverted"] and row["Email"].lower() not in seen:
            found.append(row)
        seen.add((row["Email"] or "").lower())
    return found[:count]


def person(*emails: str, source: Source | None = None, ids: Iterable[str] = ()) -> Subject:
    known = {source.pk: tuple(ids)} if source else {}
    return Subject(emails=tuple(normalise(one) for one in emails), external_ids=known)


def found(source: Source, subject: Subject) -> dict[str, UpstreamRecord]:
    """{id: record}; each record once."""
    told = find_people(
        workspace_id=source.workspace_id, source_id=source.pk, subject=subject, errand=ERRAND
    )
    assert len({one.external_id for one in told}) == len(told)
    return {one.external_id: one for one in told}


def people(source: Source, subject: Subject) -> dict[str, str]:
    told = found(source, subject).values()
    return {one.external_id: one.reached_by for one in told if one.kind in ("Contact", "Lead")}


def test_an_address_is_found_in_any_case_with_what_belongs_to_it(
    connected_source: Source, control: Control
) -> None:
    """53: the record with all its fields, what hangs on it before it, and where to see it."""
    members = {row["LeadId"] for row in control.records("CampaignMember")}
    lead = next(row for row in leads(control, 99) if row["Id"] in members)
    control.update("Lead", lead["Id"], {"Email": lead["Email"].upper()})
    told = found(connected_source, person(lead["Email"]))
    record = told[lead["Id"]]
    assert (record.kind, record.reached_by) == ("Lead", "email")
    assert record.fields["LastName"] == lead["LastName"]
    assert record.fields["Company"] == lead["Company"]
    assert record.link.startswith("https://")
    assert record.link.endswith(lead["Id"])
    rows = control.records("CampaignMember")
    assert {row["Id"] for row in rows if row["LeadId"] == lead["Id"]} <= set(told)
    assert list(told)[-1] == lead["Id"]
    assert lead["Email"].lower() not in repr(record).lower()


@pytest.mark.parametrize(
    "email",
    ["o'brien@example.ie", "a\\b@example.ie", "x' OR Id != '@example.ie", "%@example.ie"],
)
def test_an_address_is_a_value_and_never_a_part_of_the_question(
    connected_source: Source, control: Control, email: str
) -> None:
    """53: quotes, backslashes and wildcards find whose address it is, and nobody else."""
    assert people(connected_source, person(email)) == {}
    made = control.insert("Contact", {"LastName": "Brien", "Email": email})
    assert people(connected_source, person(email)) == {made: "email"}


def test_merged_and_converted_records_are_followed_both_ways(
    connected_source: Source, control: Control
) -> None:
    """46: the same person under other ids, from whichever end the search begins."""
    one, two, three = leads(control, 3)
    control.merge("Lead", two["Id"], [one["Id"]])
    made = control.convert(two["Id"])
    contact = control.insert("Contact", {"LastName": "Winner", "Email": three["Email"]})
    control.update("Lead", three["Id"], {"Email": "elsewhere@example.com"})
    control.merge("Contact", contact, [made["contact"]])
    from_loser = people(connected_source, person(source=connected_source, ids=[one["Id"]]))
    assert from_loser == {two["Id"]: "merged", contact: "merged"}
    from_winner = people(connected_source, person(three["Email"]))
    assert set(from_winner) == {contact, two["Id"]}
    assert from_winner[contact] == "email"
    from_lead = people(connected_source, person(two["Email"]))
    assert from_lead == {two["Id"]: "email", contact: "merged"}


def test_what_the_source_forgot_of_a_merge_our_own_map_knows(
    connected_source: Source, control: Control, cast: Cast
) -> None:
    """46: a merge whose loser has left the bin is followed by MergedRecord."""
    one, two = leads(control, 2)
    control.merge("Lead", two["Id"], [one["Id"]])
    control.hard_delete("Lead", one["Id"], logged=False)
    subject = person(source=connected_source, ids=[one["Id"]])
    assert people(connected_source, subject) == {}
    with inside(cast.acme):
        MergedRecord.objects.create(
            workspace=cast.acme,
            source=connected_source,
            kind="Lead",
            external_id=one["Id"],
            winner_external_id=two["Id"],
            last_external_id=two["Id"],
        )
    assert people(connected_source, subject) == {two["Id"]: "stored"}


def test_what_lies_in_the_bin_is_not_found_any_more(
    connected_source: Source, control: Control
) -> None:
    """46: a deleted record is followed for its merges, and is itself no live record."""
    (lead,) = leads(control, 1)
    control.delete("Lead", lead["Id"])
    told = look_for_people(
        workspace_id=connected_source.workspace_id,
        source_id=connected_source.pk,
        subject=person(lead["Email"]),
        errand=ERRAND,
    )
    assert told.records == ()
    assert lead["Id"] in told.external_ids


def test_where_this_user_may_not_look_is_said(connected_source: Source, control: Control) -> None:
    """46: nobody may conclude that nothing is left where nobody could look."""
    (lead,) = leads(control, 1)
    control.settings(denied_objects=["CampaignMember"], hidden_fields={"Contact": ["Email"]})
    told = look_for_people(
        workspace_id=connected_source.workspace_id,
        source_id=connected_source.pk,
        subject=person(lead["Email"]),
        errand=ERRAND,
    )
    assert {"CampaignMember", "Contact.Email"} <= set(told.unseen)
    assert [one.external_id for one in told.records][-1] == lead["Id"]


def test_a_source_of_another_workspace_is_not_there(
    connected_source: Source, control: Control, cast: Cast
) -> None:
    """51: Rival cannot ask Acme's source, nor Acme by Rival's name; nothing leaves the house."""
    (lead,) = leads(control, 1)
    control.reset_counters()
    with pytest.raises(Trouble) as trouble:
        find_people(
            workspace_id=cast.rival.pk,
            source_id=connected_source.pk,
            subject=person(lead["Email"]),
            errand=ERRAND,
        )
    assert trouble.value.code == "no_source"
    assert not control.counters()["requests"]
    with inside(cast.rival), pytest.raises(Trouble):
        choice_of(connected_source.pk)


def test_the_vendors_failures_are_troubles_in_words(
    connected_source: Source, control: Control
) -> None:
    """53: a passing failure is repeated, a lasting one told apart, a used-up budget waits."""
    (lead,) = leads(control, 1)
    control.fault("server_error", path="queryAll")
    assert lead["Id"] in found(connected_source, person(lead["Email"]))
    control.fault("request_limit", path="queryAll")
    with pytest.raises(Later):
        found(connected_source, person(lead["Email"]))
    control.revoke_grants()
    with pytest.raises(Trouble) as trouble:
        found(connected_source, person(lead["Email"]))
    assert trouble.value.permanent


def test_a_refusal_repeats_neither_the_question_nor_the_answer(
    connected_source: Source, control: Control
) -> None:
    """45: what Salesforce says of a query may hold the address, and is kept nowhere."""
    (lead,) = leads(control, 1)
    body = [{"errorCode": "MALFORMED_QUERY", "message": f"Email IN ('{lead['Email']}')"}]
    control.fault("status", path="queryAll", status=400, body=body)
    with pytest.raises(Trouble) as trouble:
        found(connected_source, person(lead["Email"]))
    assert trouble.value.permanent
    assert "MALFORMED_QUERY" in str(trouble.value)
    assert lead["Email"] not in str(trouble.value)
    control.fault("expired_session", path="queryAll", times=-1)
    with pytest.raises(Trouble) as ended:
        found(connected_source, person(lead["Email"]))
    assert ended.value.code == "connect_again"
