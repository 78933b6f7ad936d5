"""People past their retention are deleted, found by no query, and brought back by no sync."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.subjects import Subject
from accounts.tenancy import inside
from integrations.models import (
    CampaignMember,
    Contact,
    Lead,
    LeadStatusChange,
    Opportunity,
    OpportunityContact,
    PersonField,
    Source,
)
from integrations.selectors import leads_counted, people_past
from integrations.selectors.retention import past_records
from privacy.models import RetentionRun
from privacy.retention.catalogue import KINDS, days_of
from privacy.retention.holds import holds_on, lift_hold, make_hold
from privacy.retention.rules import preview_rule, set_rule
from privacy.retention.running import chain
from tests.budget import at_length
from tests.cast import Cast
from tests.privacy.retention.conftest import run_night

ReadAll = Callable[[Source], None]


def some_months(kind: str) -> int:
    """A period of the rule by which some of the sandbox's people are past it and some are not."""
    model = Lead if kind == "leads" else Contact
    every = model.objects.count()
    for months in KINDS[kind].choices:
        if 0 < preview_rule(kind=kind, months=months).records < every:
            return months
    # The sandbox's people are young: make a third of them as old as it takes.
    old = timezone.now() - timedelta(days=days_of(12) + 1)
    ids = list(model.objects.order_by("external_id").values_list("external_id", flat=True))
    model.objects.filter(external_id__in=ids[::3]).update(stamp=old)
    return 12


def left_of(ids: list[str]) -> dict[str, int]:
    """Rows that name one of these leads."""
    return {
        "leads": Lead.objects.filter(external_id__in=ids).count(),
        "members": CampaignMember.objects.filter(lead_external_id__in=ids).count(),
        "steps": LeadStatusChange.objects.filter(lead_external_id__in=ids).count(),
        "fields": PersonField.objects.filter(external_id__in=ids).count(),
    }


def past_ids(months: int) -> list[str]:
    before = timezone.now() - timedelta(days=days_of(months))
    rows = past_records(Lead, "leads", before).order_by("external_id")
    return list(rows.values_list("external_id", flat=True))


def test_leads_past_their_time_go_and_no_sync_brings_them_back(
    cast: Cast, synced: Source, read_all: ReadAll
) -> None:
    """Statement 58: deleted on time, found by no query, with counts and a digest as evidence."""
    with inside(cast.acme):
        months = some_months("leads")
        ids, before = past_ids(months), leads_counted()
        looked = preview_rule(kind="leads", months=months)
        assert looked.records == len(ids)
        assert looked.oldest is not None
        others = set(
            Lead.objects.exclude(external_id__in=ids).values_list("external_id", flat=True)
        )
        set_rule(kind="leads", months=months)
    run_night(cast.acme.pk)
    with inside(cast.acme):
        assert not any(left_of(ids).values())
        assert leads_counted() == before - looked.leads_gone == looked.leads_left
        run = RetentionRun.objects.get(kind="leads")
        assert (run.records, run.held, run.months) == (len(ids), 0, months)
        assert run.rows["integrations.lead"] == len(ids)
        names = [(synced.pk, one) for one in sorted(ids)]
        digest = ""
        for start in range(0, len(names), 1000):
            digest = chain(digest, names[start : start + 1000])
        assert run.digest == digest, "whoever has the ids can show that they were deleted"
        line = AuditEvent.objects.get(action="retention.run")
        assert not any(one in str(line.data) for one in ids)
    read_all(synced)
    with inside(cast.acme):
        assert not any(left_of(ids).values()), "a sync that reads all brings none of them back"
        assert set(Lead.objects.values_list("external_id", flat=True)) == others
    run_night(cast.acme.pk)
    with inside(cast.acme):
        assert RetentionRun.objects.filter(kind="leads").count() == 1, "nothing was left to delete"


@pytest.mark.torture
def test_without_the_rule_they_come_back_from_the_source(
    cast: Cast, synced: Source, read_all: ReadAll
) -> None:
    """Statement 58: it is the rule that keeps them out, and not something left behind of them."""
    with inside(cast.acme):
        months = some_months("leads")
        ids = past_ids(months)
        set_rule(kind="leads", months=months)
    run_night(cast.acme.pk)
    with inside(cast.acme):
        set_rule(kind="leads", months=None)
    read_all(synced)
    with inside(cast.acme):
        assert Lead.objects.filter(external_id__in=ids).count() == len(ids)


def test_who_did_something_since_stays(cast: Cast, synced: Source) -> None:
    """Statement 58: a part in a campaign counts like a change of the lead's own record."""
    with inside(cast.acme):
        lead = CampaignMember.objects.exclude(lead_external_id="").first().lead_external_id  # type: ignore[union-attr]
        old = timezone.now() - timedelta(days=days_of(12) + 1)
        Lead.objects.filter(external_id=lead).update(stamp=old)
        members = CampaignMember.objects.filter(lead_external_id=lead)
        members.update(stamp=timezone.now())
        set_rule(kind="leads", months=12)
    run_night(cast.acme.pk)
    with inside(cast.acme):
        assert Lead.objects.filter(external_id=lead).exists()
        members.update(stamp=old)
        count = members.count()
    run_night(cast.acme.pk)
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id=lead).exists()
        assert count
        assert not members.exists()


