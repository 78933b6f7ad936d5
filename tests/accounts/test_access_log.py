"""The access log: who asked for which page and when; sealed, batched, and gone after 90 days."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.access_log import flush, noting, open_ip, writing
from accounts.access_log.devices import browser_of, device_of
from accounts.access_log.sweeps import forget_access
from accounts.models import AccessLine
from accounts.models.workspace import HOUSE_ID
from accounts.personal_data import collect, erase
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Subject
from accounts.tenancy import inside
from tests.accounts.conftest import Browser
from tests.cast import Cast

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605 Version/19.0 Mobile/15 Safari/604"


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    noting.waiting.clear()
    yield
    noting.waiting.clear()


def lines() -> list[AccessLine]:
    with inside(HOUSE_ID):
        return list(AccessLine.objects.order_by("at", "id"))


def test_a_line_names_the_page_and_never_what_was_typed(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    noting.waiting.clear()
    alice.get(
        "/w/acme/settings/members/?q=canary",
        headers={"User-Agent": FIREFOX, "Referer": "https://www.example.com/canary?q=1"},
        REMOTE_ADDR="192.0.2.7",
    )
    Client().get("/no/such/canary/", headers={"User-Agent": "Googlebot/2.1"})
    assert flush() == 2
    member, stranger = lines()
    assert (member.route, member.status, member.method) == ("accounts:members", 200, "GET")
    assert (member.device, member.browser) == ("computer", "Firefox")
    assert (member.user_id, member.referrer_host) == (cast.alice.pk, "www.example.com")
    assert (stranger.route, stranger.status, stranger.device) == ("", 404, "bot")
    assert stranger.user_id is None
    assert member.ip is not None
    assert b"192.0.2.7" not in bytes(member.ip)
    with inside(HOUSE_ID):
        assert open_ip(member, purpose=ANSWER_REQUEST) == "192.0.2.7"
    assert "canary" not in str([line.__dict__ for line in lines()])


def test_no_answer_waits_for_it_and_a_batch_is_one_statement(cast: Cast) -> None:
    client = Client()
    with CaptureQueriesContext(connection) as asked:
        client.get("/no/such/page/")
    assert not any("accessline" in query["sql"] for query in asked)
    for _ in range(4):
        client.get("/no/such/page/")
    with CaptureQueriesContext(connection) as asked:
        assert flush() == 5
    assert sum("INSERT" in query["sql"] for query in asked if "accessline" in query["sql"]) == 1


def test_files_and_health_are_not_in_it() -> None:
    for path in ("/healthz", "/static/none.css"):
        Client().get(path)
    assert flush() == 0


def test_a_database_that_is_away_costs_lines_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = iter([None, KeyboardInterrupt])

    def sleep(_seconds: float) -> None:
        if (end := next(turns)) is not None:
            raise end

    def fail() -> int:
        raise ConnectionError

    monkeypatch.setattr("time.sleep", sleep)
    monkeypatch.setattr(writing, "flush", fail)
    monkeypatch.setattr(connection, "close", lambda: None)
    monkeypatch.setattr(writing, "close_old_connections", lambda: None)
    with pytest.raises(KeyboardInterrupt):
        writing._write_for_ever()


def test_what_nobody_writes_fills_no_memory() -> None:
    assert noting.waiting.maxlen == 5000


def test_it_is_part_of_a_persons_copy_and_goes_with_the_login(cast: Cast, browser: Browser) -> None:
    bob = browser(cast.bob)
    bob.get("/w/acme/settings/members/", headers={"User-Agent": PHONE}, REMOTE_ADDR="192.0.2.8")
    flush()
    subject = Subject(emails=("bob@acme.example",))
    (part,) = (part for part in collect(subject) if part.table == "accounts.accessline")
    row = part.rows[-1]
    assert (row["route"], row["device"], row["ip"]) == ("accounts:members", "phone", "192.0.2.8")
    erase(subject)
    assert [line for line in lines() if line.user_id == cast.bob.pk] == []


def test_charlie_cannot_reach_it(cast: Cast) -> None:
    Client().get("/no/such/page/")
    flush()
    with inside(cast.rival):
        assert not AccessLine.objects.exists()
    with inside(cast.rival), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_accessline")
        assert cursor.fetchone() == (0,)


def test_a_line_goes_after_90_days(cast: Cast) -> None:
    for _ in range(2):
        Client().get("/no/such/page/")
    flush()
    with inside(HOUSE_ID):
        old = AccessLine.objects.order_by("id").first()
        assert old is not None
        AccessLine.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=91))
    assert forget_access() == 1
    assert len(lines()) == 1


@pytest.mark.parametrize(
    ("agent", "device", "browser"),
    [
        (FIREFOX, "computer", "Firefox"),
        (PHONE, "phone", "Safari"),
        ("Mozilla/5.0 (Linux; Android 16; Tab) Chrome/140 Safari/537", "tablet", "Chrome"),
        ("curl/8.5", "bot", ""),
        ("", "unknown", ""),
    ],
)
def test_a_device_is_a_kind_and_a_browser_a_family(agent: str, device: str, browser: str) -> None:
    assert (device_of(agent), browser_of(agent)) == (device, browser)
