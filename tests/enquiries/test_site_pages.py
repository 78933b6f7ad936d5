"""What the public pages say is there: the catalogue's plans, every connector, each language."""

import json
import re

import pytest
from django.test import Client

from billing.plans import CATALOGUE, TEAM, Currency, Interval
from enquiries.templatetags.site import size_of
from integrations.connectors import CONNECTORS
from proactivox.launch.places import ROOT
from tests.cast import Cast
from tests.counting import queries_of
from tests.tidy import tidy

pytestmark = pytest.mark.django_db
PAGES = ("/", "/pricing/", "/security/")


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def headings(html: str) -> list[str]:
    return re.findall(r"<h[12][^>]*>(.*?)</h", html)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_the_database_nothing_and_says_the_same_in_danish(path: str) -> None:
    assert queries_of(lambda: page(path)) == []
    english, danish = (
        re.findall(r"<h[12][^>]*>(.*?)</h", page(f"/{c}{path}")) for c in ("en", "da")
    )
    assert len(english) == len(danish)
    same = [word for word in english if word in danish]
    assert set(same) <= {"Business", "Team", "Enterprise", "Free"}


def test_whoever_is_logged_in_goes_on_to_their_workspace(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.alice)
    assert client.get("/").headers["Location"] == "/w/acme/overview/"
    assert client.get("/pricing/").status_code == 200


def test_every_connector_is_named() -> None:
    text = page("/en/")
    assert [one.label for one in CONNECTORS.values() if f"<dt>{one.label}</dt>" not in text] == []


def test_prices_are_those_of_the_catalogue() -> None:
    text = page("/en/pricing/?currency=dkk&interval=year&members=7")
    for plan in CATALOGUE.values():
        assert f">{plan.name}</h2>" in text
        if plan.prices:
            price = plan.prices[Interval.YEAR]
            total = price.base[Currency.DKK] + 7 * price.seat[Currency.DKK]
            assert f"{total // 100:,} DKK <span>a year</span>" in text
    assert text.count("By offer") == 1
    assert "Holds 2 members at most" in text


def test_the_price_page_speaks_the_visitors_money_and_forgives_nonsense() -> None:
    danish = page("/da/pricing/?currency=doubloons&members=-4&interval=never")
    assert "DKK <span>pr. måned</span>" in danish
    assert "for hver af 5 medlemmer" in danish
    for currency in Currency:
        assert f"{currency.upper()} <span>a month" in page(f"/en/pricing/?currency={currency}")


def test_search_engines_read_the_prices_that_people_read() -> None:
    text = page("/en/pricing/?currency=eur")
    told = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)[-1])
    team = next(one for one in told["offers"] if one["name"] == "Team")
    assert team["price"] == f"{TEAM.prices[Interval.MONTH].base[Currency.EUR] / 100:.2f}"
    assert team["priceCurrency"] == "EUR"
    assert re.findall(r'(?:src|href)="https?://(?!localhost|127|testserver)', text) == []


def test_pictures_are_there_in_each_language_and_theme_with_their_sizes() -> None:
    for language in ("en", "da"):
        html = tidy(page(f"/{language}/"))
        files = re.findall(r'/static/img/site/([\w-]+\.webp)" width="(\d+)" height="(\d+)"', html)
        assert len(files) == 14
        assert all(f"-{language}-" in name for name, *_size in files)
        assert [size_of(name) for name, *_size in files] == [(int(w), int(h)) for _n, w, h in files]
    together = sum(path.stat().st_size for path in (ROOT / "static/img/site").iterdir())
    assert together < 900_000


def test_a_chosen_theme_is_the_pictures_theme() -> None:
    html = Client(headers={"cookie": "theme=dark"}).get("/").content.decode()
    assert re.findall(r"img/site/[\w-]+-light\.webp", html) == []