def test_contacts_leave_their_deals_behind(cast: Cast, synced: Source, read_all: ReadAll) -> None:
    """Statement 58: a deal is no person, and stays without the one who is past their time."""
    with inside(cast.acme):
        named = list(
            OpportunityContact.objects.values_list("contact_external_id", flat=True).distinct()[:5]
        )
        old = timezone.now() - timedelta(days=days_of(12) + 1)
        named_by: list[tuple[Any, str]] = [
            (Contact, "external_id"),
            (OpportunityContact, "contact_external_id"),
            (CampaignMember, "contact_external_id"),
        ]
        for model, column in named_by:
            model.objects.filter(**{f"{column}__in": named}).update(stamp=old)
        deals = Opportunity.objects.count()
        set_rule(kind="contacts", months=12)
    run_night(cast.acme.pk)
    with inside(cast.acme):
        assert Opportunity.objects.count() == deals
        assert not Contact.objects.filter(external_id__in=named).exists()
        naming: list[Any] = [Opportunity, OpportunityContact, CampaignMember]
        for model in naming:
            assert not model.objects.filter(contact_external_id__in=named).exists(), model


def test_people_deleted_at_the_source_go_after_three_months_without_any_rule(
    cast: Cast, synced: Source
) -> None:
    """Statement 58: the platform's default, for everybody who set nothing."""
    with inside(cast.acme):
        ids = list(Lead.objects.order_by("external_id").values_list("external_id", flat=True)[:3])
        young, old = timezone.now() - timedelta(days=91), timezone.now() - timedelta(days=93)
        Lead.objects.filter(external_id__in=ids[:2]).update(deleted_at=old)
        Lead.objects.filter(external_id=ids[2]).update(deleted_at=young)
        assert people_past("deleted", timezone.now() - timedelta(days=days_of(3))).rows == 2
    run_night(cast.acme.pk)
    with inside(cast.acme):
        assert list(
            Lead.objects.filter(external_id__in=ids).values_list("external_id", flat=True)
        ) == [ids[2]]
        assert RetentionRun.objects.get().kind == "deleted"


@pytest.mark.parametrize("by", ["address", *at_length("id", "rule")])
def test_a_hold_keeps_whom_it_names(cast: Cast, synced: Source, by: str) -> None:
    """Statement 58: the job respects holds, counts them, and deletes once they are lifted."""
    with inside(cast.acme):
        months = some_months("leads")
        ids = past_ids(months)
        held = Lead.objects.filter(external_id__in=ids).exclude(suppression_hash=None).first()
        assert held is not None
        email = "dora@people.example"
        if by == "address":
            from accounts.crypto import KeyedHash

            digest = KeyedHash(cast.acme.pk, "email", purpose="suppression").of(email)
            Lead.objects.filter(external_id=held.external_id).update(suppression_hash=digest)
        whom = {
            "address": {"email": email.upper()},
            "id": {"ids": {synced.pk: (held.external_id,)}},
            "rule": {"rule": "leads"},
        }[by]
        hold_id = make_hold(ground="Case 17 at the court of Aarhus.", until=None, **whom)  # type: ignore[arg-type]
        set_rule(kind="leads", months=months)
        subjects = {
            "address": Subject(emails=(email,)),
            "id": Subject(external_ids={synced.pk: (held.external_id,)}),
            "rule": Subject(emails=("anybody@people.example",)),
        }
        (told,) = holds_on(subjects[by])
        assert told.ground == "Case 17 at the court of Aarhus."
        assert holds_on(Subject(emails=("else@people.example",))) == (
            (told,) if by == "rule" else ()
        )
    run_night(cast.acme.pk)
    with inside(cast.acme):
        left = set(Lead.objects.filter(external_id__in=ids).values_list("external_id", flat=True))
        assert left == (set(ids) if by == "rule" else {held.external_id})
        runs = RetentionRun.objects.filter(kind="leads")
        assert [run.held for run in runs] == ([] if by == "rule" else [1])
        lift_hold(hold_id=hold_id)
        assert holds_on(subjects[by]) == ()
    run_night(cast.acme.pk)
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id__in=ids).exists()


def test_a_job_that_was_killed_goes_on_where_it_was(
    cast: Cast, synced: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 58: batches commit with their counts, so the evidence is whole and made once."""
    from accounts.jobs import Lease
    from accounts.models import Job
    from privacy.retention import running
    from privacy.retention.sweeps import TASK

    with inside(cast.acme):
        months = some_months("leads")
        ids = past_ids(months)
        set_rule(kind="leads", months=months)
        job = Job.objects.create(task=TASK, queue="bulk", state="running", lease_token=synced.pk)
    monkeypatch.setattr(running, "BATCH", max(1, len(ids) // 4))
    lease = Lease(cast.acme.pk, job.pk, synced.pk, 90)
    steps = iter((False, False, True))
    whole = running._forget

    def dies(*args: object) -> object:
        if next(steps, False):
            raise KeyboardInterrupt
        return whole(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "_forget", dies)
    with pytest.raises(KeyboardInterrupt):
        running.run_retention(lease)
    with inside(cast.acme):
        assert 0 < Lead.objects.filter(external_id__in=ids).count() < len(ids)
        assert not RetentionRun.objects.exists()
    running.run_retention(lease)
    with inside(cast.acme):
        assert not Lead.objects.filter(external_id__in=ids).exists()
        assert RetentionRun.objects.get().records == len(ids)
        assert Lead.objects.filter(stamp=F("stamp")).exists(), "the others stay"
