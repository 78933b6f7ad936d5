"""Tables of the API: several dimensions, trees of filters, first rows and rest; what is wrong."""

from typing import Any

import pytest
from django.test import Client

from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations.facts import AdCampaign, ensure_campaigns
from tests.analytics.test_api import QUESTION, ask, key_of
from tests.analytics.test_queries import spend
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.test_facts import Ads, make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
BY = {**QUESTION, "metrics": ["spend", "clicks"], "by": ["platform", "campaign"]}
BRAND = {"dimension": "campaign", "contains": ["brand"]}


@pytest.fixture
def secret(cast: Cast) -> str:
    with inside(cast.acme):
        ads = make_ads()
        names = ("Brand DK", "Brand UK", "Shoes", "Boots")
        campaigns = [AdCampaign(f"x{n}", name, "google_ads") for n, name in enumerate(names)]
        ids = ensure_campaigns(source_id=ads.source.pk, campaigns=campaigns)
        rows = {(n, 1): (100, n + 1, (n + 1) * 1_000_000, "USD") for n in range(4)}
        spend(Ads(ads.source, tuple(ids.values())), rows)
    return key_of(cast, cast.alice, cast.acme, Permission.VIEW_NUMBERS)


def names(body: Any) -> list[str]:
    return [row["names"][-1] for row in body["table"]["lines"]]


def test_a_table_has_the_first_rows_the_rest_and_all_and_adds_up(secret: str) -> None:
    body = ask(secret, {**BY, "top": 2, "sort": "-spend"}).json()
    table = body["table"]
    assert names(body) == ["Boots", "Shoes"]
    values = [line["values"]["spend"]["value"] for line in (*table["lines"], table["rest"])]
    assert values == [4_000_000, 3_000_000, 3_000_000]
    assert table["total"]["values"]["spend"]["value"] == sum(values)
    assert body["values"]["spend"]["value"] == sum(values)
    assert (table["dimensions"], table["count"], body["rows"]) == (["platform", "campaign"], 4, [])
    across = ask(secret, {**BY, "pivot": "campaign"}).json()["table"]
    assert across["columns"][0]["name"] == "Boots"
    assert across["lines"][0]["columns"][0]["spend"]["value"] == 4_000_000


def test_trees_of_tests_and_ranges_decide_which_rows_count(secret: str) -> None:
    asked = {**BY, "sort": "name"}
    assert names(ask(secret, {**asked, "where": BRAND}).json()) == ["Brand DK", "Brand UK"]
    contrary = {"not": {"or": [BRAND, {"dimension": "campaign", "is": ["Shoes"]}]}}
    assert names(ask(secret, {**asked, "where": contrary}).json()) == ["Boots"]
    both = {"and": [BRAND, {"dimension": "campaign", "starts_with": ["brand u"]}]}
    assert names(ask(secret, {**asked, "where": both}).json()) == ["Brand UK"]
    within = {"metric": "spend", "compare": ">", "number": 2_000_000}
    body = ask(secret, {**asked, "having": within}).json()
    assert names(body) == ["Boots", "Shoes"]
    assert body["table"]["unfit"] == 2
    assert body["table"]["total"]["values"]["spend"]["value"] == 7_000_000
    assert body["values"]["spend"]["value"] == 10_000_000
    flat = ask(secret, {**QUESTION, "metrics": ["spend"], "where": BRAND}).json()
    assert (flat["values"]["spend"]["value"], flat["table"]) == (3_000_000, None)


def deep(levels: int) -> dict[str, Any]:
    return BRAND if levels == 0 else {"not": deep(levels - 1)}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("by", {"by": ["colour"]}),
        ("by", {"by": ["campaign", "lead_source"]}),
        ("where", {"where": {}}),
        ("where", {"where": {"and": [BRAND] * 21}}),
        ("having", {"having": {"metric": "spend", "compare": ">"}}),
        *at_length(
            ("by", {"by": ["campaign", "campaign"]}),
            ("top", {"top": 0}),
            ("sort", {"sort": "-leads"}),
            ("pivot", {"pivot": "source"}),
            ("breakdown", {"breakdown": "campaign"}),
            ("granularity", {"granularity": "day"}),
            ("where", {"where": {"and": []}}),
            ("where", {"where": {**BRAND, "not": BRAND}}),
            ("where", {"where": {"dimension": "campaign"}}),
            ("where", {"where": {"dimension": "campaign", "contains": [" "]}}),
            ("where", {"where": {"or": [{"and": [BRAND] * 11}] * 2}}),
            ("where", {"where": deep(50)}),
            ("having", {"having": {"metric": "spend", "compare": "!", "number": 1}}),
            ("having", {"having": BRAND}),
        ),
    ],
)
def test_a_wrong_table_names_its_field(secret: str, field: str, wrong: dict[str, Any]) -> None:
    answer = ask(secret, {**BY, **wrong})
    assert answer.status_code == 400, answer.content
    assert list(answer.json()["errors"]) == [field]


def test_what_belongs_to_a_table_needs_dimensions(secret: str) -> None:
    answer = ask(secret, {**QUESTION, "top": 5, "sort": "name"})
    assert set(answer.json()["errors"]) == {"top", "sort"}


def test_charlies_table_holds_nothing_of_acme(cast: Cast, secret: str) -> None:
    theirs = ask(key_of(cast, cast.charlie, cast.rival, Permission.VIEW_NUMBERS), BY).json()
    assert theirs["table"]["lines"] == []


def test_the_description_holds_trees_that_hold_trees(db: None) -> None:
    schemas = Client().get("/api/v1/openapi.json").json()["components"]["schemas"]
    assert schemas["Where"]["properties"]["and"]["items"] == {"$ref": "#/components/schemas/Where"}
    assert set(schemas["Having"]["properties"]) >= {"not", "metric", "compare", "number"}
