"""Monitors for programs: made, changed and refused as on their pages, and tried by a job."""

from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from psycopg.errors import LockNotAvailable

from accounts.models import AuditEvent, Job
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.models import Evaluation, Monitor
from analytics.services.trying import run_trial
from tests.analytics.monitor_world import ads_world, halved, look, today, watch
from tests.api_keys import delete, get, key_for, patch, post
from tests.budget import at_length
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/monitors"
TRIALS = "/api/v1/monitor-trials"
SPEND = {"name": "Spend", "kind": "anomaly", "metric": "spend", "by": "campaign"}


@pytest.fixture
def secret(cast: Cast) -> str:
    return key_for(cast.bob, cast.acme)


def test_a_monitor_is_made_changed_paused_and_deleted(cast: Cast, secret: str) -> None:
    made = post(secret, ALL, SPEND)
    assert (made.status_code, made.json()["parameters"]) == (
        201,
        {"alpha": 0.01, "sum_days": 0},
    )
    one = made["Location"]
    changed = patch(
        secret, one, {"name": "Money", "parameters": {"alpha": 0.001, "sum_days": 7}}
    ).json()
    assert (changed["name"], changed["parameters"], changed["by"]) == (
        *("Money", {"alpha": 0.001, "sum_days": 7}),
        "campaign",
    )
    again = patch(secret, one, {"name": "Spend"}).json()
    assert again["parameters"] == changed["parameters"], "what is not said stays"
    paused = post(secret, f"{one}/pause", {"reason": "Until Monday"}).json()
    assert (paused["pause_reason"], bool(paused["paused_at"])) == ("Until Monday", True)
    assert post(secret, f"{one}/resume").json()["paused_at"] is None
    assert get(secret, ALL).json()["monitors"] == [get(secret, one).json()]
    assert delete(secret, one).status_code == 204
    assert get(secret, one).status_code == 404
    with inside(cast.acme):
        lines = AuditEvent.objects.filter(action__startswith="monitor.", actor_kind="api_key")
        steps = ("created", "changed", "changed", "paused", "resumed", "deleted")
        found = list(lines.order_by("seq").values_list("action", flat=True))
        assert found == [f"monitor.{step}" for step in steps]


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({**SPEND, "metric": "profit"}, {"metric": None}),
        ({**SPEND, "parameters": {"sum_days": 3}}, {"parameters": {"sum_days": None}}),
        ({"name": "Late", "kind": "freshness", "metric": "spend"}, {"metric": None}),
        *at_length(
            ({**SPEND, "kind": "vibes"}, {"kind": None}),
            ({**SPEND, "by": "lead_source"}, {"by": None}),
            ({**SPEND, "parameters": {"alpha": 0.5}}, None),
            ({**SPEND, "parameters": {"hours": 3}}, {"parameters": {"hours": None}}),
            ({**SPEND, "filters": {"lead_sources": ["Web"]}}, {"filters": {"lead_sources": None}}),
            ({"name": "Limit", "kind": "threshold"}, {"parameters": {"limit": None}}),
            ({**SPEND, "name": "CPR 010190-1234"}, {"name": None}),
            ({**SPEND, "least_change": 2_000}, {"least_change": None}),
        ),
    ],
)
def test_what_cannot_be_watched_is_refused_by_its_field(
    cast: Cast, secret: str, body: Any, wrong: Any
) -> None:
    answer = post(secret, ALL, body)
    assert answer.status_code == 400, answer.content
    if wrong is not None:
        assert _names(answer.json()["errors"]) == wrong
    with inside(cast.acme):
        assert not Monitor.objects.exists()


def _names(errors: Any) -> Any:
    return {n: _names(e) if isinstance(e, dict) else None for n, e in errors.items()}


