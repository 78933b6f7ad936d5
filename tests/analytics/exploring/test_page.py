"""The explorer's page: every state is an address, wrong ones say so, files hold what is seen."""

import io
import random
import re
import zipfile
from itertools import cycle, product
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client

from accounts.models import AuditEvent, Membership, Role
from accounts.tenancy import inside
from integrations.facts import AdCampaign, ensure_campaigns
from tests.analytics.channel_world import make_world
from tests.analytics.exploring.facts import make_facts
from tests.analytics.test_pages import MARCH, client_of, fill, see
from tests.analytics.test_queries import spend
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.test_facts import Ads, make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
_STATES = (
    "",
    "metrics=spend&by=campaign&show=bars",
    "metrics=spend,clicks,ctr&by=platform,campaign&show=table&compare=year",
    "metrics=won_revenue&by=lead_source,channel&pivot=channel&step=week",
    "metrics=spend&step=quarter&compare=weekdays",
    "metrics=won_deals&by=source&show=funnel&sort=name&top=5",
    "metrics=spend&by=campaign&having=spend+>%3D+5&sort=-spend",
    "metrics=roas&by=channel&where=not+channel+is+Events&draw=roas",
)


@pytest.mark.parametrize("state", [*_STATES[::3], *at_length(*_STATES[1::3], *_STATES[2::3])])
def test_every_state_is_an_address(cast: Cast, state: str) -> None:
    with inside(cast.acme):
        make_world()
    answer = see(client_of(cast.bob), f"explore/?{MARCH}&{state}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Not everything in this address" not in html
    assert "style=" not in html
    assert "<table" in html


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("metrics=spendd", "“spendd” is no metric. Did you mean Spend (spend)"),
        ("metrics=spend&where=colour+is+red", "“colour” is no dimension"),
        ("metrics=spend&having=spend+>+lots", "“lots” is no number"),
        ("show=%00&draw=<b>", "is no draw"),
        *at_length(
            ("metrics=spend&by=colour", "“colour” is no dimension; these are: channel"),
            ("metrics=spend&by=channel,platform,campaign,source", "At most 3 dimensions"),
            ("metrics=spend&where=((((", "cannot be read"),
            ("metrics=spend&top=7", "“7” is no top; these are: 5"),
            ("metrics=spend&step=hour", "“hour” is no step"),
            ("metrics=spend&sort=-leads", "“-leads” is no sort"),
            ("range=someday", "“someday” is no range"),
            ("metrics=spend&pivot=channel", "“channel” is no pivot"),
        ),
    ],
)
def test_wrong_words_are_named_and_nothing_breaks(cast: Cast, state: str, says: str) -> None:
    fill(cast)
    answer = see(client_of(cast.bob), f"explore/?{MARCH}&{state}")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Not everything in this address was understood" in html
    assert says in html.replace("&gt;", ">")


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("metrics=spend&by=lead_source", "These can: Leads, MQL, SQL, Opportunities"),
        ("metrics=leads&by=lead_source,platform", "No metric can"),
    ],
)
def test_what_the_rollups_cannot_answer_says_why_and_what_fits(
    cast: Cast, state: str, says: str
) -> None:
    fill(cast)
    client = client_of(cast.bob)
    html = see(client, f"explore/?{state}").content.decode()
    assert "These metrics and dimensions do not meet" in html
    assert says in html
    assert see(client, f"explore/export.csv?{state}").status_code == 400
    partly = see(client, f"explore/?{MARCH}&metrics=spend,leads&by=platform").content.decode()
    assert "Leads cannot be split by Platform" in partly
    assert "Cannot be split this way." in partly


def test_the_question_stands_in_words_above_its_answer(cast: Cast) -> None:
    fill(cast)
    where = quote('platform is "Google Ads" or not campaign contains shoe')
    state = f"explore/?{MARCH}&metrics=spend,ctr&by=campaign&compare=none&where={where}"
    html = see(client_of(cast.bob), state + "&having=spend+>+50").content.decode()
    words = re.search(r'id="question-words">([^<]*)<', html)
    assert words is not None
    assert words[1].replace("\u00a0", " ").replace("&gt;", ">") == (
        "Spend and CTR by Ad campaign, 1 Mar 2026 – 31 Mar 2026, "
        "only where Platform is “Google Ads” or Ad campaign does not contain “shoe”, "
        "rows with Spend > USD 50"
    )
    assert "Brand" in html
    assert ">Shoes<" not in html


def test_a_form_leads_to_the_address_that_says_the_same(cast: Cast) -> None:
    fill(cast)
    form: dict[str, Any] = {
        "ask": "1",
        "metric": ["spend", "clicks"],
        "by0": "campaign",
        "by1": "",
        "top": "10",
        "range": "90d",
    }
    form |= {"w0s": "campaign", "w0o": "does not start with", "w0v": '"a, b", c'}
    form |= {"w1j": "and", "w1s": "platform", "w1o": "is", "w1v": "Google Ads"}
    form |= {"w2j": "or", "w2s": "channel", "w2o": "contains", "w2v": "paid"}
    form |= {"h0s": "spend", "h0o": "<=", "h0v": "1 000.5"}
    answer = see(client_of(cast.bob), "explore/", data=form)
    assert answer.status_code == 302
    first = 'campaign does not start with ("a, b", c) and platform is google_ads'
    assert parse_qs(urlsplit(answer["Location"]).query) == {
        "metrics": ["spend,clicks"],
        "by": ["campaign"],
        "top": ["10"],
        "range": ["90d"],
        "where": [f"({first}) or channel contains paid"],
        "having": ["spend <= 1000.5"],
    }
    html = see(client_of(cast.bob), answer["Location"].removeprefix("/w/acme/")).content.decode()
    assert 'value="&quot;a, b&quot;, c"' in html


