"""Monitors of fields and of budgets: opened once, over once, and told by nobody twice."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.utils import timezone

from accounts.models import Told
from accounts.tenancy import inside
from analytics.budgets.calendars import month_of
from analytics.budgets.keeping import Amount, set_amounts
from analytics.budgets.telling import judge_budgets
from analytics.metrics import CATALOGUE
from analytics.models import Incident, IncidentEnd, IncidentStatus, Monitor, MonitorKind
from analytics.monitors.definition import Definition
from analytics.monitors.reading import Days, floats
from analytics.queries import Breakdown, Period
from analytics.services.incidents import accept_level
from integrations.models import Source, StreamState
from tests.analytics.budgets.world import TODAY, UNIT, make_budget, make_spend, on
from tests.analytics.monitor_world import look
from tests.analytics.test_pages import client_of, see
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


def watch_states(kind: MonitorKind) -> Monitor:
    monitor = Definition(kind).put_on(Monitor(name="States"))
    monitor.save(force_insert=True)
    return monitor


def note(kind: str, field: str, minutes_ago: int) -> dict[str, str]:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return {
        "at": at.replace(microsecond=0).isoformat(),
        "kind": kind,
        "field": field,
        "affects": "",
    }


def changed(*notes: dict[str, str], missing: Any = None) -> None:
    words = {"fields": ["Id"], "missing": missing or {}, "changes": [*notes]}
    StreamState.objects.update(schema=words)


@pytest.fixture
def crm(cast: Cast) -> Source:
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="Fernhill")
        StreamState.objects.create(source=source, stream="Lead", schema={"fields": ["Id"]})
        watch_states(MonitorKind.SCHEMA)
        return source


def test_a_field_that_went_away_is_an_incident_until_it_is_back(cast: Cast, crm: Source) -> None:
    with inside(cast.acme):
        look()
        assert not Incident.objects.exists()
        changed(note("gone", "Region__c", 5), note("new", "Area__c", 5), missing={"Region__c": "x"})
        look()
        look()
        incident = Incident.objects.get()
        assert incident.members == ["Lead.Region__c", "+Lead.Area__c"]
        assert incident.is_severe
        assert Told.objects.filter(kind="fields_gone").count() == 1
    html = see(client_of(cast.bob), f"incidents/{incident.pk}/").content.decode()
    assert "Fernhill gives fields no more that were read" in html
    assert "Lead.Region__c" in html
    assert "perhaps by another name the same: Lead.Area__c" in html
    with inside(cast.acme):
        changed(note("back", "Region__c", 1), note("gone", "Region__c", 5))
        look()
        incident.refresh_from_db()
        assert incident.ended_as == IncidentEnd.RECOVERED


def test_who_does_without_a_field_is_told_of_the_next_one(cast: Cast, crm: Source) -> None:
    with inside(cast.acme):
        changed(note("gone", "Region__c", 5))
        look()
        accept_level(incident_id=Incident.objects.get().pk)
        look()
        assert Incident.objects.get().ended_as == IncidentEnd.ACCEPTED
        changed(note("gone", "Score__c", -1), note("gone", "Region__c", 5))
        look()
        (second,) = Incident.objects.exclude(status=IncidentStatus.RESOLVED)
        assert second.members == ["Lead.Score__c"]


def test_a_budget_off_its_course_is_told_by_the_budget_alone(cast: Cast) -> None:
    with inside(cast.acme), on():
        make_spend()
        budget = make_budget(cast.acme, 4_000)
        watch_states(MonitorKind.PACING)
        judge_budgets()
        look()
        look()
        incident = Incident.objects.get()
        assert (incident.side, incident.latest["expected"]) == ("above", 1.0)
        assert incident.latest["low"] > 1.05
        assert list(Told.objects.values_list("kind", flat=True)) == ["budget"]
    html = see(client_of(cast.bob), f"incidents/{incident.pk}/").content.decode()
    assert "More than the budget of Acme is foretold" in html
    assert f"/budgets/{budget.pk}/" in html
    with inside(cast.acme), on():
        amounts = [Amount(month_of(TODAY), 4_340 * UNIT)]
        set_amounts(budget_id=budget.pk, amounts=amounts, currency="USD")
        look()
        incident.refresh_from_db()
        assert incident.ended_as == IncidentEnd.RECOVERED


def test_rival_has_none_of_it(cast: Cast, crm: Source) -> None:
    with inside(cast.acme):
        changed(note("gone", "Region__c", 5))
    with inside(cast.rival):
        watch_states(MonitorKind.SCHEMA)
        watch_states(MonitorKind.PACING)
        look()
        assert not Incident.objects.exists()


def test_a_number_that_is_a_formula_is_read_whole() -> None:
    """What stands below the line of a win rate are two sums, not the second of three."""
    one = np.ones((1, 1))
    above, below = floats(CATALOGUE["win_rate"], {"won": 3 * one, "lost": one}, one.shape)
    assert Days(Period(TODAY, TODAY), Breakdown.NONE, ("",), above, below).values == 0.75
    assert floats(CATALOGUE["key_events"], {"key_events": 2_500_000 * one}, one.shape)[0] == 2.5
