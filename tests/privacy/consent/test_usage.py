"""Usage analytics: counted of who agreed, seen and ended by them, shown to staff as sums alone."""

import re
import time
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from accounts.models import User
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from accounts.tenancy import inside
from privacy.consent import counting, holdings, words
from privacy.consent.choosing import standing_of
from privacy.consent.counting import LONGEST, Last, lines
from privacy.consent.registry import CONSENT_COOKIE, USAGE_COOKIE
from privacy.consent.sweeps import USAGE_KEPT, forget_proof, forget_usage
from privacy.models import ConsentEvent, ConsentStanding, UsageDay
from tests.cast import Cast
from tests.privacy.consent.conftest import Browser, answer, kept
from tests.tidy import tidy

pytestmark = pytest.mark.django_db
OWN, MEMBERS = "/accounts/usage/", "/w/acme/settings/members/"


def uses(user: User) -> dict[tuple[str, str], tuple[int, int]]:
    """{(feature, action): (count, seconds)} of a login."""
    subject = standing_of(user.pk).subject
    with inside(HOUSE_ID):
        rows = UsageDay.objects.filter(subject_id=subject) if subject else ()
        return {(row.feature, row.action): (row.count, row.seconds) for row in rows}


def agreeing(browser: Browser, user: User) -> Client:
    client = browser(user)
    answer(client, "accept", channel="settings", to=OWN)
    return client


def use_members(subject: UUID) -> None:
    with inside(HOUSE_ID):
        UsageDay.objects.create(
            subject_id=subject,
            day=timezone.now().date(),
            feature="accounts:members",
            action="view",
            count=2,
            seconds=60,
        )


def table(answer: Any) -> str:
    """The page's only table."""
    found = re.search(r'<table class="table">(.*?)</table>', answer.content.decode(), re.DOTALL)
    assert found is not None
    return found[1]


def test_nothing_is_counted_without_consent(cast: Cast, browser: Browser) -> None:
    """Neither of a visitor nor of a login, whatever either of them did before."""
    alice = browser(cast.alice)
    alice.get(MEMBERS)
    Client().get("/accounts/login/")
    visitor = Client()
    answer(visitor, "reject")
    visitor.get("/accounts/login/")
    with inside(HOUSE_ID):
        assert not UsageDay.objects.exists()
    assert USAGE_COOKIE not in alice.cookies