def test_a_form_with_a_mistake_keeps_what_was_written_and_says_how_to_mend_it(cast: Cast) -> None:
    fill(cast)
    form = {"ask": "1", "metric": "spend", "w0s": "campaign", "w0o": "is", "w0v": ""}
    form |= {"h0s": "ctr", "h0o": ">", "h0v": "many"}
    answer = see(client_of(cast.bob), "explore/", data=form)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Write a value; several are parted by commas." in html
    assert "“many” is no number" in html
    assert 'value="many"' in html


def test_without_sources_it_says_what_to_do(cast: Cast) -> None:
    assert "Connect your first source" in see(client_of(cast.bob), "explore/").content.decode()


def test_each_number_opens_its_passport_under_the_same_filter(cast: Cast) -> None:
    fill(cast)
    client = client_of(cast.bob)
    where = quote("campaign contains a and not platform is meta_ads")
    html = see(client, f"explore/?{MARCH}&metrics=spend&by=campaign&where={where}").content.decode()
    (link,) = set(re.findall(r'class="table__open" href="([^"]*)"', html)[:1])
    passport = client.get(link.replace("&amp;", "&"))
    text = passport.content.decode()
    assert passport.status_code == 200
    assert "USD\u00a0100.00" in text
    assert "Ad campaign contains “a” and Platform is not “Meta Ads”" in text
    assert see(client, "numbers/spend?where=colour+is+red").status_code == 404


def test_files_hold_what_is_seen_and_no_formula(cast: Cast) -> None:
    with inside(cast.acme):
        ads = make_ads()
        names = ["=2+5", "+A1", "@SUM(A1)", "-x", "http://evil.example"]
        ids = ensure_campaigns(
            source_id=ads.source.pk,
            campaigns=[AdCampaign(f"x{n}", name, "google_ads") for n, name in enumerate(names)],
        )
        rows = {(n, 1): (100, n + 1, (n + 1) * 1_500_000, "USD") for n in range(len(names))}
        spend(Ads(ads.source, tuple(ids.values())), rows)
    client, state = client_of(cast.bob), f"{MARCH}&metrics=spend,ctr&by=campaign&top=5"
    csv = see(client, f"explore/export.csv?{state}").content.decode()
    assert csv.startswith("\ufeffAd campaign,Spend (USD),CTR\r\n")
    assert csv.count("\r\n'") == 4
    assert "All,22.5,0.03" in csv
    answer = see(client, f"explore/export.xlsx?{state}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        words = book.read("xl/sharedStrings.xml").decode()
        assert "xl/externalLinks" not in str(book.namelist())
        assert not any("rels" in name and "sheet1" in name for name in book.namelist())
    assert "<f>" not in sheet
    assert "<v>7.5</v>" in sheet
    assert "=2+5" in words
    assert "Clicks ÷ impressions" in words
    assert "Spend and CTR by Ad campaign" in words
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="numbers.exported").count() == 2


def test_who_may_see_and_who_may_take_it_along(cast: Cast) -> None:
    fill(cast)
    for path in ("explore/", "explore/export.csv", "explore/export.xlsx"):
        assert see(client_of(cast.charlie), path).status_code == 404
        assert see(Client(), path).status_code == 302
    Membership.objects.filter(user=cast.bob, workspace=cast.acme).update(role=Role.VIEWER)
    viewer = client_of(cast.bob)
    assert see(viewer, "explore/").status_code == 200
    assert see(viewer, "explore/export.csv").status_code == 403
    assert "export.csv" not in see(viewer, "explore/").content.decode()


def test_a_neighbours_names_are_not_suggested(cast: Cast) -> None:
    with inside(cast.acme):
        make_facts(random.Random(2))
    with inside(cast.rival):
        make_ads("Rival's account")
    html = see(client_of(cast.charlie), "explore/", slug="rival").content.decode()
    assert "Rival" in html
    for words in ("Account 0", "Webinar", "CRM", "Brand DK"):
        assert f'value="{words}"' not in html


def test_values_of_filters_are_values(cast: Cast) -> None:
    fill(cast)
    bob = client_of(cast.bob)
    injected = cycle(["'; DROP TABLE x; --", '\\" or 1=1 --', "%(workspace)s", "{0}"])
    dimensions = ("campaign", "platform", "channel", "lead_source", "crm_campaign", "source")
    for dimension, operator in product(dimensions, ("is", "does not contain", "starts with")):
        where = quote(f'{dimension} {operator} "{next(injected)}"')
        state = f"explore/?{MARCH}&metrics=spend,won_revenue&where={where}"
        assert see(bob, state).status_code == 200, where


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_many_rows(
    cast: Cast, count: int, django_assert_max_num_queries: Any
) -> None:
    fill(cast, count)
    client = client_of(cast.bob)
    state = f"explore/?{MARCH}&metrics=spend&by=campaign"
    see(client, state)
    with django_assert_max_num_queries(40):
        see(client, state)
