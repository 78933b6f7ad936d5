"""A planted incident is found on its day and in its campaign, once, and told of no neighbour."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Job, Told
from accounts.tenancy import current_workspace_id, inside, new_id
from analytics.models import (
    Evaluation,
    Incident,
    IncidentEvent,
    IncidentStatus,
    Monitor,
    MonitorState,
    MonitorWatch,
)
from analytics.monitors import abreast, writing
from analytics.queries import Breakdown
from integrations.models import Source, SyncRun
from integrations.signals import send_finished, sync_finished
from tests.analytics.monitor_world import ads_world, halved, look, today, watch
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def happened(incident: Incident) -> list[str]:
    return list(IncidentEvent.objects.filter(incident=incident).values_list("what", flat=True))


def look_in(cast: Cast) -> None:
    with inside(cast.acme):
        look()


def test_a_halved_campaign_is_found_on_its_first_day(cast: Cast) -> None:
    with inside(cast.acme):
        ads = ads_world(halved(0, since=3))
        monitor = watch()
        assert look() == 1
        incident = Incident.objects.get()
        assert incident.opened_on == today() - timedelta(days=3)
        assert (incident.part, incident.part_name) == (str(ads.campaigns[0]), "Brand")
        assert incident.side == "below"
        assert incident.worst["value"] < 0.6 * incident.worst["expected"]
        assert incident.worst["low"] <= incident.worst["expected"] <= incident.worst["high"]
        monitor.refresh_from_db()
        assert monitor.state == MonitorState.FINE
        assert monitor.judged_on == today() - timedelta(days=1)
        assert monitor.told["detector"]
        assert Evaluation.objects.count() == 7
        path = reverse("analytics:incident", args=[cast.acme.slug, incident.pk])
        assert Told.objects.get().url == path


def test_nothing_is_found_where_nothing_happened(cast: Cast) -> None:
    with inside(cast.acme):
        ads_world()
        watch()
        look()
        assert not Incident.objects.exists()
        assert not MonitorWatch.objects.exclude(watch__phase="quiet").exists()


def test_a_second_look_and_a_killed_one_change_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    with inside(cast.acme):
        ads_world(halved(0, since=3))
        watch()

    def killed(*_all: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(writing, "_failed", killed)
        with pytest.raises(SystemExit):
            look_in(cast)
    with inside(cast.acme):
        assert not Incident.objects.exists()
        look()
        before = list(Incident.objects.values()), list(IncidentEvent.objects.values())
        look()
        assert (list(Incident.objects.values()), list(IncidentEvent.objects.values())) == before


def test_it_recovers_when_the_days_are_as_they_were(cast: Cast) -> None:
    with inside(cast.acme):
        ads_world(lambda number, back: 0.5 if number == 0 and 2 <= back <= 4 else 1.0)
        watch()
        look()
        incident = Incident.objects.get()
        assert incident.status == IncidentStatus.RESOLVED
        assert incident.ended_on == today() - timedelta(days=1)
        assert happened(incident) == ["opened", "recovered"]


def test_late_data_is_waited_for_and_named(cast: Cast) -> None:
    with inside(cast.acme):
        ads_world()
        Source.objects.update(fresh_until=timezone.now() - timedelta(days=3))
        monitor = watch()
        look()
        monitor.refresh_from_db()
        assert monitor.state == MonitorState.WAITING
        assert monitor.told["late"] == ["Ads"]
        assert monitor.judged_on == today() - timedelta(days=4)


def test_a_short_history_is_learned_from(cast: Cast) -> None:
    with inside(cast.acme):
        ads_world(halved(0, since=3), days=20)
        monitor = watch()
        look()
        monitor.refresh_from_db()
        assert monitor.state == MonitorState.LEARNING
        assert monitor.told["days_left"] == 8
        assert not Incident.objects.exists()


def test_a_look_that_fails_is_an_incident_until_one_works(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_all: Any) -> None:
        raise ZeroDivisionError

    with inside(cast.acme):
        ads_world()
        monitor = watch()
        other = watch("Clicks", metric="clicks", by=Breakdown.NONE)
        with monkeypatch.context() as patched:
            patched.setattr(abreast, "look_of", broken)
            look()
            look()
        monitor.refresh_from_db()
        assert monitor.state == MonitorState.FAILED
        incident = Incident.objects.get(monitor=monitor)
        assert incident.is_failure
        assert Incident.objects.filter(monitor=other).count() == 1
        look()
        incident.refresh_from_db()
        assert incident.status == IncidentStatus.RESOLVED


def test_limits_changes_and_late_sources(cast: Cast) -> None:
    with inside(cast.acme):
        ads_world(lambda _number, back: 0.4 if back < 7 else 1.0)
        none = Breakdown.NONE
        limit = {"side": "below", "limit": 100_000_000}
        watch("Limit", kind="threshold", by=none, parameters=limit)
        watch("Change", kind="change", by=none, parameters={"days": 7}, least_change=30)
        late = watch("Late", kind="freshness", metric="", by=none, parameters={"hours": 26})
        look()
        assert set(Incident.objects.values_list("monitor__name", flat=True)) == {"Limit", "Change"}
        Source.objects.update(fresh_until=timezone.now() - timedelta(days=2))
        look()
        look()
        incident = Incident.objects.get(monitor=late)
        assert incident.part_name == "Ads"
        Source.objects.update(fresh_until=timezone.now())
        look()
        incident.refresh_from_db()
        assert incident.is_over


def test_a_timeline_stays_as_it_was_written(cast: Cast) -> None:
    with inside(cast.acme):
        ads_world(halved(0, since=3))
        watch()
        look()
        event = IncidentEvent.objects.all()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            event.update(what="closed")
        assert event.update(by=None) == 1


def test_the_neighbour_has_none_of_it(cast: Cast) -> None:
    with inside(cast.acme):
        ads_world(halved(0, since=3))
        watch()
        look()
    with inside(cast.rival):
        look()
        for model in (Monitor, Incident, IncidentEvent, Evaluation, MonitorWatch):
            assert not model.objects.exists()


def test_a_sync_that_ended_asks_for_a_look_and_no_listener_hurts_it(cast: Cast) -> None:
    entered: list[Any] = []

    def broken(**_signal: Any) -> None:
        entered.append(current_workspace_id())
        raise ZeroDivisionError

    sync_finished.connect(broken)
    try:
        with inside(cast.acme):
            watch()
        for state in ("succeeded", "failed", "succeeded"):
            send_finished(SyncRun, cast.acme.pk, new_id(), new_id(), state)
    finally:
        sync_finished.disconnect(broken)
    assert entered == [None] * 3
    with inside(cast.acme):
        assert Job.objects.filter(task="analytics.tasks.evaluate_monitors").count() == 1
