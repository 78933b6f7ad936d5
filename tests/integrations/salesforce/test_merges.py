"""Whoever was merged is followed for ever: chains, purged bins, erasures before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.crypto import normalise
from accounts.jobs import enqueue
from accounts.subjects import Subject
from accounts.tenancy import inside
from analytics.rollups import find_differences, rebuild
from integrations import personal_data
from integrations.models import (
    CampaignMember,
    Contact,
    Lead,
    MergedRecord,
    Opportunity,
    OpportunityChange,
    Source,
    StreamState,
    Suppression,
)
from sandbox.control.client import Control
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences
from tests.integrations.working import work_off


@pytest.fixture
def control(salesforce: Running, synced: Source) -> Control:
    """Acme's source has been read once."""
    return salesforce.control


@pytest.fixture
def again(cast: Cast, control: Control, synced: Source) -> Callable[..., None]:
    """A later sync or count, and whatever follows from it."""
    hours = iter(range(1, 99))

    def work(task: str = "sync_source") -> None:
        control.settings(clock_offset=3600.0 * next(hours))
        with inside(cast.acme):
            key = str(synced.pk)
            name = f"integrations.tasks.sync.{task}"
            enqueue(name, synced.pk, dedupe_key=key)
        assert work_off(cast.acme.pk, task=task)[-1] == "done"
        work_off(cast.acme.pk, task="erase_suppressed")

    return work


def unconverted(control: Control, count: int) -> list[dict[str, Any]]:
    return [row for row in control.records("Lead") if not row["IsConverted"] and row["Email"]][
        :count
    ]


def ends(kind: str) -> dict[str, str]:
    rows = MergedRecord.objects.filter(kind=kind)
    return dict(rows.values_list("external_id", "last_external_id"))


def test_a_chain_of_merges_outlives_the_bin(
    cast: Cast, control: Control, synced: Source, again: Callable[..., None]
) -> None:
    """Statement 54: merges reach us with the next sync, and stay known."""
    chains = {}
    for name, kind in (("Lead", "Lead"), ("Account", "Company"), ("Contact", "Contact")):
        rows = unconverted(control, 3) if name == "Lead" else control.records(name)
        chains[kind] = [row["Id"] for row in rows][:3]
        one, two, _three = chains[kind]
        control.merge(name, two, [one])
    again()
    for name, kind in (("Lead", "Lead"), ("Account", "Company"), ("Contact", "Contact")):
        _one, two, three = chains[kind]
        control.merge(name, three, [two])
    again()
    wanted = {kind: {chain[0]: chain[2], chain[1]: chain[2]} for kind, chain in chains.items()}
    with inside(cast.acme):
        assert {kind: ends(kind) for kind in chains} == wanted
        assert find_differences() == []
        assert differences(synced, control) == {}
    for name, kind in (("Lead", "Lead"), ("Account", "Company"), ("Contact", "Contact")):
        for loser in chains[kind][:2]:
            change = {"op": "hard_delete", "object": name, "id": loser, "logged": False}
            control.apply(change)
    again("take_census")
    with inside(cast.acme):
        assert {kind: ends(kind) for kind in chains} == wanted
        assert find_differences() == []
    with inside(cast.rival):
        assert not MergedRecord.objects.exists()


def test_merges_that_no_page_told_of_are_met_by_a_count(
    cast: Cast, control: Control, synced: Source, again: Callable[..., None]
) -> None:
    """As of a source that was read before merges were followed."""
    first, second, third, fourth, zeroth = (row["Id"] for row in unconverted(control, 5))
    accounts = [row["Id"] for row in control.records("Account")][:2]
    control.merge("Lead", second, [first])
    control.merge("Account", accounts[1], [accounts[0]])
    control.merge("Lead", third, [zeroth])
    again()
    control.merge("Lead", fourth, [third])
    again()
    with inside(cast.acme):
        MergedRecord.objects.all().delete()
        rebuild(synced.pk)
        Suppression.objects.create(source=synced, external_id=fourth)
    again("take_census")
    with inside(cast.acme):
        # Of whoever was erased nothing is kept, nor of who was merged with them, however far back.
        assert ends("Lead") == {first: second}
        erased = {zeroth, third, fourth}
        assert set(Suppression.objects.values_list("external_id", flat=True)) == erased
        assert not Lead.objects.filter(external_id__in=erased).exists()
        assert find_differences() == []
        assert ends("Company") == {accounts[0]: accounts[1]}


