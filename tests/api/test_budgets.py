"""Budgets and goals for programs: how they stand; set anew, refused as on their pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.models import Budget, BudgetAmount
from tests.analytics.budgets.world import UNIT, make_budget, make_spend, on
from tests.api_keys import delete, get, key_for, patch, post
from tests.budget import at_length
from tests.cast import Cast
from tests.counting import assert_same_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache", "at_noon")]
ALL = "/api/v1/budgets"
MARCH = {"from": "2026-03-09", "micros": 4_340 * UNIT}
NEW = {"metric": "spend", "platform": "google_ads", "amounts": [MARCH]}


@pytest.fixture
def at_noon() -> Iterator[None]:
    with on():
        yield


@pytest.fixture
def secret(cast: Cast, at_noon: None) -> str:
    return key_for(cast.bob, cast.acme)


def test_a_budget_is_made_stands_is_set_anew_and_ends(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        make_spend()
    made = post(secret, ALL, NEW)
    assert made.status_code == 201, made.content
    one, body = made["Location"], made.json()
    stands = body["standing"]
    assert (stands["period"], stands["currency"], stands["target"]) == (
        {"from": "2026-03-01", "to": "2026-03-31"},
        "USD",
        4_340 * UNIT,
    )
    # 15 of 31 days are there, at 100 a day.
    assert (stands["value"], stands["days_left"], stands["left"]) == (
        *(1_500 * UNIT, 16),
        2_840 * UNIT,
    )
    assert stands["planned"] == pytest.approx(2_100 * UNIT)
    assert stands["forecast"]["low"] <= stands["forecast"]["value"] <= stands["forecast"]["high"]
    assert (stands["state"], body["by_day"][:2]) == ("under", [100 * UNIT, 200 * UNIT])
    anew = {"amounts": [{**MARCH, "micros": 3_100 * UNIT}], "spread": "weekdays"}
    changed = patch(secret, one, anew).json()
    assert changed["standing"]["state"] == "on_course"
    assert changed["spread"] == "weekdays"
    assert [(v["version"], v["micros"]) for v in changed["versions"]] == [
        (2, 3_100 * UNIT),
        (1, 4_340 * UNIT),
    ]
    (listed,) = get(secret, f"{ALL}?metric=spend&every=month").json()["budgets"]
    assert listed["standing"] == changed["standing"]
    assert get(secret, f"{one}?on=2026-04-01").json()["standing"]["state"] == "unset"
    assert delete(secret, one).status_code == 204
    assert get(secret, one).status_code == 404
    with inside(cast.acme):
        lines = AuditEvent.objects.filter(action__startswith="budget.", actor_kind="api_key")
        found = list(lines.order_by("seq").values_list("action", flat=True))
    assert found == ["budget.added", "budget.set", "budget.set", "budget.spread", "budget.ended"]


def test_a_period_that_is_over_changes_only_where_that_is_meant(cast: Cast, secret: str) -> None:
    with inside(cast.acme):
        row = make_budget(cast.acme, 4_000, day=date(2026, 2, 1))
    past = {"amounts": [{"from": "2026-02-01", "micros": UNIT}]}
    refused = patch(secret, f"{ALL}/{row.pk}", past)
    assert (refused.status_code, refused.json()["code"]) == (400, "past_changed")
    assert patch(secret, f"{ALL}/{row.pk}", {**past, "is_past_meant": True}).status_code == 200


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"metric": "profit"}, "metric"),
        ({"amounts": [{"from": "1066-10-14", "micros": UNIT}]}, "amounts"),
        ({"metric": "leads"}, None),
        *at_length(
            ({"amounts": []}, "amounts"),
            ({"amounts": [{"from": "2026-03-09", "micros": 0}]}, "amounts"),
            ({"amounts": [{"from": "2026-03-09", "micros": 1}]}, "amounts"),
            (
                {"metric": "leads", "platform": "", "amounts": [{**MARCH, "micros": 1_500_000}]},
                "amounts",
            ),
            ({"channel": "brand"}, "platform"),
            ({"currency": "usd"}, "currency"),
            ({"every": "week"}, "every"),
        ),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    cast: Cast, secret: str, more: Any, wrong: str | None
) -> None:
    answer = post(secret, ALL, {**NEW, **more})
    assert answer.status_code == 400, answer.content
    assert wrong is None or wrong in answer.json()["errors"], answer.content
    with inside(cast.acme):
        assert not Budget.objects.exists()


def test_the_same_twice_is_refused(secret: str) -> None:
    post(secret, ALL, NEW)
    assert post(secret, ALL, NEW).json()["code"] == "budget_exists"


def test_a_key_that_only_reads_sets_nothing(cast: Cast) -> None:
    with inside(cast.acme):
        one = f"{ALL}/{make_budget(cast.acme, 10).pk}"
    secret = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    assert get(secret, one).status_code == 200
    assert post(secret, ALL, NEW).status_code == 403
    assert patch(secret, one, {"amounts": [MARCH]}).status_code == 403
    assert delete(secret, one).status_code == 403


def test_charlies_key_finds_nothing_of_acme(cast: Cast) -> None:
    with inside(cast.acme):
        one = f"{ALL}/{make_budget(cast.acme, 10).pk}"
    theirs = key_for(cast.charlie, cast.rival)
    assert get(theirs, ALL).json()["budgets"] == []
    assert get(theirs, one).status_code == 404
    assert patch(theirs, one, {"amounts": [MARCH]}).status_code == 404
    assert delete(theirs, one).status_code == 404
    with inside(cast.acme):
        assert BudgetAmount.objects.count() == 1


def test_a_list_of_three_costs_as_much_as_one(cast: Cast, secret: str) -> None:
    metrics = iter(("clicks", "impressions", "ctr"))

    def add() -> None:
        with inside(cast.acme):
            make_budget(cast.acme, 10, metric=next(metrics))
        get(secret, ALL)  # which keeps how a new one stands

    assert_same_queries(lambda: get(secret, ALL), add, most=45)
