"""The page about retention: rules are looked at before they are set; holds; schedule; leaks."""

import csv
import io
from datetime import timedelta

import orjson
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.crypto.rotation import failures, rotate_data_key
from accounts.errors import Refused
from accounts.models import AuditEvent, Role
from accounts.subjects import Classification, Kept, NotPersonal, Personal, Subject
from accounts.tenancy import inside
from integrations.models import PeopleLimit, Source
from privacy import manifest, personal_data
from privacy.checks import unkept
from privacy.models import DataSubjectRequest, LegalHold, Outcome, RetentionRule, RetentionRun
from privacy.requests.ending import close_request
from privacy.requests.sweeps import REQUEST_KEPT
from privacy.retention.catalogue import KINDS, MOST_REQUESTS, days_of
from privacy.retention.holds import make_hold
from privacy.retention.rules import set_rule
from privacy.retention.schedule import schedule
from privacy.retention.sweeps import forget_holds
from proactivox.celery import SWEEPS
from tests.accounts.test_roles_and_leaks import as_role
from tests.budget import at_length
from tests.cast import ROLES, Cast
from tests.counting import assert_same_queries
from tests.privacy.erasure.people import crm, somebody
from tests.privacy.requests.conftest import taken_down
from tests.privacy.retention.conftest import PAGE, At, Browser, run_night

pytestmark = pytest.mark.django_db
DORA = Subject(emails=("dora@people.example",))


def hold(cast: Cast, email: str = "dora@people.example") -> None:
    with inside(cast.acme):
        make_hold(email=email, ground="Case Unmistakable.", until=None)


def test_every_retention_of_the_map_is_carried_out() -> None:
    """Statement 58: each category has what makes it go; named services are in the timetable."""
    lines = schedule()
    assert lines
    for line in lines:
        assert line.kept is not None, line.retention
        assert line.kept.sweeps or line.kept.deed, line.retention
        for sweep in line.kept.sweeps:
            assert sweep in SWEEPS, sweep
            assert callable(import_string(sweep))


def test_a_retention_that_nothing_carries_out_fails_the_check() -> None:
    """Statement 58: a new word in the map needs its service, or manage.py check says so."""
    column = Personal("pd:Name", "user", "the person", "write", "6(1)(b): a contract", "a year")
    found: dict[str, dict[str, Classification]] = {
        "privacy.diary": {"body": column, "id": NotPersonal("An id.")}
    }
    (missing,) = unkept(found, {})
    assert missing.id == "privacy.E014"
    assert "privacy.diary.body is kept 'a year'" in missing.msg
    assert list(unkept(found, {"a year": Kept(deed="Somebody tears it up.")})) == []
    (idle,) = unkept({}, {"a year": Kept(deed="Somebody tears it up.")})
    assert idle.id == "privacy.E015"


def test_what_the_map_promises_in_years_is_what_the_rules_do() -> None:
    """Statement 58: the words of the map and the days of the services are the same."""
    assert timedelta(days=days_of(MOST_REQUESTS)) == REQUEST_KEPT
    assert any(words.startswith("3 years after the request") for words in manifest.keepers())


@pytest.mark.parametrize("role", ROLES)
def test_who_may_see_and_set_it(cast: Cast, role: Role) -> None:
    """Statement 58: those who answer for privacy, and nobody else."""
    client = as_role(cast, role)
    may = role in (Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER)
    for path in (PAGE, f"{PAGE}rules/leads/?months=12", f"{PAGE}holds/new/", f"{PAGE}export/"):
        assert client.get(path).status_code == (200 if may else 403), path
    answer = client.post(f"{PAGE}rules/leads/", {"months": "24"})
    assert answer.status_code == (302 if may else 403)
    with inside(cast.acme):
        assert RetentionRule.objects.count() == int(may)


