"""An evaluation locks only what it writes, and one that is killed loses and repeats nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone

from accounts.tenancy import inside
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.models import AdCampaignDay, Evaluation, Incident, IncidentEnd, Monitor
from analytics.monitors import looking
from analytics.monitors.preparing import prepared
from analytics.monitors.reading import read_together
from analytics.queries import Breakdown, Granularity, MetricQuery, Period
from analytics.queries.arrays import read_arrays
from analytics.queries.found import read_sums
from analytics.services.incidents import resolve_incident
from analytics.services.watching import evaluate_monitors
from integrations.models import Source
from tests.analytics.monitor_world import ads_world, halved, look, today, watch
from tests.analytics.test_converting import organisation
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Hold:
    """As a worker's lease: transactions that are kept, until the worker is killed."""

    def __init__(self, cast: Cast, most: int) -> None:
        self.cast, self.left = cast, most

    @contextmanager
    def batch(self) -> Iterator[None]:
        with inside(self.cast.acme):
            self.left -= 1
            if self.left < 0:
                raise SystemExit
            yield

    def keep(self) -> None:
        """Nothing."""


def test_arrays_hold_what_the_sums_hold(cast: Cast) -> None:
    names = ("spend", "clicks")
    with inside(cast.acme):
        ads = ads_world(days=12)
        organisation("CRM", 2026, cast.acme.currency, GBP="0.5")
        rows = list(AdCampaignDay.objects.order_by("on")[:6])
        for row, currency in zip(rows, ("GBP", "SEK") * 3, strict=True):
            row.pk = (row.workspace_id, row.on, row.campaign_id, currency)
        AdCampaignDay.objects.bulk_create(rows)
        keys = tuple(map(str, ads.campaigns))
        query = MetricQuery(
            ("spend", "clicks"),
            Period(today() - DAY * 20, today() - DAY),
            breakdown=Breakdown.CAMPAIGN,
            granularity=Granularity.DAY,
            parts=tuple((key,) for key in keys),
        )
        found = read_arrays(query, cast.acme, names, keys)
        sums = read_sums(query, cast.acme, None).sums
    days = [query.period.first_on + DAY * at for at in range(query.period.days)]
    for name in names:
        told = [[sums.get(("now", day, key), {}).get(name, 0) for day in days] for key in keys]
        np.testing.assert_array_equal(found.by_name[name], told)
        known = [
            [sums.get(("now", on, key), {}).get(f"{name}_known") for on in days] for key in keys
        ]
        np.testing.assert_array_equal(found.known[name], np.array(known, dtype=float) > 0)
    assert found.first_days({"ads"}).tolist() == [8, 8]
    assert found.has_row({"ads"}).sum() == 24


def test_statements_are_prepared_for_as_long_as_a_look_lasts(cast: Cast, settings: Any) -> None:
    settings.LOOK_PREPARE_AFTER = 3
    with inside(cast.acme):
        before = connection.connection.prepare_threshold
        with prepared():
            assert connection.connection.prepare_threshold == 3
        assert connection.connection.prepare_threshold == before


def test_a_killed_worker_loses_and_repeats_nothing(cast: Cast) -> None:
    with inside(cast.acme):
        ads_world(halved(0, since=3))
        first, second = watch("Spend"), watch("Clicks", metric="clicks")
    # What is asked and read, and the first of two that have news.
    with pytest.raises(SystemExit):
        evaluate_monitors(hold=Hold(cast, 2), detector=WeekdayEwma())
    with inside(cast.acme):
        assert list(Incident.objects.values_list("monitor", flat=True)) == [first.pk]
        assert Evaluation.objects.filter(monitor=first).count() == 7
        assert not Evaluation.objects.filter(monitor=second).exists()
        kept = list(Incident.objects.values())
        look()
        assert list(Incident.objects.filter(monitor=first).values()) == kept
        assert Incident.objects.filter(monitor=second).count() == 1


def test_who_changes_a_monitor_meanwhile_waits_for_nobody(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(cast.acme):
        ads_world(halved(0, since=3))
        changed, paused = watch(), watch("Paused")

    def meanwhile(*given: Any) -> Any:
        Monitor.objects.filter(pk=changed.pk).update(by="none", accepted={"": "2020-01-01"})
        Monitor.objects.filter(pk=paused.pk).update(paused_at=timezone.now())
        return read_together(*given)

    monkeypatch.setattr(looking, "read_together", meanwhile)
    with inside(cast.acme):
        assert look() == 1
        assert set(Evaluation.objects.values_list("monitor", "series")) == {(changed.pk, 1)}


def test_what_was_closed_stays_closed_until_it_was_over_or_is_worse(cast: Cast) -> None:
    def late(hours: int) -> int:
        Source.objects.update(fresh_until=timezone.now() - timedelta(hours=hours))
        look()
        return Incident.objects.exclude(status="resolved").count()

    with inside(cast.acme):
        ads_world(days=1)
        none = Breakdown.NONE
        watch("Late", kind="freshness", metric="", by=none, parameters={"hours": 26})
        assert late(27) == 1
        resolve_incident(incident_id=Incident.objects.get().pk)
        assert late(28) == 0
        assert late(60) == 0
        assert late(79) == 1
        resolve_incident(incident_id=Incident.objects.get(status="open").pk)
        assert late(200) == 0
        assert late(1) == 0
        assert late(28) == 1
        ended = Incident.objects.exclude(ended_as="").values_list("ended_as", flat=True)
        assert set(ended) <= {IncidentEnd.CLOSED}
