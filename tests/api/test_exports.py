"""Files of numbers: asked for, written by a job, fetched for a day, and no longer."""

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, Job
from accounts.permissions import Permission
from accounts.tenancy import inside
from analytics.exporting.writing import forget_exports, write_export
from analytics.models import NumbersExport
from tests.analytics.test_queries import spend
from tests.api_keys import get, key_for, post
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/exports"
QUESTION = {
    "metrics": ["spend", "ctr", "leads"],
    "from": "2026-03-01",
    "to": "2026-03-31",
    "breakdown": "campaign",
}


@pytest.fixture
def secret(cast: Cast) -> str:
    with inside(cast.acme):
        spend(make_ads(), {(0, 1): (10, 1, 100_500_000, "USD"), (1, 2): (10, 1, 7_000_000, "EUR")})
    return key_for(cast.bob, cast.acme, [Permission.EXPORT_NUMBERS])


def written(cast: Cast, secret: str, question: Any) -> Any:
    """An export that its job has written."""
    asked = post(secret, ALL, question)
    assert asked.status_code == 202, asked.content
    with inside(cast.acme):
        (job,) = Job.objects.filter(task="analytics.tasks.write_export", args=[asked.json()["id"]])
        write_export(export_id=UUID(job.args[0]))
    return get(secret, asked["Location"]).json()


def rows_of(secret: str, export: Any) -> list[dict[str, str]]:
    answer = get(secret, export["file"], Accept="text/csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="numbers-')
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_a_file_is_asked_for_followed_and_fetched(cast: Cast, secret: str) -> None:
    asked = post(secret, ALL, QUESTION).json()
    assert (asked["state"], asked["file"]) == ("waiting", None)
    assert get(secret, f"{ALL}/{asked['id']}/file").status_code == 404
    export = written(cast, secret, QUESTION)
    assert (export["state"], export["rows"]) == ("done", 2)
    brand, shoes = sorted(rows_of(secret, export), key=lambda row: row["name"])
    assert (brand["name"], brand["spend"], brand["ctr"]) == ("Brand", "100.5", "0.1")
    assert (brand["leads"], brand["currency"]) == ("", "USD"), "what does not exist is empty"
    assert (shoes["spend"], shoes["without_rate"]) == ("", "EUR")
    with inside(cast.acme):
        actions = list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))
    assert actions[-3:] == ["export.requested", "export.requested", "numbers.exported"]


def test_days_and_totals_are_lines_too(cast: Cast, secret: str) -> None:
    daily = {**QUESTION, "metrics": ["clicks"], "breakdown": "none", "granularity": "month"}
    (month,) = rows_of(secret, written(cast, secret, daily))
    assert (month["day"], month["clicks"]) == ("2026-03-01", "2")
    total = {**daily, "granularity": "total"}
    (line,) = rows_of(secret, written(cast, secret, total))
    assert line["clicks"] == "2"


def test_a_name_is_no_formula_of_a_spreadsheet(cast: Cast, secret: str) -> None:
    from integrations.models import Campaign

    with inside(cast.acme):
        Campaign.objects.filter(name="Brand").update(name="=1+1")
    names = {row["name"] for row in rows_of(secret, written(cast, secret, QUESTION))}
    assert names == {"'=1+1", "Shoes"}


def test_a_wrong_question_is_refused_at_once(cast: Cast, secret: str) -> None:
    for wrong in ({"metrics": ["profit"]}, {"to": "2026-02-01"}, {"breakdown": "colour"}):
        answer = post(secret, ALL, {**QUESTION, **wrong})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, list(wrong))
    with inside(cast.acme):
        assert not NumbersExport.objects.exists()


def test_what_can_no_longer_be_asked_says_why(cast: Cast, secret: str) -> None:
    asked = post(secret, ALL, QUESTION).json()
    with inside(cast.acme):
        NumbersExport.objects.update(question={**QUESTION, "to": "2026-02-01"})
        write_export(export_id=UUID(asked["id"]))
    found = get(secret, f"{ALL}/{asked['id']}").json()
    assert (found["state"], list(found["wrong"])) == ("failed", ["to"])


def test_a_file_is_kept_for_a_day(cast: Cast, secret: str) -> None:
    export = written(cast, secret, QUESTION)
    assert forget_exports() == 0
    with inside(cast.acme):
        NumbersExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    over = get(secret, f"{ALL}/{export['id']}").json()
    assert (over["state"], over["file"]) == ("expired", None)
    assert get(secret, export["file"]).status_code == 404
    assert forget_exports() == 1
    assert get(secret, ALL).json() == {"next": None, "exports": []}


def test_charlies_key_fetches_nothing_of_acme(cast: Cast, secret: str) -> None:
    export = written(cast, secret, QUESTION)
    theirs = key_for(cast.charlie, cast.rival)
    assert get(theirs, ALL).json()["exports"] == []
    for address in (f"{ALL}/{export['id']}", export["file"]):
        assert get(theirs, address).status_code == 404
    asked = post(theirs, ALL, QUESTION).json()
    with inside(cast.rival):
        write_export(export_id=UUID(asked["id"]))
    done = get(theirs, f"{ALL}/{asked['id']}").json()
    assert done["rows"] == 0
