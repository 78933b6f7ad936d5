"""The API answers as the pages do, names the wrong field, and opens one workspace only."""

from typing import Any

import pytest
from django.test import Client

from accounts.audit import Actor, acting_as
from accounts.models import ApiKey, Membership
from accounts.permissions import Permission
from accounts.services.api_keys import create_api_key
from accounts.tenancy import inside
from analytics.metrics import CATALOGUE
from integrations.models import Opportunity
from tests.analytics.crm import crm_source, put
from tests.analytics.test_queries import deal, spend
from tests.budget import at_length
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
QUESTION = {"metrics": ["spend", "roas"], "from": "2026-03-01", "to": "2026-03-31"}


def key_of(cast: Cast, user: Any, workspace: Any, scope: Permission) -> str:
    membership = Membership.objects.get(user=user, workspace=workspace)
    with inside(workspace), acting_as(Actor("user", user.pk)):
        key = create_api_key(name="Test", scopes=[scope], days=1, by=membership)
    return key.secret


def ask(secret: str, question: Any, client: Client | None = None) -> Any:
    return (client or Client()).post(
        "/api/v1/metrics/query",
        question,
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )


@pytest.fixture
def secret(cast: Cast) -> str:
    with inside(cast.acme):
        spend(make_ads(), {(0, 1): (10, 1, 100, "USD"), (0, 2): (10, 1, 7, "EUR")})
        put(crm_source(), Opportunity, {"1": deal(1, 400)})
    return key_of(cast, cast.alice, cast.acme, Permission.VIEW_NUMBERS)


def test_an_answer_holds_values_versions_and_what_was_left_out(secret: str) -> None:
    answer = ask(secret, {**QUESTION, "granularity": "month", "comparison": "year"})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["values"]["roas"] == {
        "value": 4.0,
        "reason": "",
        "before": None,
        "version": 1,
        "without_rate": ["EUR"],
        "settled": None,
    }
    assert body["series"]["spend"]["values"] == [100]
    assert body["left_out"] == [{"measure": "spend", "currency": "EUR", "micros": 7}]
    assert body["compared_with"] == {"from": "2025-03-01", "to": "2025-03-31"}
    assert len(body["sources"]) == 2


def test_a_breakdown_answers_in_rows(secret: str) -> None:
    body = ask(secret, {**QUESTION, "metrics": ["clicks"], "breakdown": "platform"}).json()
    assert [(row["name"], row["values"]["clicks"]["value"]) for row in body["rows"]] == [
        ("Google Ads", 2)
    ]


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("metrics", {"metrics": ["profit"]}),
        ("from", {"from": "yesterday"}),
        ("filters", {"filters": {"campaigns": ["x"]}}),
        ("breakdown", {"breakdown": "lead_source", "metrics": ["spend"]}),
        *at_length(
            ("metrics", {"metrics": []}),
            ("metrics", {"metrics": ["spend", "spend"]}),
            ("to", {"to": "2026-02-01"}),
            ("to", {"to": "2036-02-01"}),
            ("comparison", {"comparison": "last"}),
            ("filters", {"filters": {"campaigns": [False]}}),
            ("filters", {"filters": {"lead_sources": [0]}}),
            ("filters", {"filters": {"platforms": ["x"] * 51}}),
            ("breakdown", {"breakdown": "colour"}),
            ("granularity", {"breakdown": "platform", "granularity": "day"}),
        ),
    ],
)
def test_a_wrong_question_names_its_field(secret: str, field: str, wrong: dict[str, Any]) -> None:
    answer = ask(secret, {**QUESTION, **wrong})
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("body", ["", '"x"', *at_length("{", "[]", "null", '{"from": 1}')])
def test_a_body_that_is_no_question_is_refused(secret: str, body: str) -> None:
    assert ask(secret, body).status_code == 400


def test_the_catalogue_tells_every_metric(secret: str) -> None:
    answer = Client().get("/api/v1/metrics", headers={"Authorization": f"Bearer {secret}"})
    assert [row["key"] for row in answer.json()] == list(CATALOGUE)
    assert all(row["formula"] and row["needs"] for row in answer.json())


def test_a_key_without_the_scope_gets_403_and_no_key_401(cast: Cast) -> None:
    other = key_of(cast, cast.alice, cast.acme, Permission.VIEW_NUMBERS)
    with inside(cast.acme):
        ApiKey.objects.update(scopes=[])
    assert ask(other, QUESTION).status_code == 403
    assert ask("pxt_nothing", QUESTION).status_code == 401
    assert Client().get("/api/v1/metrics").status_code == 401


def test_charlies_key_sees_nothing_of_acme(cast: Cast, secret: str) -> None:
    theirs = ask(key_of(cast, cast.charlie, cast.rival, Permission.VIEW_NUMBERS), QUESTION).json()
    assert theirs["values"]["spend"]["value"] is None
    assert theirs["sources"] == []


def test_the_description_holds_the_question_with_an_example(db: None) -> None:
    described = Client().get("/api/v1/openapi.json").json()
    operation = described["paths"]["/api/v1/metrics/query"]["post"]
    assert operation["operationId"] == "query_metrics"
    assert operation["requestBody"]["content"]["application/json"]["examples"]
    question = described["components"]["schemas"]["Question"]["properties"]
    assert set(question) >= {"from", "to", "metrics", "filters"}