def test_features_actions_and_time_are_counted_by_name_alone(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One statement a request; the feature is the name of the address, without slug or id."""
    alice = agreeing(browser, cast.alice)
    now = time.time()
    alice.get(MEMBERS)
    monkeypatch.setattr(time, "time", lambda: now + 40)
    with CaptureQueriesContext(connection) as queries:
        alice.get("/accounts/profile/")
    assert sum("privacy_usageday" in query["sql"] for query in queries) == 1
    alice.post("/accounts/profile/", {"name": "Alice", "language": "en"})
    found = uses(cast.alice)
    assert found["accounts:members", "view"][0] == 1
    assert 39 <= found["accounts:members", "view"][1] <= 41
    assert found["accounts:profile", "view"][0] == 1
    assert found["accounts:profile", "act"][0] == 1
    assert not any("acme" in feature for feature, _action in found)


def test_what_a_page_asks_for_by_itself_is_no_use(cast: Cast, browser: Browser) -> None:
    alice = agreeing(browser, cast.alice)
    before = uses(cast.alice)
    alice.get(MEMBERS, headers={"HX-Request": "true"})
    alice.get("/w/acme/no-such-page/")
    alice.get("/accounts/usage/json/")
    assert uses(cast.alice) == before


def test_time_is_bounded_and_belongs_to_what_was_open() -> None:
    since = int(time.time()) - 5 * LONGEST
    assert lines("b", "act", Last("a", since)) == {
        ("b", "act"): (1, 0),
        ("a", "view"): (0, LONGEST),
    }
    assert lines("a", "view", Last("a", since)) == {("a", "view"): (1, LONGEST)}
    assert lines("a", "view", None) == {("a", "view"): (1, 0)}


def test_a_request_is_answered_though_it_cannot_be_counted(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = agreeing(browser, cast.alice)
    monkeypatch.setattr(counting, "_COUNT", "SELECT 1 / 0")
    assert alice.get(MEMBERS).status_code == 200


def test_withdrawing_in_one_browser_ends_it_in_all(cast: Cast, browser: Browser) -> None:
    """Statement 15: the other session still believes, and its rows are refused by the standing."""
    here, there = agreeing(browser, cast.alice), browser(cast.alice)
    there.get(MEMBERS)
    assert uses(cast.alice)["accounts:members", "view"][0] == 1
    answer(here, "reject", channel="settings", to=OWN)
    assert uses(cast.alice) == {}
    there.get(MEMBERS)
    assert uses(cast.alice) == {}
    assert here.cookies[USAGE_COOKIE].value == ""


def test_a_login_is_asked_once_and_who_refused_before_it_is_not(
    cast: Cast, browser: Browser
) -> None:
    """Statement 17: a choice follows the login; a browser's yes is nobody's yes by name."""
    bob = browser(cast.bob)
    for choice, is_asked in (("reject", False), ("accept", True)):
        visitor = Client()
        answer(visitor, choice)
        bob.cookies[CONSENT_COOKIE] = visitor.cookies[CONSENT_COOKIE].value
        page = bob.get("/accounts/profile/").content.decode()
        assert ('id="consent"' in page) is is_asked
        assert uses(cast.bob) == {}
    answer(bob, "accept")
    elsewhere = browser(cast.bob).get("/accounts/profile/").content.decode()
    assert 'id="consent"' not in elsewhere
    assert uses(cast.bob)["accounts:profile", "view"][0] == 1


def test_a_person_sees_takes_along_and_ends_what_is_counted(cast: Cast, browser: Browser) -> None:
    alice, bob = agreeing(browser, cast.alice), agreeing(browser, cast.bob)
    alice.get(MEMBERS)
    page = alice.get(OWN).content.decode()
    assert "Members" in page
    assert "Agreed" in page
    said = alice.get(f"{OWN}json/").json()
    assert {row["feature"] for row in said["privacy.usageday"]} >= {"accounts:members"}
    assert [row["action"] for row in said["privacy.consentevent"]] == ["given"]
    table = alice.get(f"{OWN}csv/").content.decode().splitlines()
    assert table[0] == "day,feature,action,count,seconds"
    assert any(line.split(",")[1] == "accounts:members" for line in table)
    assert "accounts:members" not in bob.get(f"{OWN}csv/").content.decode()
    assert Client().get(f"{OWN}csv/").status_code == 302


def test_a_copy_has_it_and_an_erasure_leaves_proof_of_nobody(cast: Cast, browser: Browser) -> None:
    """Statements 14 and 33: the standing is what leads from the login to its number."""
    agreeing(browser, cast.alice).get(MEMBERS)
    subject = Subject(emails=("alice@acme.example",))
    with inside(cast.acme):
        assert holdings.collect(subject) == ()
    tables = {part.table: part.rows for part in holdings.collect(subject)}
    assert set(tables) == {
        "privacy.consentstanding",
        "privacy.consentevent",
        "privacy.usageday",
    }
    done = {part.table: part for part in holdings.erase(subject)}
    assert done["privacy.consentstanding"].erased == 1
    assert done["privacy.consentevent"].retained == 1
    assert holdings.collect(subject) == ()
    assert uses(cast.alice) == {}
    with inside(HOUSE_ID):
        assert ConsentEvent.objects.filter(action="given").count() == 2  # the browser's own as well


def test_nights_forget_what_was_promised(cast: Cast, browser: Browser) -> None:
    """Statement 17: usage after 25 months, a browser's number after six, proof after five years."""
    visitor = Client()
    answer(visitor, "accept")
    visitor.get("/accounts/login/")
    agreeing(browser, cast.alice)
    today = timezone.now().date()
    assert timedelta(days=25 * 30) >= USAGE_KEPT
    assert (forget_usage(), forget_proof()) == (0, 0)
    with inside(HOUSE_ID):
        UsageDay.objects.update(day=today - USAGE_KEPT - timedelta(days=1))
        old = timezone.now() - timedelta(days=185)
        ConsentStanding.objects.update(chosen_at=old)
        rows = UsageDay.objects.count()
    assert rows
    # Two browsers agreed, Alice's login as well, whose standing stays as long as the login.
    assert forget_usage() == rows + 2
    with inside(HOUSE_ID):
        assert [one.user_id for one in ConsentStanding.objects.all()] == [cast.alice.pk]


def test_staff_see_sums_and_proof_and_nobody_else_does(
    cast: Cast, hanne: User, browser: Browser
) -> None:
    """Statement 14: pages and files for the house alone; few people are not told apart."""
    agreeing(browser, cast.alice).get(MEMBERS)
    staff, charlie = browser(hanne), browser(cast.charlie)
    sums = table(staff.get("/w/proactivox/usage/"))
    assert "All that fewer than 5 people use" in sums
    assert "Members" not in sums
    for _number in range(4):
        use_members(uuid4())
    sums = tidy(table(staff.get("/w/proactivox/usage/?days=7")))
    assert re.search(r"Members<.*?<td class=.is-number.>5</td><td class=.is-number.>9</td>", sums)
    assert str(standing_of(cast.alice.pk).subject) not in sums
    page = tidy(staff.get("/w/proactivox/consents/").content.decode())
    assert page.count('<td class="nowrap">Usage analytics') == 2
    assert "Reject all | Accept all" in page
    text = b"".join(staff.get("/w/proactivox/consents/json/")).decode()
    assert '"action": "given"' in text
    rows = b"".join(staff.get("/w/proactivox/consents/csv/?action=refused")).decode().splitlines()
    assert len(rows) == 1
    for part in ("consents/", "consents/csv/", "consents/json/", "usage/"):
        assert charlie.get(f"/w/rival/{part}").status_code == 404, part
        assert charlie.get(f"/w/proactivox/{part}").status_code == 404, part
        assert Client().get(f"/w/proactivox/{part}").status_code in (302, 404), part
    assert "Nothing is counted" in charlie.get(OWN).content.decode()


def test_no_workspace_but_the_house_reads_a_row(cast: Cast, browser: Browser) -> None:
    """By raw SQL, past every manager: row security."""
    agreeing(browser, cast.alice).get(MEMBERS)
    with inside(cast.acme), connection.cursor() as cursor:
        for table in ("consentevent", "consentnotice", "consentstanding", "usageday"):
            cursor.execute(f"SELECT count(*) FROM privacy_{table}")  # noqa: S608 - our own names
            assert cursor.fetchone() == (0,), table


def test_features_that_have_a_name_are_there() -> None:
    for feature in words._FEATURES:
        parameters = get_resolver().reverse_dict
        if ":" in feature:
            space, _colon, name = feature.partition(":")
            assert name in get_resolver().namespace_dict[space][1].reverse_dict, feature
        else:
            assert feature in parameters, feature


def test_a_browser_of_its_own_keeps_its_own_number(cast: Cast, browser: Browser) -> None:
    """What the browser agreed to and what the login agreed to are two numbers, told from nobody."""
    alice = agreeing(browser, cast.alice)
    assert kept(alice).subject != standing_of(cast.alice.pk).subject
