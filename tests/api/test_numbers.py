"""Campaigns, channel rules and passports for programs."""

from typing import Any

import pytest

from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.models import OwnMetric, OwnMetricVersion
from integrations.models import Opportunity
from tests.analytics.crm import crm_source, put
from tests.analytics.test_queries import deal, spend
from tests.api_keys import get, key_for, post
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
MARCH = {"from": "2026-03-01", "to": "2026-03-31"}
EXPLAIN = "/api/v1/metrics/explain"


@pytest.fixture
def ads(cast: Cast) -> Any:
    with inside(cast.acme):
        found = make_ads()
        spend(found, {(0, 1): (10, 1, 100_000_000, "USD"), (1, 2): (10, 1, 7_000_000, "USD")})
        put(crm_source(), Opportunity, {"1": deal(1, 428_000_000)})
    return found


@pytest.fixture
def secret(cast: Cast) -> str:
    return key_for(cast.alice, cast.acme, [Permission.VIEW_NUMBERS])


def test_campaigns_have_platform_and_channel(ads: Any, secret: str) -> None:
    rows = get(secret, "/api/v1/campaigns?kind=ad").json()["campaigns"]
    assert [(row["name"], row["platform_name"]) for row in rows] == [
        ("Brand", "Google Ads"),
        ("Shoes", "Meta Ads"),
    ]
    assert rows[1]["channel"] == "Paid social"
    (meta,) = get(secret, "/api/v1/campaigns?platform=meta_ads&limit=1").json()["campaigns"]
    assert meta["id"] == str(ads.campaigns[1])
    first = get(secret, "/api/v1/campaigns?limit=1&kind=ad").json()
    assert get(secret, first["next"]).json()["campaigns"][0]["id"] == meta["id"]


def test_a_metric_of_the_workspaces_own_is_asked_for_like_any(ads: Any, cast: Cast) -> None:
    with inside(cast.acme):
        own = OwnMetric.objects.create(key="own_double", name="Double")
        OwnMetricVersion.objects.create(
            metric=own, number=1, name="Double", formula="spend * 2", unit="money"
        )
    secret, theirs = key_for(cast.bob, cast.acme), key_for(cast.charlie, cast.rival)
    asked = {"metrics": ["own_double", "spend"], **MARCH}
    found = post(secret, "/api/v1/metrics/query", asked).json()["values"]
    assert found["own_double"]["value"] == 2 * found["spend"]["value"] > 0
    assert "own_double" in {one["key"] for one in get(secret, "/api/v1/metrics").json()}
    watched = {"name": "Double", "kind": "anomaly", "metric": "own_double"}
    assert post(secret, "/api/v1/monitors", watched).status_code == 201
    for address, body in (("metrics/query", asked), ("monitors", watched)):
        assert post(theirs, f"/api/v1/{address}", body).status_code == 400
    assert "own_double" not in str(get(theirs, "/api/v1/metrics").json())


def test_the_rules_of_channels_stand_in_their_order(ads: Any, secret: str) -> None:
    body = get(secret, "/api/v1/channels/rules").json()
    assert body["version"] == body["assigned_version"] == 1
    assert [rule["position"] for rule in body["rules"]] == list(range(1, len(body["rules"]) + 1))
    assert body["rules"][0]["conditions"][0].keys() == {"field", "operator", "values"}


def test_a_number_is_explained_by_its_sums(ads: Any, secret: str) -> None:
    body = post(secret, EXPLAIN, {"metric": "roas", **MARCH}).json()
    assert body["value"]["value"] == 4.0
    assert (body["numerator"], body["denominator"]) == (428_000_000, 107_000_000)
    assert body["metric"]["formula"].startswith("Won revenue ÷ spend")
    assert {"Formula", "Calculation", "Period"} <= {one["name"] for one in body["facts"]}
    assert len(body["sources"]) == 2
    spent = post(secret, EXPLAIN, {"metric": "spend", **MARCH}).json()
    assert spent["history"][-1]["value"] == 107_000_000


def test_words_are_in_the_language_that_is_asked_for(ads: Any, secret: str) -> None:
    for language, formula, fact in (("en", "Sum of all", "Formula"), ("da", "Summen af", "Formel")):
        more = {"Accept-Language": language}
        rows = get(secret, "/api/v1/metrics", **more).json()
        (clicks,) = (row for row in rows if row["key"] == "clicks")
        assert clicks["formula"].startswith(formula)
        body = post(secret, EXPLAIN, {"metric": "clicks", **MARCH}, **more).json()
        assert body["facts"][0]["name"] == fact


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("metric", {"metric": "profit"}),
        ("to", {"metric": "spend", "from": "2026-03-02", "to": "2026-03-01"}),
        *at_length(
            ("metric", {}),
            ("to", {"metric": "spend", "from": "2026-03-01"}),
            ("filters", {"metric": "spend", **MARCH, "filters": {"campaigns": ["x"]}}),
        ),
    ],
)
def test_what_cannot_be_explained_names_its_field(
    secret: str, field: str, wrong: dict[str, Any]
) -> None:
    answer = post(secret, EXPLAIN, wrong)
    assert answer.status_code == 400
    assert field in answer.json()["errors"]


def test_charlies_key_sees_nothing_of_acme(cast: Cast, ads: Any) -> None:
    secret = key_for(cast.charlie, cast.rival)
    assert get(secret, "/api/v1/campaigns").json()["campaigns"] == []
    assert get(secret, f"/api/v1/campaigns?source_id={ads.source.pk}").json()["campaigns"] == []
    assert get(secret, "/api/v1/channels/rules").json()["rules"] == []
    filters = {"campaigns": [str(ads.campaigns[0])]}
    body = post(secret, EXPLAIN, {"metric": "spend", **MARCH, "filters": filters}).json()
    assert (body["value"]["value"], body["sources"]) == (None, [])
    assert "Brand" not in str(body)