def test_each_kind_can_be_made_by_its_own_words(cast: Cast, secret: str) -> None:
    for body in (
        {"kind": "threshold", "metric": "ctr", "parameters": {"limit": 0.02, "side": "above"}},
        {"kind": "change", "metric": "leads", "parameters": {"days": 28}, "least_volume": 0},
        {"kind": "freshness", "parameters": {"hours": 30}},
        {"kind": "trust"},
    ):
        made = post(secret, ALL, {"name": "One", **body})
        assert made.status_code == 201, made.content
        assert made.json()["parameters"].items() >= body.get("parameters", {}).items()  # type: ignore[attr-defined]
    listed = get(secret, f"{ALL}?kind=change").json()["monitors"]
    assert [one["metric"] for one in listed] == ["leads"]


def test_what_is_being_worked_on_is_asked_for_again(cast: Cast, secret: str) -> None:
    """A look at all monitors holds them for as long as it takes; the change waits some seconds."""
    with inside(cast.acme):
        one = f"{ALL}/{watch().pk}"
    waited = OperationalError("canceling statement due to lock timeout")
    waited.__cause__ = LockNotAvailable()
    with mock.patch("analytics.services.monitors.change_monitor", side_effect=waited):
        answer = patch(secret, one, {"name": "Money"})
    assert (answer.status_code, answer.json()["code"]) == (409, "busy")
    assert (answer["Retry-After"], answer["Content-Type"]) == ("5", "application/problem+json")
    assert patch(secret, one, {"name": "Money"}).status_code == 200


def test_its_days_are_told(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        ads_world(halved(0, since=3))
        monitor = watch()
        look()
        days = Evaluation.objects.filter(monitor=monitor).count()
    first = get(secret, f"{ALL}/{monitor.pk}/evaluations?limit=1").json()
    assert (len(first["evaluations"]), bool(first["next"])) == (1, days > 1)
    assert first["evaluations"][0]["series"] >= 2


def test_a_trial_is_asked_for_and_followed(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        ads_world(halved(0, since=3))
    asked = post(secret, TRIALS, SPEND)
    assert (asked.status_code, asked.json()["state"]) == (202, "running")
    with inside(cast.acme):
        (job,) = Job.objects.filter(task="analytics.tasks.try_monitor")
        run_trial(trial_id=UUID(job.args[0]), detector=WeekdayEwma())
        assert not Monitor.objects.exists()
    done = get(secret, asked["Location"]).json()
    assert (done["state"], done["result"]["count"]) == ("done", len(done["result"]["told"]))
    assert done["result"]["count"] > 0
    sources = post(secret, TRIALS, {"name": "Late", "kind": "freshness"})
    assert (sources.status_code, sources.json()["code"]) == (400, "not_tried")


def test_a_key_that_only_reads_changes_nothing(cast: Cast) -> None:
    with inside(cast.acme):
        one = f"{ALL}/{watch().pk}"
    secret = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    assert get(secret, one).status_code == 200
    assert post(secret, ALL, SPEND).status_code == 403
    assert post(secret, TRIALS, SPEND).status_code == 403
    assert patch(secret, one, {"name": "Mine"}).status_code == 403
    assert delete(secret, one).status_code == 403
    for step in ("pause", "resume"):
        assert post(secret, f"{one}/{step}", {"reason": "No"}).status_code == 403


def test_charlies_key_finds_nothing_of_acme(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        monitor = watch()
        Evaluation.objects.create(monitor=monitor, day=today(), state="fine")
    trial = post(secret, TRIALS, SPEND)["Location"]
    theirs, one = key_for(cast.charlie, cast.rival), f"{ALL}/{monitor.pk}"
    assert get(theirs, ALL).json()["monitors"] == []
    for address in (one, f"{one}/evaluations", trial):
        assert get(theirs, address).status_code == 404, address
    assert patch(theirs, one, {"name": "Mine"}).status_code == 404
    assert delete(theirs, one).status_code == 404
    for step in ("pause", "resume"):
        assert post(theirs, f"{one}/{step}", {"reason": "Mine"}).status_code == 404
    with inside(cast.acme):
        assert Monitor.objects.get().name == "Spend"


def test_a_list_of_three_costs_as_much_as_one(cast: Cast, secret: str) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert get(secret, ALL).status_code == 200
        return len(found)

    with inside(cast.acme):
        watch()
    get(secret, ALL)
    one = statements()
    with inside(cast.acme):
        watch("Two"), watch("Three")
    assert statements() == one
