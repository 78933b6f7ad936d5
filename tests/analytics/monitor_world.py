"""A business with two campaigns that spend evenly, written into the rollups of the last months."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from accounts.tenancy import require_workspace_id
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.models import AdCampaignDay, AdCampaignMonth, AdDay, Monitor
from analytics.monitors.definition import Definition
from analytics.queries import Breakdown
from analytics.services.watching import evaluate_monitors
from tests.integrations.test_facts import Ads, make_ads

MICROS = 1_000_000
# Each month's sums of each campaign, as the rollups keep them.
_MONTHS = """
INSERT INTO analytics_adcampaignmonth (workspace_id, month, campaign_id, currency, rows,
    impressions, impressions_known, clicks, clicks_known, spend_micros, spend_known,
    conversions_micros, conversions_known, conversion_value_micros, conversion_value_known)
SELECT workspace_id, date_trunc('month', "on")::date, campaign_id, currency, sum(rows),
    sum(impressions), sum(impressions_known), sum(clicks), sum(clicks_known), sum(spend_micros),
    sum(spend_known), sum(conversions_micros), sum(conversions_known),
    sum(conversion_value_micros), sum(conversion_value_known)
FROM analytics_adcampaignday WHERE workspace_id = %s GROUP BY 1, 2, 3, 4
"""
# (campaign's number, days back from yesterday) -> a factor of what is usual
Shape = Callable[[int, int], float]


def today() -> date:
    """Where workspaces are, in which a new day may have begun already."""
    return timezone.now().astimezone(ZoneInfo("Europe/Copenhagen")).date()


def ads_world(shape: Shape = lambda _campaign, _back: 1.0, days: int = 120) -> Ads:
    """Brand spends 100 and Shoes 50 a day, by their weekdays and a little up and down."""
    ads = make_ads()
    type(ads.source).objects.filter(pk=ads.source.pk).update(
        connector="google_ads", fresh_until=timezone.now()
    )
    write(ads, shape, range(days))
    return ads


def write(ads: Ads, shape: Shape, back: range) -> None:
    """The days that lie so far behind yesterday."""
    by_campaign, by_day = [], []
    for at in back:
        on = today() - timedelta(days=at + 1)
        for number, (campaign, platform) in enumerate(
            zip(ads.campaigns, ("google_ads", "meta_ads"), strict=True)
        ):
            usual = (100, 50)[number] * (1 + (on.toordinal() * (7 + number) % 11 - 5) / 100)
            usual *= 0.8 if on.weekday() > 4 else 1.0
            sums = _sums(round(usual * shape(number, at) * MICROS))
            by_campaign.append(AdCampaignDay(campaign_id=campaign, on=on, **sums))
            by_day.append(AdDay(source=ads.source, platform=platform, on=on, **sums))
    AdCampaignDay.objects.bulk_create(by_campaign)
    AdDay.objects.bulk_create(by_day)
    write_months()


def write_months() -> None:
    """Anew, from the days that there are."""
    AdCampaignMonth.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, [require_workspace_id()])


def _sums(spend: int) -> dict[str, Any]:
    return {
        "workspace_id": require_workspace_id(),
        "currency": "USD",
        "rows": 1,
        "impressions": spend // 10_000,
        "impressions_known": 1,
        "clicks": spend // 500_000,
        "clicks_known": 1,
        "spend_micros": spend,
        "spend_known": 1,
        "conversions_micros": 0,
        "conversions_known": 0,
        "conversion_value_micros": 0,
        "conversion_value_known": 0,
    }


def watch(name: str = "Spend", by: Breakdown = Breakdown.CAMPAIGN, **more: Any) -> Monitor:
    words = {"kind": "anomaly", "metric": "spend", **more}
    monitor = Definition(by=by, **words).put_on(Monitor(name=name))
    monitor.save(force_insert=True)
    return monitor


def look() -> int:
    """By the numpy detector, which costs next to nothing."""
    return evaluate_monitors(detector=WeekdayEwma())


def halved(campaign: UUID | int, since: int) -> Shape:
    """One campaign at a half from so many days back on."""
    return lambda number, back: 0.5 if number == campaign and back < since else 1.0
