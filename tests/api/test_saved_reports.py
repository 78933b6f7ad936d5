"""Saved reports for programs: kept, answered as the explorer does, fetched as a file, one's own."""

import csv
import io

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.models import SavedReport
from tests.analytics.test_queries import spend
from tests.api_keys import delete, get, key_for, post
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/saved-reports"
MARCH = "from=2026-03-01&to=2026-03-31"
BODY = {"name": "Campaigns", "question": f"?metrics=spend,ctr&by=campaign&top=10&{MARCH}&csrf=1"}


@pytest.fixture
def secret(cast: Cast) -> str:
    with inside(cast.acme):
        spend(make_ads(), {(0, 1): (10, 1, 100_500_000, "USD"), (1, 2): (10, 3, 7_000_000, "USD")})
    return key_for(cast.bob, cast.acme)


def test_a_question_is_kept_and_answered(cast: Cast, secret: str) -> None:
    made = post(secret, ALL, BODY)
    assert made.status_code == 201, made.content
    one = made["Location"]
    assert "csrf" not in made.json()["question"]
    answer = get(secret, f"{one}/answer").json()
    assert (answer["dimensions"], answer["metrics"]) == (["campaign"], ["spend", "ctr"])
    assert (answer["name"], answer["currency"], answer["troubles"]) == ("Campaigns", "USD", [])
    spent = {line["names"][0]: line["values"]["spend"]["value"] for line in answer["lines"]}
    assert spent == {"Brand": 100_500_000, "Shoes": 7_000_000}
    assert answer["total"]["values"]["spend"]["value"] == 107_500_000
    assert answer["total"]["values"]["ctr"]["value"] == 4 / 20, "a ratio of sums"
    assert delete(secret, one).status_code == 204
    assert get(secret, one).status_code == 404


def test_its_file_is_that_of_the_page(cast: Cast, secret: str) -> None:
    one = post(secret, ALL, BODY)["Location"]
    file = get(secret, f"{one}/file", Accept="text/csv")
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row[:2] for row in rows[1:]] == [["Brand", "100.5"], ["Shoes", "7"], ["All", "107.5"]]
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="numbers.exported").count() == 1
    reads = key_for(cast.bob, cast.acme, [Permission.VIEW_NUMBERS])
    assert get(reads, f"{one}/file").status_code == 403


def test_what_is_not_understood_is_refused_with_what_is_wrong(cast: Cast, secret: str) -> None:
    for question in ("metrics=profit", "where=spend+is+brand", "metrics=visits&by=campaign"):
        answer = post(secret, ALL, {**BODY, "question": question})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["question"]), question
    with inside(cast.acme):
        assert not SavedReport.objects.exists()


def test_what_is_not_shared_is_for_its_makers_keys_alone(cast: Cast, secret: str) -> None:
    one = post(secret, ALL, {**BODY, "is_shared": False})["Location"]
    others = key_for(cast.alice, cast.acme)
    assert get(others, ALL).json()["reports"] == []
    for rest in ("", "/answer", "/file"):
        assert get(others, f"{one}{rest}").status_code == 404
        assert get(secret, f"{one}{rest}").status_code == 200


def test_charlies_key_finds_nothing_of_acme(cast: Cast, secret: str) -> None:
    one = post(secret, ALL, BODY)["Location"]
    theirs = key_for(cast.charlie, cast.rival)
    assert get(theirs, ALL).json()["reports"] == []
    for rest in ("", "/answer", "/file"):
        assert get(theirs, f"{one}{rest}").status_code == 404
    assert delete(theirs, one).status_code == 404
    own = post(theirs, ALL, BODY)["Location"]
    answer = get(theirs, f"{own}/answer").json()
    assert (answer["lines"], answer["sources"]) == ([], [])


def test_a_list_of_three_costs_as_much_as_one(secret: str) -> None:
    assert_same_queries(lambda: get(secret, ALL), lambda: post(secret, ALL, BODY))
