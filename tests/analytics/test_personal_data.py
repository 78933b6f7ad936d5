"""Who mapped campaigns can be told and forgotten; the mapping itself stays the business's."""

from datetime import date

import pytest
from django.db.models import Sum

import integrations.personal_data
from accounts.audit import Actor, acting_as
from accounts.crypto import KeyedHash
from accounts.subjects import Subject
from accounts.tenancy import inside
from analytics.channels.book import saved_rules
from analytics.channels.defaults import DEFAULTS
from analytics.models import (
    CampaignMatch,
    ChannelBook,
    CrmDay,
    Incident,
    IncidentComment,
    IncidentEvent,
    LeadStage,
    Monitor,
)
from analytics.personal_data import collect, erase
from analytics.rollups import find_differences
from analytics.services.channels import open_rules, save_rules
from integrations.models import Campaign, Lead
from tests.analytics.crm import at, crm_source, put
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

pytestmark = pytest.mark.django_db


def test_a_person_is_told_and_forgotten(cast: Cast) -> None:
    with inside(cast.acme):
        crm = Campaign.objects.create(source=crm_source(), external_id="1", kind="crm", name="Fair")
        CampaignMatch.objects.create(
            ad_campaign_id=make_ads().campaigns[0], crm_campaign=crm, made_by=cast.bob
        )
    bob = Subject(emails=(cast.bob.email,))
    (told,) = collect(bob)
    assert [row["ad_campaign__name"] for row in told.rows] == ["Brand"]
    assert collect(Subject(user_id=cast.charlie.pk)) == ()
    with inside(cast.acme):
        assert erase(bob) == ()
    assert erase(bob)[0].erased == 1
    with inside(cast.acme):
        assert CampaignMatch.objects.get().made_by is None
    assert collect(bob) == ()


def test_who_set_the_rules_of_channels_is_told_and_forgotten(cast: Cast) -> None:
    with inside(cast.acme), acting_as(Actor("user", cast.bob.pk)):
        save_rules(rules=DEFAULTS[:1], version=open_rules().version)
    bob = Subject(user_id=cast.bob.pk)
    (told,) = collect(bob)
    assert (told.table, [row["version"] for row in told.rows]) == ("analytics.channelbook", ["2"])
    with inside(cast.rival):
        assert collect(bob) == ()
    assert {one.table: one.erased for one in erase(bob) if one.erased} == {
        "analytics.channelbook": 1,
    }
    with inside(cast.acme):
        assert ChannelBook.objects.get().changed_by is None
        assert saved_rules() == DEFAULTS[:1]


def test_who_watches_and_writes_is_told_and_forgotten(cast: Cast) -> None:
    with inside(cast.acme):
        monitor = Monitor(name="Spend", kind="anomaly", made_by=cast.bob, paused_by=cast.alice)
        monitor.save()
        incident = Incident.objects.create(
            monitor=monitor, opened_on=date(2026, 3, 1), owner=cast.bob
        )
        IncidentEvent.objects.create(incident=incident, what="owned", by=cast.bob)
        IncidentComment.objects.create(incident=incident, text="I see to it", by=cast.bob)
    bob = Subject(user_id=cast.bob.pk)
    assert {one.table for one in collect(bob)} == {
        *("analytics.monitor", "analytics.incident"),
        *("analytics.incidentevent", "analytics.incidentcomment"),
    }
    assert sum(one.erased for one in erase(bob)) == 4
    assert collect(bob) == ()
    with inside(cast.acme):
        assert not IncidentComment.objects.exists()
        assert Monitor.objects.get().paused_by == cast.alice


def test_strangers_have_nothing_here(cast: Cast) -> None:
    stranger = Subject(emails=("nobody@elsewhere.example",))
    assert (collect(stranger), erase(stranger)) == ((), ())


def test_an_erased_lead_leaves_the_rollups_in_the_same_transaction(cast: Cast) -> None:
    email = "dora@customer.example"
    with inside(cast.acme):
        source = crm_source()
        LeadStage.objects.create(source=source, status="Hot", stage="sql", counted_as="sql")
        lead = {"created_at": at("2026-03-01 10:00"), "status": "Hot", "lead_source": "Web"}
        mark = KeyedHash(cast.acme.pk, "email").of(email)
        put(source, Lead, {"1": {**lead, "email_hash": mark}, "2": lead})
        assert counts() == {"leads": 2, "sql": 2}
        integrations.personal_data.erase(Subject(emails=(email,)))
        assert counts() == {"leads": 1, "sql": 1}
        assert find_differences() == []


def counts() -> dict[str, int]:
    return CrmDay.objects.aggregate(leads=Sum("leads"), sql=Sum("sql"))
