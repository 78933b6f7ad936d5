"""The page of a source foretells its young days once it has seen enough of them grow."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.tenancy import inside, require_workspace_id
from analytics.trust.restatements import growth
from integrations.models import CampaignDay, CampaignDayRevision
from tests.analytics.test_pages import client_of
from tests.cast import Cast
from tests.integrations.test_facts import Ads, make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
WINDOW = 30
ONE = timedelta(days=1)
# Per mille of the settled value that is known so many days after a day.
CURVE = [500, 700, 800, 850, 900, 930, 950, 970, 980, 990, 1000]


def known(age: int) -> int:
    return CURVE[min(age, len(CURVE) - 1)]


def at_noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def read_daily(
    ads: Ads, today: date, *, connected: int, metric: str = "clicks", parts: int = 1
) -> None:
    """A source that was connected so many days ago and has read its window every day since.

    What grows is a metric, which is kept in so many parts of one.
    """
    first = today - ONE * connected
    workspace, campaign, run = require_workspace_id(), ads.campaigns[0], uuid4()
    rows, revisions = [], []
    for back in range(1, connected + WINDOW):
        on = today - ONE * back
        ages = range(max(0, (first - on).days), min(back, WINDOW - 1) + 1)
        seen = [(on + ONE * age, known(age) * parts) for age in ages]
        for (old_on, old), (new_on, new) in pairwise(seen):
            if old != new:
                revisions.append(
                    CampaignDayRevision(
                        workspace_id=workspace,
                        campaign_id=campaign,
                        on=on,
                        metric=metric,
                        old_value=old,
                        new_value=new,
                        currency="USD",
                        as_of=at_noon(old_on),
                        run_id=run,
                        superseded_at=at_noon(new_on),
                    )
                )
        if seen:
            rows.append(
                CampaignDay(
                    workspace_id=workspace,
                    source_id=ads.source.pk,
                    campaign_id=campaign,
                    on=on,
                    impressions=5000,
                    spend_micros=1,
                    currency="USD",
                    as_of=at_noon(seen[-1][0]),
                    run_id=run,
                    **{metric: seen[-1][1]},
                )
            )
    CampaignDay.objects.bulk_create(rows)
    CampaignDayRevision.objects.bulk_create(revisions)


def test_young_days_settle_at_what_the_older_ones_did(cast: Cast) -> None:
    today = timezone.now().astimezone(cast.acme.zone).date()
    with inside(cast.acme):
        ads = make_ads()
        read_daily(ads, today, connected=45)
        found = growth(ads.source.pk, "clicks", today, cast.acme, WINDOW)
        by_age = {(today - day.on).days: day for day in found.days}
        # Every day of this business settles at 1,000, without noise.
        for age in (2, 3, 9):
            settled = by_age[age].settled
            assert settled is not None
            assert (settled.low, settled.value, settled.high) == (1000, 1000, 1000)
        # Yesterday has not been seen a whole day later, and a month ago nothing changes any more.
        assert by_age[1].settled is None
        assert by_age[40].settled is None
        outlook = found.outlook
        assert outlook is not None
        assert outlook.estimate is not None
        assert outlook.estimate.value == 1000 * outlook.days
        assert outlook.now < outlook.estimate.value
        # Without a vendor that restates there is nothing to foretell.
        assert growth(ads.source.pk, "clicks", today, cast.acme).outlook is None


def test_the_page_says_so_in_words_or_that_it_is_learning(cast: Cast) -> None:
    today = timezone.now().astimezone(cast.acme.zone).date()
    with inside(cast.acme):
        ads = make_ads()
        type(ads.source).objects.filter(pk=ads.source.pk).update(connector="google_ads")
        read_daily(ads, today, connected=6)
    url = reverse("analytics:restatements", args=["acme", ads.source.pk])
    page = client_of(cast.bob).get(f"{url}?of=clicks").content.decode()
    assert "Learning how its days grow" in page
    with inside(cast.acme):
        CampaignDayRevision.objects.filter(workspace_id=cast.acme.pk).delete()
        CampaignDay.objects.all().delete()
        read_daily(ads, today, connected=45)
    page = client_of(cast.bob).get(f"{url}?of=clicks").content.decode()
    assert "will settle at" in page
    assert "Will settle at" in page
    assert "in 4 of 5 cases" in page
    assert client_of(cast.charlie).get(url).status_code == 404
