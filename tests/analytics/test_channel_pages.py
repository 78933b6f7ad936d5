"""The page of the rules: a draft until it is saved, for those who define numbers, Acme's alone."""

import json
import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Membership, Role
from accounts.permissions import Permission, may
from accounts.tenancy import inside
from analytics.channels.book import saved_rules
from analytics.channels.defaults import DEFAULTS
from analytics.channels.drafts import Draft
from analytics.channels.rules import Field
from analytics.models import ChannelBook, ThingKind
from analytics.rollups import assign_channels
from analytics.services.channels import save_rules
from tests.analytics.channel_world import channels, make_world
from tests.analytics.test_api import ask, key_of
from tests.analytics.test_channels import only
from tests.analytics.test_pages import client_of, see
from tests.budget import at_length
from tests.cast import ROLES, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
PAGE = "settings/campaigns/channels/"
MARCH = "from=2026-03-01&to=2026-03-31"


def draft_of(answer: Any) -> str:
    found = re.search(r'name="draft" value="([^"]*)"', answer.content.decode())
    assert found
    return unescape(found[1])


def channels_of(draft: str) -> list[str]:
    return [rule["channel"] for rule in json.loads(draft)["rules"]]


def send(client: Client, draft: str, do: str, **more: str) -> Any:
    return client.post(f"/w/acme/{PAGE}", {"draft": draft, "do": do, **more})


@pytest.mark.parametrize("role", ROLES)
def test_who_may_define_numbers_may_open_it(cast: Cast, role: Role) -> None:
    Membership.objects.filter(user=cast.bob).update(role=role)
    wanted = 200 if may(role, Permission.DEFINE_NUMBERS) else 403
    client = client_of(cast.bob)
    assert see(client, PAGE).status_code == wanted
    assert send(client, "x", "add").status_code == (302 if wanted == 200 else 403)


