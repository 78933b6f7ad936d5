"""Rollups that lag are found by their recent days or their rules, and asked to be made anew."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Job
from accounts.tenancy import inside
from analytics.models import AdDay, CrmDay, LeadStage, RollupBasis
from analytics.rollups import find_differences, rebuild
from analytics.services.sweeps import mend_rollups
from integrations.models import CampaignDay, Lead, Opportunity, Source
from tests.analytics.crm import crm_source, put
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def source(cast: Cast) -> Source:
    """Acme's CRM and ads of this week, kept as they should be; in Rival nothing at all."""
    with inside(cast.acme):
        source = crm_source()
        LeadStage.objects.create(source=source, status="Hot", stage="sql", counted_as="sql")
        lead = {"created_at": NOW, "status": "Hot", "lead_source": "Web"}
        early = {**lead, "created_at": NOW - timedelta(days=60)}
        twice = {"email_hash": b"a" * 16}
        leads = {"1": lead, "2": {**early, **twice}, "3": {**lead, **twice}, "4": early}
        put(source, Lead, leads)
        put(source, Opportunity, {"1": {"created_at": NOW, "amount_micros": 5, "currency": "USD"}})
        ads = make_ads()
        CampaignDay.objects.create(
            workspace_id=cast.acme.pk,
            on=NOW.date(),
            campaign_id=ads.campaigns[0],
            source=ads.source,
            currency="USD",
            run_id=ads.source.pk,
            as_of=NOW,
            spend_micros=7,
        )
        rebuild()
    return source


def test_well_kept_rollups_are_left_alone(cast: Cast, source: Source) -> None:
    assert mend_rollups() == 0


DAMAGES: dict[str, Callable[[Source], object]] = {
    "a lead that nobody counted": lambda source: Lead.objects.filter(external_id="1").update(
        deleted_at=timezone.now()
    ),
    "a deal of another amount": lambda source: Opportunity.objects.update(
        amount_micros=F("amount_micros") + 1
    ),
    "counts that are lost": lambda source: CrmDay.objects.all().delete(),
    "a zone that was given up": lambda source: RollupBasis.objects.update(zone="Asia/Tokyo"),
    "a stage that was given up": lambda source: LeadStage.objects.update(stage="mql"),
}


@pytest.mark.parametrize("name", [*[*DAMAGES][:2], *at_length(*[*DAMAGES][2:])])
def test_a_source_that_lags_is_counted_anew(cast: Cast, source: Source, name: str) -> None:
    with inside(cast.acme):
        DAMAGES[name](source)
    assert mend_rollups() == 1
    with inside(cast.acme):
        assert Job.objects.get(task="analytics.tasks.rebuild_rollups").args == [str(source.pk)]
        rebuild(source.pk)
        assert find_differences() == []
        Job.objects.update(state="done")
    assert mend_rollups() == 0


@pytest.mark.parametrize("change", ["row", *at_length("spend", "rollup")])
def test_ads_that_lag_are_counted_anew_once(cast: Cast, source: Source, change: str) -> None:
    with inside(cast.acme):
        if change == "row":
            CampaignDay.objects.all().delete()
        elif change == "spend":
            CampaignDay.objects.update(spend_micros=8)
        else:
            AdDay.objects.all().delete()
    assert mend_rollups() == 1
    assert mend_rollups() == 0
    with inside(cast.acme):
        assert Job.objects.get(task="analytics.tasks.rebuild_rollups").args == []