def test_a_rule_is_looked_at_before_it_is_set(cast: Cast, browser: Browser) -> None:
    """Statement 58: the preview says what goes; setting it tells the loads at once."""
    alice = browser(cast.alice)
    page = alice.get(f"{PAGE}rules/leads/").content.decode()
    assert "Deleted in the coming night" not in page, "nothing is set without a look"
    page = alice.get(f"{PAGE}rules/leads/?months=24").content.decode()
    assert "Deleted in the coming night" in page
    with inside(cast.acme):
        assert not PeopleLimit.objects.exists()
    assert alice.post(f"{PAGE}rules/leads/", {"months": "24"}).status_code == 302
    with inside(cast.acme):
        assert PeopleLimit.objects.get().days == days_of(24)
        assert AuditEvent.objects.get(action="retention.set").actor_id == cast.alice.pk
    page = alice.get(PAGE).content.decode()
    assert "2 years" in page
    assert "Set by this workspace" in page
    alice.post(f"{PAGE}rules/leads/", {"months": ""})
    with inside(cast.acme):
        assert not PeopleLimit.objects.exists()
        assert not RetentionRule.objects.exists()


@pytest.mark.parametrize("months", ["13", "99999999999", *at_length("0", "-1", "x")])
def test_other_periods_are_refused(cast: Cast, browser: Browser, months: str) -> None:
    """Statement 58: platform maxima hold, whatever is sent."""
    answer = browser(cast.alice).post(f"{PAGE}rules/deleted/", {"months": months})
    assert answer.status_code == 404
    with inside(cast.acme), pytest.raises(Refused):
        set_rule(kind="deleted", months=24)
    with inside(cast.acme):
        assert not RetentionRule.objects.exists()
    assert browser(cast.alice).get(f"{PAGE}rules/nothing/").status_code == 404


def test_charlie_sees_nothing_of_it(cast: Cast, browser: Browser) -> None:
    """Statement 51: Acme's holds name people, on its own addresses and on Rival's."""
    hold(cast)
    with inside(cast.acme):
        hold_id = LegalHold.objects.get().pk
        set_rule(kind="leads", months=24)
    charlie = browser(cast.charlie)
    for path in (PAGE, f"{PAGE}rules/leads/", f"{PAGE}holds/new/", f"{PAGE}export/"):
        assert charlie.get(path).status_code == 404, path
    for place in (PAGE, PAGE.replace("/acme/", "/rival/")):
        assert charlie.post(f"{place}holds/{hold_id}/lift/").status_code == 404
    own = charlie.get(PAGE.replace("/acme/", "/rival/")).content.decode()
    for words in ("Unmistakable", "dora@people.example", "Set by this workspace"):
        assert words not in own
    with inside(cast.rival):
        for model in (RetentionRule, LegalHold, RetentionRun, PeopleLimit):
            assert model.objects.count() == 0
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608
                assert cursor.fetchone() == (0,)
    with inside(cast.acme):
        assert LegalHold.objects.get().lifted_at is None


def test_a_hold_is_made_and_lifted_by_the_page(cast: Cast, browser: Browser) -> None:
    """Statement 58: ground, who and until; one that is over names nobody any more."""
    alice = browser(cast.alice)
    said = {"email": "dora@people.example", "ground": "Case 17.", "until": "2999-12-31"}
    for wrong, why in (
        ({"ground": ""}, "This field is required"),
        ({"rule": "leads"}, "Name either a person or a rule."),
        ({"email": ""}, "Name either a person or a rule."),
        ({"until": "2001-01-01"}, "Choose a day that is not over."),
        ({"ids": "003x"}, "A source and ids go together."),
    ):
        answer = alice.post(f"{PAGE}holds/new/", {**said, **wrong})
        assert why in answer.content.decode(), wrong
    assert alice.post(f"{PAGE}holds/new/", said).status_code == 302
    page = alice.get(PAGE).content.decode()
    assert "dora@people.example" in page
    assert "Case 17." in page
    with inside(cast.acme):
        row = LegalHold.objects.get()
        assert b"dora" not in bytes(row.person or b"")
        assert personal_data.collect(DORA)[0].rows[0]["ground"] == "Case 17."
        (kept,) = [part for part in personal_data.erase(DORA) if part.table == "privacy.legalhold"]
        assert kept.retained == 1
    rotate_data_key(cast.acme.pk)
    assert "Case 17." in alice.get(PAGE).content.decode()
    assert list(failures()) == []
    assert alice.post(f"{PAGE}holds/{row.pk}/lift/").status_code == 302
    assert (
        "This hold is lifted."
        in alice.post(f"{PAGE}holds/{row.pk}/lift/", follow=True).content.decode()
    )
    page = alice.get(PAGE).content.decode()
    assert "dora@people.example" not in page
    with inside(cast.acme):
        assert personal_data.collect(DORA) == ()


