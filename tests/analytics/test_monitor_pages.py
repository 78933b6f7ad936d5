"""Pages of monitors and incidents: who may, what they say, and that Charlie sees none of it."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, InboxItem, Membership, Role
from accounts.permissions import Permission, may
from accounts.tenancy import inside
from analytics.detection.forecasting.weekday_ewma import WeekdayEwma
from analytics.models import (
    AlarmBudget,
    Incident,
    IncidentComment,
    IncidentEvent,
    IncidentStatus,
    Monitor,
    MonitorTrial,
    MonitorWatch,
    MuteWindow,
)
from analytics.queries import Breakdown
from analytics.services.trying import plan_alarms, run_trial
from tests.analytics.monitor_world import ads_world, halved, look, watch
from tests.analytics.test_pages import client_of, see
from tests.budget import at_length
from tests.cast import ROLES, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
FORM = {"name": "Spend", "metric": "spend", "by": "campaign", "alpha": "0.01"}
LEAST = {"least_change": "10", "least_volume": "20", "least_impact": "0"}


def found(cast: Cast) -> Incident:
    with inside(cast.acme):
        ads_world(halved(0, since=3))
        watch()
        look()
        return Incident.objects.get()


def send(client: Client, path: str, **given: str) -> Any:
    return client.post(f"/w/acme/{path}", given)


def page(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("role", ROLES)
def test_who_may(cast: Cast, role: Role) -> None:
    Membership.objects.filter(user=cast.bob).update(role=role)
    bob = client_of(cast.bob)
    assert see(bob, "monitors/").status_code == 200
    assert see(bob, "incidents/").status_code == 200
    may_define = may(role, Permission.DEFINE_NUMBERS)
    assert see(bob, "monitors/new/").status_code == (200 if may_define else 403)
    assert see(bob, "monitors/quiet/").status_code == (200 if may_define else 403)
    for path in ("suggested/", "budget/"):
        assert send(bob, f"monitors/{path}").status_code == (302 if may_define else 403)


def test_charlie_sees_nothing_of_acme(cast: Cast) -> None:
    incident = found(cast)
    charlie = client_of(cast.charlie)
    for slug in ("acme", "rival"):
        paths = (f"monitors/{incident.monitor_id}/", f"incidents/{incident.pk}/")
        assert {see(charlie, path, slug=slug).status_code for path in paths} == {404}
        answer = charlie.post(f"/w/{slug}/incidents/{incident.pk}/do/", {"do": "resolve"})
        assert answer.status_code == 404
    for path in ("monitors/", "incidents/?status=all"):
        assert "Brand" not in page(see(charlie, path, slug="rival"))


def test_an_incident_is_explained_and_the_parts_sum(cast: Cast) -> None:
    incident = found(cast)
    html = page(see(client_of(cast.bob), f"incidents/{incident.pk}/"))
    assert "Spend of Brand is below what was expected" in html
    assert "The whole change" in html
    assert "since here" in html
    listed = page(see(client_of(cast.bob), "incidents/"))
    assert "Spend of Brand" in listed
    assert "1 incident" in page(see(client_of(cast.bob), "monitors/"))
    assert "Spend of Brand" in page(see(client_of(cast.bob), "overview/"))


def test_what_is_done_about_it_stands_in_its_timeline(cast: Cast) -> None:
    incident = found(cast)
    bob, path = client_of(cast.bob), f"incidents/{incident.pk}/"
    for do in ("acknowledge", "useful", "own", "resolve"):
        assert send(bob, f"{path}do/", do=do, owner=str(cast.alice.pk)).status_code == 302
    assert send(bob, f"{path}do/", do="resolve").status_code == 302
    assert send(bob, f"{path}do/", do="explode").status_code == 404
    assert send(bob, f"{path}do/", do="own", owner=str(cast.charlie.pk)).status_code == 302
    with inside(cast.acme):
        incident.refresh_from_db()
        assert (incident.owner, incident.is_useful) == (cast.alice, True)
        assert incident.status == IncidentStatus.RESOLVED
        happened = list(IncidentEvent.objects.order_by("at").values_list("what", flat=True))
        assert happened[-4:] == ["acknowledged", "useful", "owned", "closed"]
        look()
        assert Incident.objects.exclude(status=IncidentStatus.RESOLVED).count() == 0
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert {"incident.acknowledged", "incident.closed", "incident.useful"} <= actions


def test_whoever_is_given_an_incident_is_told_and_named(cast: Cast) -> None:
    incident = found(cast)
    bob, path = client_of(cast.bob), f"incidents/{incident.pk}/"
    for owner in (cast.bob, cast.alice, cast.alice):
        send(bob, f"{path}do/", do="own", owner=str(owner.pk))
    with inside(cast.acme):
        told = InboxItem.objects.filter(kind="incident_owner")
        assert [item.user for item in told] == [cast.alice]
        assert IncidentEvent.objects.filter(what="owned").count() == 2
    assert f'class="soft small">{cast.alice.get_full_name()}<' in page(see(bob, path))
    send(bob, f"{path}do/", do="own", owner="")
    assert 'class="soft small">Nobody<' in page(see(bob, path))


def test_a_new_monitor_and_a_replay_show_themselves(cast: Cast) -> None:
    incident, bob = found(cast), client_of(cast.bob)
    with inside(cast.acme):
        leads = watch("Leads", Breakdown.NONE, metric="leads")
    html = page(see(bob, f"monitors/{leads.pk}/"))
    assert "It has not looked yet." in html
    assert "All is as it should be" not in html
    for path in ("monitors/", f"monitors/{leads.pk}/"):
        seen = asks_again(page(see(bob, path)))
        assert seen
        assert again(bob, path, seen).status_code == 204
        assert again(bob, path, "before").status_code == 200
    with inside(cast.acme):
        Monitor.objects.filter(pk=leads.pk).update(state="fine")
    assert again(bob, f"monitors/{leads.pk}/", "before").status_code == 200
    for path in ("monitors/", f"monitors/{leads.pk}/", f"monitors/{incident.monitor_id}/"):
        assert not asks_again(page(see(bob, path)))
    with inside(cast.acme):
        AlarmBudget.objects.create(most=2)
    html = page(see(bob, "monitors/"))
    assert asks_again(html)
    assert "look again" not in html


def asks_again(html: str) -> str:
    """How the page says that the work stands for which it asks again; "" where it does not."""
    return html.split('hx-get="?seen=')[1].split('"')[0] if "every 2s" in html else ""


def again(client: Any, path: str, seen: str) -> Any:
    """As the page itself asks."""
    return client.get(f"/w/acme/{path}?seen={seen}", headers={"HX-Request": "true"})


def test_a_level_that_is_accepted_begins_anew(cast: Cast) -> None:
    incident = found(cast)
    send(client_of(cast.bob), f"incidents/{incident.pk}/do/", do="accept")
    with inside(cast.acme):
        monitor = Monitor.objects.get()
        since = incident.opened_on.isoformat()
        assert monitor.accepted == {incident.part: since, "": since}
        assert not MonitorWatch.objects.filter(part=incident.part).exists()
        Monitor.objects.update(judged_on=None)
        look()
        assert not Incident.objects.exclude(status=IncidentStatus.RESOLVED).exists()


def test_a_comment_tells_whom_it_names(cast: Cast) -> None:
    incident = found(cast)
    path = f"incidents/{incident.pk}/comments/"
    send(client_of(cast.bob), path, text="@alice, did you pause it?")
    send(client_of(cast.bob), path, text="  ")
    send(client_of(cast.bob), path, text="010180-1236")
    with inside(cast.acme):
        assert IncidentComment.objects.count() == 1
        told = InboxItem.objects.filter(kind="incident_comment")
        assert [item.user for item in told] == [cast.alice]
        assert InboxItem.objects.filter(kind="incident").count() == 2


def test_a_monitor_is_tried_before_it_is_saved(cast: Cast) -> None:
    with inside(cast.acme):
        ads_world(lambda number, back: 0.5 if number == 0 and 30 <= back <= 33 else 1.0)
    bob = client_of(cast.bob)
    wrong = bob.post("/w/acme/monitors/new/?kind=anomaly", {**FORM, **LEAST, "metric": "roas"})
    assert wrong.status_code == 422
    assert "cannot be split this way" in wrong.content.decode()
    answer = bob.post("/w/acme/monitors/new/?kind=anomaly", {**FORM, **LEAST})
    assert "Replaying the past year" in page(bob.get(answer["Location"]))
    with inside(cast.acme):
        trial = MonitorTrial.objects.get()
        run_trial(trial_id=trial.pk, detector=WeekdayEwma())
        trial.refresh_from_db()
        assert trial.result is not None
        assert [name for _day, name in trial.result["told"]] == ["Brand"]
    html = page(bob.get(answer["Location"]))
    assert "it would have told you once" in html
    assert "Brand" in html
    bob.post(answer["Location"])
    bob.post(answer["Location"])
    with inside(cast.acme):
        monitor = Monitor.objects.get()
        assert (monitor.made_by, monitor.by) == (cast.bob, "campaign")
    edit = f"monitors/{monitor.pk}/edit/"
    assert 'value="Spend"' in page(see(bob, edit))


def test_pausing_says_who_and_why(cast: Cast) -> None:
    found(cast)
    bob = client_of(cast.bob)
    with inside(cast.acme):
        monitor = Monitor.objects.get()
    path = f"monitors/{monitor.pk}/"
    send(bob, f"{path}pause/")
    send(bob, f"{path}pause/", reason="New site goes live")
    html = page(see(bob, path))
    assert "New site goes live" in html
    # It asks before it is deleted for ever.
    assert "Nobody can have it back." in html.split('id="delete"')[1]
    with inside(cast.acme):
        assert look() == 0
        assert Monitor.objects.get().paused_by == cast.bob
    send(bob, f"{path}pause/")
    with inside(cast.acme):
        assert look() == 1
    send(bob, f"{path}delete/")
    assert see(bob, path).status_code == 404
    assert "Its monitor was deleted" in page(see(bob, "incidents/?status=all"))


def test_quiet_days_are_judged_and_not_told(cast: Cast) -> None:
    from accounts.models import InboxItem

    bob = client_of(cast.bob)
    days = {"first_on": "2020-01-01", "last_on": "2099-01-01", "reason": "Stocktaking"}
    assert send(bob, "monitors/quiet/", **days).status_code == 302
    assert send(bob, "monitors/quiet/", **{**days, "last_on": ""}).status_code == 422
    incident = found(cast)
    with inside(cast.acme):
        assert not InboxItem.objects.exists()
        window = MuteWindow.objects.get()
    assert "Stocktaking" in page(see(bob, f"incidents/{incident.pk}/"))
    send(bob, f"monitors/quiet/{window.pk}/")
    assert "Stocktaking" not in page(see(bob, "monitors/quiet/"))


def test_suggestions_and_a_budget_of_alarms(cast: Cast) -> None:
    bob = client_of(cast.bob)
    assert "Begin with these" not in page(see(bob, "monitors/"))
    with inside(cast.acme):
        ads_world()
    assert "Begin with these" in page(see(bob, "monitors/"))
    send(bob, "monitors/suggested/")
    send(bob, "monitors/suggested/")
    send(bob, "monitors/budget/", most="0")
    send(bob, "monitors/budget/", most="2")
    with inside(cast.acme):
        assert set(Monitor.objects.values_list("metric", flat=True)) == {"spend", ""}
        plan_alarms(detector=WeekdayEwma())
        plan = AlarmBudget.objects.get().plan
        assert plan is not None
        assert plan["fits"]
    assert "It fits" in page(see(bob, "monitors/"))


@pytest.mark.parametrize(
    "kind", ["anomaly", "freshness", *at_length("threshold", "change", "trust", "schema", "pacing")]
)
def test_each_kind_has_its_form(cast: Cast, kind: str) -> None:
    page(see(client_of(cast.bob), f"monitors/new/?kind={kind}"))
    answer = client_of(cast.bob).post(f"/w/acme/monitors/new/?kind={kind}", {})
    assert answer.status_code == 422
