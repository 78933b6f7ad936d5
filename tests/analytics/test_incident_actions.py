"""What an incident proposes, what was done because of it, and what came of it two weeks later."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import InboxItem, Membership, Role
from accounts.tenancy import inside
from analytics.models import Incident, Monitor
from analytics.monitors.definition import Definition
from analytics.monitors.outcomes import DAYS, measure_outcomes, measured, outcome_of
from analytics.monitors.proposing import Step, steps_for
from integrations import actions
from integrations.models import ActionStep, Campaign, CampaignAction
from integrations.selectors.actions import because_of, done_because_of, steps_because_of
from tests.analytics.monitor_world import Shape, ads_world, halved, look, today, watch
from tests.analytics.test_pages import client_of, see
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


def tripled(number: int, back: int) -> float:
    return 3.0 if number == 0 and back < 3 else 1.0


def found(cast: Cast, shape: Shape = tripled) -> Incident:
    with inside(cast.acme):
        type(cast.acme).objects.filter(pk=cast.acme.pk).update(currency="USD")
        ads_world(shape)
        Campaign.objects.update(currency="USD")
        watch()
        look()
        return Incident.objects.get()


def page(cast: Cast, incident: Incident, user: Any = None) -> str:
    answer = see(client_of(user or cast.bob), f"incidents/{incident.pk}/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def deed(incident: Incident, state: str, *steps: str, **more: Any) -> CampaignAction:
    """A change that was asked for because of it."""
    campaign = Campaign.objects.get(pk=incident.part)
    action = CampaignAction.objects.create(
        source_id=campaign.source_id,
        campaign=campaign,
        what="pause",
        state=state,
        key=str(uuid4()),
        origin_kind="incident",
        origin_id=incident.pk,
    )
    for name, value in more.items():
        setattr(action, name, value)
    action.save()
    for step in steps:
        ActionStep.objects.create(action=action, what=step, by=action.asked_by)
    return action


def test_spend_that_rose_proposes_a_lower_budget_and_the_form_is_filled(cast: Cast) -> None:
    incident = found(cast)
    html = page(cast, incident)
    assert "Lower the budget of “Brand” at Google Ads" in html
    assert "Pause “Brand” at Google Ads" in html
    href = html.split(f"/campaigns/{incident.part}/?")[1].split('"')[0].replace("&amp;", "&")
    asked = parse_qs(urlsplit("?" + href).query)
    assert asked["do"] == ["budget"]
    assert 90 <= float(asked["budget"][0]) <= 110
    origin = actions.handed(
        asked["origin"][0], workspace_id=cast.acme.pk, campaign_id=Campaign(pk=incident.part).pk
    )
    assert origin is None or origin.id == incident.pk
    form = see(client_of(cast.bob), f"campaigns/{incident.part}/?{href}").content.decode()
    assert "Proposed because of an incident" in form


def test_an_origin_that_is_not_ours_or_of_another_campaign_is_none(cast: Cast) -> None:
    here, campaign = cast.acme.pk, uuid4()
    text = actions.hand_over(
        actions.Origin("incident", uuid4(), "x", "/w/acme/"),
        workspace_id=here,
        campaign_id=campaign,
    )
    assert actions.handed(text, workspace_id=here, campaign_id=campaign) is not None
    assert actions.handed(text, workspace_id=here, campaign_id=uuid4()) is None
    assert actions.handed(text, workspace_id=cast.rival.pk, campaign_id=campaign) is None
    assert actions.handed(f"{text}x", workspace_id=here, campaign_id=campaign) is None


def test_who_may_not_change_campaigns_is_shown_no_way_to(cast: Cast) -> None:
    incident = found(cast)
    Membership.objects.filter(user=cast.bob).update(role=Role.VIEWER)
    html = page(cast, incident)
    assert "Whoever may change campaigns can ask for it here." in html
    assert f"/campaigns/{incident.part}/?" not in html


@pytest.mark.parametrize(
    ("metric", "side", "status", "spends", "wanted"),
    [
        ("spend", "above", "ENABLED", True, (Step.BUDGET, Step.PAUSE)),
        ("clicks", "below", "ENABLED", True, (Step.PAUSE, Step.BUDGET)),
        ("cpc", "above", "", True, (Step.BUDGET, Step.PAUSE)),
        ("spend", "below", "ENABLED", True, ()),
        ("spend", "below", "CAMPAIGN_PAUSED", False, (Step.RESUME,)),
        ("clicks", "below", "ENABLED", False, ()),
        ("leads", "above", "ENABLED", True, ()),
        ("spend", "above", "REMOVED", True, ()),
    ],
)
def test_steps_fit_the_direction(
    metric: str, side: str, status: str, spends: bool, wanted: tuple[Step, ...]
) -> None:
    asked = Definition("anomaly", metric)
    assert steps_for(asked, side, status, is_spending=spends) == wanted


def test_what_was_done_stands_in_the_timeline_and_ends_the_proposal(cast: Cast) -> None:
    incident = found(cast)
    with inside(cast.acme):
        action = deed(incident, "done", "asked", "approved", "done", asked_by=cast.bob.pk)
    html = page(cast, incident)
    for words in ("asked for", "approved", "done"):
        assert f"Change {words}: pause Brand" in html
    assert f"/actions/{action.pk}/" in html
    assert "Lower the budget" not in html
    with inside(cast.acme):
        CampaignAction.objects.update(state="undone")
    assert "Lower the budget" in page(cast, incident)


def long_ago(cast: Cast) -> Incident:
    """One that began 20 days ago, when its campaign fell to a half."""
    ads_world(halved(0, since=20))
    campaign = Campaign.objects.get(name="Brand")
    return Incident.objects.create(
        monitor=watch(),
        part=str(campaign.pk),
        part_name="Brand",
        opened_on=today() - timedelta(days=20),
        side="below",
        owner=cast.bob,
    )


def test_two_weeks_later_the_owner_is_told_once_what_came(cast: Cast) -> None:
    with inside(cast.acme):
        incident = long_ago(cast)
        day = incident.opened_on
        assert measure_outcomes() == 1
        assert measure_outcomes() == 0
        incident.refresh_from_db()
        outcome = outcome_of(incident)
        assert outcome is not None
        assert (outcome.first_on, outcome.last_on) == (day, day + timedelta(days=DAYS - 1))
        assert outcome.actual / outcome.forecast == pytest.approx(0.5, abs=0.05)
        assert outcome.difference[2] < 0
        told = InboxItem.objects.filter(kind="incident_outcome")
        assert [one.user for one in told] == [cast.bob]
    assert "What came of it" in page(cast, incident)


def test_after_a_change_the_two_weeks_begin_with_the_day_after_it(cast: Cast) -> None:
    with inside(cast.acme):
        incident = long_ago(cast)
        deed(incident, "done", ended_at=timezone.now() - timedelta(days=17))
        assert measure_outcomes() == 1
        incident.refresh_from_db()
        outcome = outcome_of(incident)
        assert outcome is not None
        assert outcome.is_acted
        assert outcome.first_on == today() - timedelta(days=16)


def test_nothing_is_measured_of_gaps_and_short_histories() -> None:
    asked, begin = Definition("anomaly", "clicks"), today()
    assert measured([10.0] * 69 + [None], begin, 0, asked) is None
    assert measured([None] * 50 + [10.0] * 20, begin, 0, asked) is None
    even = measured([10.0] * 70, begin, 0, asked)
    assert even is not None
    assert even[0] == 140
    assert even[1] == pytest.approx(140)
    assert even[2] < 140 < even[3]


def test_rival_sees_no_deed_of_acme(cast: Cast) -> None:
    incident = found(cast)
    with inside(cast.acme):
        deed(incident, "done", "asked")
    with inside(cast.rival):
        assert not because_of(incident.pk)
        assert not steps_because_of(incident.pk)
        assert done_because_of(incident.pk) is None


def test_the_navigation_counts_what_is_not_over(cast: Cast) -> None:
    incident = found(cast)
    bob = client_of(cast.bob)
    counted = 'Incidents</span><span class="sidebar__count">1</span>'
    assert counted in page(cast, incident)
    bob.post(f"/w/acme/incidents/{incident.pk}/do/", {"do": "resolve"})
    cast.acme.refresh_from_db()
    assert cast.acme.open_incidents == 0
    cast.rival.refresh_from_db()
    assert cast.rival.open_incidents == 0


def test_a_change_that_is_on_its_way_shows_itself_in_the_timeline(cast: Cast) -> None:
    incident = found(cast)
    assert "every 2s" not in page(cast, incident)
    with inside(cast.acme):
        deed(incident, "running", "asked")
    assert "every 2s" in page(cast, incident)


def test_campaigns_that_are_called_alike_say_their_source_where_a_change_lies(cast: Cast) -> None:
    incident = found(cast)
    with inside(cast.acme):
        Monitor.objects.update(filters={}, by="none")
        Incident.objects.update(part="")
        Campaign.objects.update(name="Brand")
        name = Campaign.objects.select_related("source")[0].source.name
    html = page(cast, incident)
    assert html.count(f"Brand · {name}") >= 2