def test_holds_go_five_years_after_their_end(cast: Cast, now_is: At) -> None:
    """Statement 58: a hold has its own retention."""
    hold(cast)
    with inside(cast.acme):
        LegalHold.objects.update(lifted_at=timezone.now() - timedelta(days=5 * 365))
    assert forget_holds() == 0
    with inside(cast.acme):
        LegalHold.objects.update(lifted_at=timezone.now() - timedelta(days=5 * 365 + 3))
    assert forget_holds() == 1


def test_words_of_requests_go_earlier_where_a_workspace_says_so(cast: Cast, now_is: At) -> None:
    """Statement 58: closed requests lose their words by the workspace's own rule, with evidence."""
    request_id = taken_down(cast.acme)
    with inside(cast.acme):
        close_request(request_id=request_id, outcome=Outcome.ANSWERED, text="Here.")
        set_rule(kind="requests", months=12)
        closed_at = DataSubjectRequest.objects.get().closed_at
    assert closed_at
    now_is((closed_at + timedelta(days=days_of(12) - 1)).isoformat())
    run_night(cast.acme.pk)
    with inside(cast.acme):
        assert DataSubjectRequest.objects.get().address is not None
    now_is((closed_at + timedelta(days=days_of(12) + 1)).isoformat())
    run_night(cast.acme.pk)
    with inside(cast.acme):
        assert DataSubjectRequest.objects.get().address is None
        run = RetentionRun.objects.get()
        assert (run.kind, run.records) == ("requests", 1)
        assert len(run.digest) == 64


@pytest.mark.parametrize("verb", ["UPDATE {} SET records = 0", "DELETE FROM {}", "TRUNCATE {}"])
def test_evidence_is_not_altered(cast: Cast, verb: str) -> None:
    """Statement 58: what the nights deleted is append-only."""
    with inside(cast.acme):
        RetentionRun.objects.create(
            kind="leads", months=12, before=timezone.now(), records=1, digest="0" * 64
        )
        statement = verb.format("privacy_retentionrun")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert RetentionRun.objects.get().records == 1


@pytest.mark.parametrize("file_format", ["csv", "json"])
def test_the_schedule_is_a_file(cast: Cast, browser: Browser, file_format: str) -> None:
    """Statement 58: each category with its retention and what carries it out, and the rules."""
    body = browser(cast.alice).get(f"{PAGE}export/?format={file_format}").content
    if file_format == "json":
        told = orjson.loads(body)
        assert len(told["schedule"]) == len(schedule())
        assert [rule["rule"] for rule in told["rules"]] == list(KINDS)
        assert {"default_months", "most_months", "law", "trigger"} <= set(told["rules"][0])
    else:
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        assert len(rows) == 1 + len(schedule()) + len(KINDS)
        assert all(all(row[:4]) for row in rows)
    assert browser(cast.alice).get(f"{PAGE}export/?format=exe").status_code == 404


def test_the_page_asks_as_much_for_three_holds_as_for_one(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    numbers = iter(range(9))
    assert_same_queries(
        lambda: alice.get(PAGE), lambda: hold(cast, f"p{next(numbers)}@people.example")
    )


def test_ids_of_nobody_are_refused_and_files_are_no_place_of_people(
    cast: Cast, browser: Browser
) -> None:
    """A hold by a mistyped id would keep nobody, and its own words would be found for ever."""
    dora = somebody()
    people = crm(cast.acme, dora)
    with inside(cast.acme):
        spend = Source.objects.create(workspace_id=cast.acme.pk, connector="file", name="Spend")
    alice = browser(cast.alice)
    page = alice.get(f"{PAGE}holds/new/").content.decode()
    assert str(people.pk) in page
    assert str(spend.pk) not in page
    said = {"ground": "Case 17.", "source": str(people.pk)}
    refused = alice.post(f"{PAGE}holds/new/", {**said, "ids": f"{dora.lead} 00Qx"})
    assert "no contact with the id 00Qx from" in refused.content.decode()
    taken = alice.post(f"{PAGE}holds/new/", {**said, "ids": f"{dora.lead}, {dora.contact}"})
    assert taken.status_code == 302