def test_an_erasure_reaches_all_that_was_merged(
    cast: Cast, control: Control, again: Callable[..., None]
) -> None:
    first, second, third = unconverted(control, 3)
    control.merge("Lead", second["Id"], [first["Id"]])
    again()
    control.merge("Lead", third["Id"], [second["Id"]])
    again()
    ids = [row["Id"] for row in (first, second, third)]
    with inside(cast.acme):
        told = personal_data.collect(Subject(emails=(normalise(third["Email"]),)))
        assert "integrations.mergedrecord" in {part.table for part in told}
        personal_data.erase(Subject(emails=(normalise(third["Email"]),)))
        assert not Lead.objects.filter(external_id__in=ids).exists()
        assert not MergedRecord.objects.exists()
        kept_out = Suppression.objects.filter(external_id__in=ids)
        assert set(kept_out.values_list("external_id", flat=True)) == set(ids)
        assert find_differences() == []
    control.update("Lead", third["Id"], {"LeadSource": "Web"})
    again()
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id__in=ids).exists()
        assert not MergedRecord.objects.exists()


def test_who_is_merged_with_an_erased_person_is_that_person(
    cast: Cast, control: Control, again: Callable[..., None]
) -> None:
    touched = {row["LeadId"] for row in control.records("CampaignMember")}
    erased, other = unconverted(control, 2)
    if other["Id"] not in touched:
        other = next(row for row in unconverted(control, 999) if row["Id"] in touched)
    with inside(cast.acme):
        personal_data.erase(Subject(emails=(normalise(erased["Email"]),)))
        assert Lead.objects.filter(external_id=other["Id"]).exists()
    control.merge("Lead", other["Id"], [erased["Id"]])
    again()
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id__in=[erased["Id"], other["Id"]]).exists()
        assert not CampaignMember.objects.filter(lead_external_id=other["Id"]).exists()
        assert Suppression.objects.filter(external_id=other["Id"]).exists()
        assert not MergedRecord.objects.exists()


def test_who_takes_an_erased_persons_address_is_forgotten_too(
    cast: Cast, control: Control, again: Callable[..., None]
) -> None:
    erased, other = unconverted(control, 2)
    with inside(cast.acme):
        personal_data.erase(Subject(emails=(normalise(erased["Email"]),)))
    control.update("Lead", other["Id"], {"Email": erased["Email"]})
    again()
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id=other["Id"]).exists()


def test_a_converted_and_merged_person_is_one(
    cast: Cast, control: Control, again: Callable[..., None]
) -> None:
    (lead,) = unconverted(control, 1)
    made = control.convert(lead["Id"])
    winner = next(
        row for row in control.records("Contact") if row["Email"] not in ("", lead["Email"])
    )
    control.merge("Contact", winner["Id"], [made["contact"]])
    again()
    with inside(cast.acme):
        assert ends("Contact") == {made["contact"]: winner["Id"]}
        personal_data.erase(Subject(emails=(normalise(winner["Email"]),)))
        assert not Lead.objects.filter(external_id=lead["Id"]).exists()
        ids = [made["contact"], winner["Id"]]
        assert not Contact.objects.filter(external_id__in=ids).exists()
        assert not Opportunity.objects.filter(contact_external_id__in=ids).exists()


def test_an_undeleted_opportunity_has_its_history_again(
    cast: Cast, control: Control, synced: Source, again: Callable[..., None]
) -> None:
    """Statement 54: what is taken out of the bin comes back with the next sync."""
    deal = control.records("OpportunityHistory")[0]["OpportunityId"]
    rows = {"opportunity_external_id": deal}
    with inside(cast.acme):
        before = OpportunityChange.objects.filter(**rows, deleted_at=None).count()
        assert before
    control.delete("Opportunity", deal)
    again()
    with inside(cast.acme):
        assert not OpportunityChange.objects.filter(**rows, deleted_at=None).exists()
    control.undelete("Opportunity", deal)
    again()
    with inside(cast.acme):
        assert OpportunityChange.objects.filter(**rows, deleted_at=None).count() == before
        assert differences(synced, control) == {}
        assert find_differences() == []


@pytest.mark.torture
@pytest.mark.parametrize("is_known", [False, True])
def test_an_opportunity_that_was_in_the_bin_for_one_sync_keeps_its_history(
    cast: Cast, salesforce: Running, connected_source: Source, is_known: bool
) -> None:
    """Its own stamp is too young for that sync, the rows of its history, which have old ones, not.

    What was known before is read as a whole again, as after a change of fields.
    """

    def sync() -> None:
        with inside(cast.acme):
            enqueue("integrations.tasks.sync.sync_source", connected_source.pk)
        assert work_off(cast.acme.pk)[-1] == "done"

    control = salesforce.control
    deal = control.records("OpportunityHistory")[0]["OpportunityId"]
    rows = {"opportunity_external_id": deal, "deleted_at": None}
    if is_known:
        sync()
        with inside(cast.acme):
            StreamState.objects.update(cursor=None)
    control.delete("Opportunity", deal)
    sync()
    with inside(cast.acme):
        assert OpportunityChange.objects.filter(**rows).exists() is is_known
    control.undelete("Opportunity", deal)
    control.settings(clock_offset=3600.0)
    sync()
    with inside(cast.acme):
        assert OpportunityChange.objects.filter(**rows).exists()
        assert differences(connected_source, control) == {}
        assert find_differences() == []
