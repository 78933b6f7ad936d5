"""Acme's campaigns with days, a rule for them, and a platform that answers without a network."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.utils import timezone

from accounts.audit import Actor, acting_as
from accounts.models import User
from accounts.tenancy import inside
from analytics.automations import keeping
from analytics.automations.previewing import run_preview
from analytics.automations.rule import Action, Criterion, Do, Guards, On, Rule, Trigger
from analytics.models import AdCampaignDay, AdDay, Automation, AutomationPreview
from analytics.queries.where import Compare
from integrations import actions
from integrations.connectors.campaigns import CampaignState
from integrations.models import Campaign, Source
from tests.analytics.monitor_world import MICROS, _sums, today, write_months
from tests.cast import Cast
from tests.integrations.working import work_off

SPENDS = Criterion("spend", Compare.LEAST, Decimal(500 * MICROS))
NOTHING = Criterion("conversions", Compare.EQUAL, Decimal(0))


def make_source(name: str = "Google Ads") -> Source:
    """One that may be changed from here, and whose days settle at once."""
    return Source.objects.create(
        connector="google_ads",
        name=name,
        options={"actions": "yes"},
        fresh_until=timezone.now(),
    )


def make_campaign(
    source: Source, name: str, spend: int, conversions: int | None = 0, days: int = 40
) -> Campaign:
    """So many units and conversions on each of the last days."""
    campaign = Campaign.objects.create(
        source=source,
        kind="ad",
        external_id=name,
        name=name,
        platform="google_ads",
        status="ENABLED",
        currency="USD",
    )
    rows = []
    for back in range(1, days + 1):
        sums = _sums(spend * MICROS) | {
            "conversions_micros": (conversions or 0) * MICROS,
            "conversions_known": int(conversions is not None),
        }
        rows.append(AdCampaignDay(campaign=campaign, on=today() - timedelta(days=back), **sums))
    AdCampaignDay.objects.bulk_create(rows)
    write_months()
    on = today() - timedelta(days=1)
    if not AdDay.objects.filter(source=source, on=on).exists():
        day = AdDay(source=source, platform="google_ads", on=on, **_sums(MICROS))
        day.save(force_insert=True)
    return campaign


def rule(do: Do = Do.PAUSE, **more: Any) -> Rule:
    """What spends 500 in 14 days and brings nothing, by days that are complete."""
    trigger = more.pop("trigger", Trigger(On.METRIC, (SPENDS, NOTHING)))
    action = more.pop("action", Action(do, percent=10 if do in (Do.RAISE, Do.LOWER) else 0))
    return Rule(trigger, action, **{"guards": Guards(settled=False), **more})


def make_rule(cast: Cast, asked: Rule, name: str = "Waste", by: User | None = None) -> Automation:
    with acting_as(Actor("user", (by or cast.bob).pk)), inside(cast.acme):
        return keeping.add_automation(name=name, rule=asked)


def set_live(cast: Cast, row: Automation, by: User | None = None) -> None:
    """After a look at the newest preview, which is made on the spot."""
    with acting_as(Actor("user", (by or cast.bob).pk)), inside(cast.acme):
        preview = AutomationPreview.objects.filter(automation=row).order_by("-made_at")[0]
        run_preview(preview_id=preview.pk)
        keeping.set_live(automation_id=row.pk, preview_id=preview.pk)


def live_rule(cast: Cast, asked: Rule, name: str = "Waste") -> Automation:
    row = make_rule(cast, asked, name)
    set_live(cast, row)
    return row


@contextmanager
def platform(
    status: str = "active", budget: int | None = 100 * MICROS, trouble: Exception | None = None
) -> Iterator[list[UUID]]:
    """Every campaign stands so there; those that were looked at."""
    looked: list[UUID] = []

    def look(*, workspace_id: UUID, campaign_id: UUID) -> actions.LiveCampaign:
        looked.append(campaign_id)
        if trouble is not None:
            raise trouble
        state = CampaignState("1", "One", status, "USD", budget)
        return actions.LiveCampaign(state, smallest_micros=10_000)

    with patch.object(actions, "live_campaign", look):
        yield looked


def work(cast: Cast) -> list[str]:
    """Have the job run that was asked for, asking for it where nobody has."""
    from analytics.automations.running import ask_to_run

    with inside(cast.acme):
        ask_to_run()
    return work_off(cast.acme.pk, task="run_automations", steps=1)