def test_charlie_gets_404_and_strangers_the_log_in(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        save_rules(rules=(only("Secret", Field.LEAD_SOURCE, "web"),), version=1)
    charlie = client_of(cast.charlie)
    assert see(charlie, PAGE).status_code == 404
    assert send(charlie, "x", "save").status_code == 404
    assert see(Client(), PAGE).status_code == 302
    own = charlie.get(f"/w/rival/{PAGE}").content.decode()
    assert "Secret" not in own
    assert "Hannover" not in own
    table = see(charlie, f"overview/?{MARCH}&by=channel", slug="rival").content.decode()
    assert "Secret" not in table


def test_nothing_is_saved_until_it_is_confirmed(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
    client = client_of(cast.bob)
    page = see(client, PAGE)
    steps: list[tuple[str, dict[str, str]]] = [
        ("delete 3", {}),
        ("up 1", {}),
        ("down 0", {}),
        ("edit 2", {}),
        ("add", {}),
    ]
    steps.append(("keep", rule_form("Fairs", "lead_source", "one_of", "Webinar\nWeb", place="1")))
    draft = draft_of(page)
    for do, more in steps:
        page = send(client, draft, do, **more)
        assert page.status_code == 200
        draft = draft_of(page)
    assert channels_of(draft)[0] == "Fairs"
    assert "What these rules would change" in page.content.decode()
    with inside(cast.acme):
        assert saved_rules() == DEFAULTS
        assert not AuditEvent.objects.filter(action="channels.set").exists()
    assert send(client, draft, "save").status_code == 302
    with inside(cast.acme):
        assert saved_rules()[0] == only("Fairs", Field.LEAD_SOURCE, "Webinar", "Web")
        assert len(saved_rules()) == len(DEFAULTS)
        assert ChannelBook.objects.get().changed_by == cast.bob
        assert AuditEvent.objects.get(action="channels.set").actor_id == cast.bob.pk
    html = see(client, PAGE).content.decode()
    assert "Everything is being assigned anew" in html
    seen = html.split("?seen=")[1].split('"')[0]
    headers = {"HX-Request": "true"}
    assert client.get(f"/w/acme/{PAGE}?seen={seen}", headers=headers).status_code == 204
    with inside(cast.acme):
        assign_channels()
        assert channels(ThingKind.LEAD_SOURCE)["Web"] == "Fairs"
    answer = client.get(f"/w/acme/{PAGE}?seen={seen}", headers=headers)
    assert "every 2s" not in answer.content.decode()


def rule_form(channel: str, field: str, operator: str, values: str, **more: str) -> dict[str, str]:
    first = {"field_0": field, "operator_0": operator, "values_0": values}
    return {"channel": channel, "place": "1", "editing": "new", **first, **more}


def test_moving_by_buttons_keeps_the_focus_on_what_was_moved(cast: Cast) -> None:
    client = client_of(cast.bob)
    draft = draft_of(see(client, PAGE))
    moved = send(client, draft, "up 2")
    order = channels_of(draft)
    assert channels_of(draft_of(moved))[:3] == [order[0], order[2], order[1]]
    assert re.search(r'value="up 1"[^>]*autofocus', moved.content.decode())
    first = send(client, draft_of(moved), "up 1").content.decode()
    assert re.search(r'value="up 0"[^>]*disabled', first)
    assert re.search(r'value="down 0"[^>]*autofocus', first)
    last = len(DEFAULTS) - 1
    end = send(client, draft, f"down {last - 1}").content.decode()
    assert re.search(rf'value="up {last}"[^>]*autofocus', end)


@pytest.mark.parametrize(
    "do", ["up 999", "delete -1", *at_length("edit x", "nonsense", "", "cancel")]
)
def test_a_step_that_cannot_be_is_none(cast: Cast, do: str) -> None:
    client = client_of(cast.bob)
    draft = draft_of(see(client, PAGE))
    page = send(client, draft, do)
    assert page.status_code == 200
    assert draft_of(page) == draft


WRONG_RULES = (
    ({"channel": ""}, "Channel: This field is required"),
    ({"values_0": ""}, "one value a line"),
    ({"field_0": ""}, "Say what these values are compared with"),
    ({"field_0": "", "values_0": ""}, "Say at least one condition"),
    ({"operator_0": "is", "values_0": "a\nb"}, "takes one value"),
    ({"operator_0": "like"}, "Select a valid choice"),
    ({"values_0": "x" * 256}, "At most 255 letters"),
    ({"values_0": "\n".join(map(str, range(201)))}, "At most 200 values"),
    ({"place": "0"}, "greater than or equal to 1"),
)


def test_a_rule_that_cannot_be_says_how_to_mend_it(cast: Cast, subtests: pytest.Subtests) -> None:
    client = client_of(cast.bob)
    draft = draft_of(see(client, PAGE))
    for wrong, words in WRONG_RULES:
        with subtests.test(words=words):
            rule = rule_form("Mine", "medium", "one_of", "a") | wrong
            page = send(client, draft, "keep", **rule)
            assert page.status_code == 422
            assert words in unescape(page.content.decode())
            assert draft_of(page) == draft


def test_there_is_an_end_to_rules(cast: Cast) -> None:
    client = client_of(cast.bob)
    rules = (only("Mine", Field.MEDIUM, "a"),) * 200
    draft = Draft(rules, 1).as_text()
    page = send(client, draft, "keep", **rule_form("More", "medium", "is", "b"))
    assert page.status_code == 422
    assert "At most 200 rules" in page.content.decode()
    changed = rule_form("Other mine", "medium", "is", "b", editing="0")
    assert len(channels_of(draft_of(send(client, draft, "keep", **changed)))) == 200


def test_editing_shows_the_rule_and_keeps_its_channel_in_every_language(cast: Cast) -> None:
    client = client_of(cast.bob)
    draft = draft_of(see(client, PAGE))
    client.cookies["language"] = "da"
    html = send(client, draft, "edit 3").content.decode().split("<main", 1)[1]
    shown = re.search(r'name="channel" value="([^"]+)"', html)
    assert shown
    kept = rule_form(shown[1], "medium", "is", "x", editing="3", place="4")
    assert channels_of(draft_of(send(client, draft, "keep", **kept))) == channels_of(draft)


def test_the_defaults_come_back_as_a_draft(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
        save_rules(rules=(), version=1)
    client = client_of(cast.alice)
    page = see(client, PAGE)
    assert "Without rules nothing has a channel" in page.content.decode()
    draft = draft_of(send(client, draft_of(page), "reset"))
    assert send(client, draft, "save").status_code == 302
    with inside(cast.acme):
        assert saved_rules() == DEFAULTS


def test_what_somebody_else_has_changed_is_not_overwritten(cast: Cast) -> None:
    client = client_of(cast.bob)
    draft = draft_of(send(client, draft_of(see(client, PAGE)), "delete 0"))
    with inside(cast.acme):
        save_rules(rules=DEFAULTS[:2], version=1)
    answer = client.post(f"/w/acme/{PAGE}", {"draft": draft, "do": "save"}, follow=True)
    assert "Somebody has changed the rules" in answer.content.decode()
    with inside(cast.acme):
        assert saved_rules() == DEFAULTS[:2]


@pytest.mark.parametrize("path", [PAGE, f"overview/?{MARCH}&by=channel&channel=Paid+search"])
def test_a_page_costs_the_same_with_three_businesses(cast: Cast, path: str) -> None:
    with inside(cast.acme):
        make_world()
    client = client_of(cast.bob)
    see(client, path)
    with CaptureQueriesContext(connection) as one:
        see(client, path)
    with inside(cast.acme):
        for number in (1, 2):
            make_world(number)
    with CaptureQueriesContext(connection) as three:
        see(client, path)
    assert len(three) == len(one)


@pytest.mark.parametrize("sort", ["name", "-roas", *at_length("", "-leads", "nonsense")])
def test_the_table_splits_sorts_and_finds_by_channel(cast: Cast, sort: str) -> None:
    with inside(cast.acme):
        make_world()
    client = client_of(cast.bob)
    html = see(client, f"overview/?{MARCH}&by=channel&sort={sort}").content.decode()
    for words in ("Paid search", "Paid social", "Events", "Unassigned", "Rules of channels"):
        assert words in html
    found = see(client, f"overview/?{MARCH}&by=channel&q=soc").content.decode()
    part = found[found.index('id="parts"') :]
    assert "Paid social" in part
    assert "Paid search" not in part
    assert "channel=Paid+search" in html


def test_channels_export_as_they_are_seen(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
    text = see(client_of(cast.bob), f"overview/export.csv?{MARCH}&by=channel").content.decode()
    lines = text.lstrip("\ufeff").splitlines()
    assert lines[0].startswith("channel,detail,Spend (USD),Clicks,CPC (USD),Leads")
    assert lines[1].startswith("Paid search,,100,10,10,1,")
    assert lines[2].startswith("Paid social,,5,1,5,")


@pytest.mark.parametrize("metric", ["spend", *at_length("won_revenue", "leads", "roas")])
def test_a_passport_under_a_channel_says_by_which_rules(cast: Cast, metric: str) -> None:
    with inside(cast.acme):
        make_world()
    client = client_of(cast.bob)
    html = see(client, f"numbers/{metric}?{MARCH}&channel=Paid+search").content.decode()
    assert "Rules of channels" in html
    assert "version 1, since" in html
    assert "Shoes" not in html
    assert "Rules of channels" not in see(client, f"numbers/{metric}?{MARCH}").content.decode()


def test_records_behind_a_channel_are_its_own(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
    client = client_of(cast.bob)
    deals = see(client, f"numbers/won_revenue?{MARCH}&channel=Events").content.decode()
    assert ".example/1" in deals
    assert not any(f".example/{other}" in deals for other in "234")
    leads = see(client, f"numbers/leads?{MARCH}&channel=Events").content.decode()
    assert ".example/0" in leads
    assert not any(f".example/{other}" in leads for other in "123")


def test_the_api_splits_and_filters_by_channel(cast: Cast) -> None:
    with inside(cast.acme):
        make_world()
    secret = key_of(cast, cast.alice, cast.acme, Permission.VIEW_NUMBERS)
    question = {"metrics": ["spend", "won_revenue"], "from": "2026-03-01", "to": "2026-03-31"}
    body = ask(secret, {**question, "breakdown": "channel"}).json()
    rows = {row["key"]: row["values"]["won_revenue"]["value"] for row in body["rows"]}
    assert (rows["Events"], rows[""]) == (400_000_000, 300_000_000)
    assert body["channel_rules"]["version"] == 1
    only_events = {"channels": ["Events"]}
    body = ask(secret, {**question, "filters": only_events}).json()
    assert body["values"]["won_revenue"]["value"] == 400_000_000
    assert ask(secret, question).json()["channel_rules"] is None
    theirs = key_of(cast, cast.charlie, cast.rival, Permission.VIEW_NUMBERS)
    assert ask(theirs, {**question, "breakdown": "channel"}).json()["rows"] == []


def test_the_description_holds_channels(db: None) -> None:
    schemas = Client().get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert "channel" in schemas["BreakdownEnum"]["enum"]
    assert "channels" in schemas["Filters"]["properties"]
    assert "channel_rules" in schemas["TableAnswer"]["properties"]
