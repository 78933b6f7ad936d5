"""The pages of all registers: who may see them, how much they ask, and that nothing leaks."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.crypto.rotation import failures, rotate_data_key
from accounts.models import Role
from accounts.subjects import Subject
from accounts.tenancy import NoWorkspace, inside
from privacy import personal_data
from privacy.models import RegisterEntry, RegisterEvent, RegisterNote
from privacy.registers.views import BOOKS
from tests.accounts.test_roles_and_leaks import as_role
from tests.cast import ROLES, Cast
from tests.counting import assert_same_queries
from tests.privacy.registers.conftest import (
    BASE,
    COMPLAINT,
    Browser,
    breach,
    complaint,
    disclosure,
)

pytestmark = pytest.mark.django_db
MAKE: dict[str, Callable[[object], UUID]] = {
    "breaches": breach,
    "complaints": complaint,
    "disclosures": disclosure,
}
DORA = Subject(emails=(COMPLAINT["email"],))


def pages(entries: dict[str, UUID]) -> list[str]:
    """Every address of every register, steps included."""
    found = []
    for slug, entry_id in entries.items():
        place = f"{BASE}{slug}/"
        found += [place, f"{place}new/", f"{place}export/", f"{place}{entry_id}/"]
        found += [f"{place}{entry_id}/{step}/" for step in BOOKS[slug].steps]
    return found


@pytest.mark.parametrize("role", ROLES)
def test_who_may_see_the_registers(cast: Cast, role: Role) -> None:
    """Statements 30, 57: those who answer for privacy, and nobody else."""
    entries = {slug: make(cast.acme) for slug, make in MAKE.items()}
    client = as_role(cast, role)
    may = role in (Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER)
    for path in pages(entries):
        code = client.get(path).status_code
        assert code in ((200, 404) if may else (403,)), path


def test_charlie_sees_nothing_of_them(cast: Cast, browser: Browser) -> None:
    """Statement 51: Acme's words could leak, on its own addresses and on Rival's."""
    entries = {slug: make(cast.acme) for slug, make in MAKE.items()}
    charlie = browser(cast.charlie)
    for path in pages(entries):
        assert charlie.get(path).status_code == 404, path
        there = path.replace("/acme/", "/rival/")
        answer = charlie.get(there)
        if any(str(entry_id) in path for entry_id in entries.values()):
            assert answer.status_code == 404, there
        assert b"Unmistakable" not in answer.content, there
        assert charlie.post(path, {"text": "Mine."}).status_code in (404, 405)
    with inside(cast.rival):
        for model in (RegisterEntry, RegisterEvent, RegisterNote):
            assert model.objects.count() == 0
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608
                assert cursor.fetchone() == (0,)
    with pytest.raises(NoWorkspace):
        RegisterEntry.objects.count()


@pytest.mark.parametrize("slug", MAKE)
def test_a_list_asks_as_much_for_three_as_for_one(cast: Cast, browser: Browser, slug: str) -> None:
    alice = browser(cast.alice)
    assert_same_queries(lambda: alice.get(f"{BASE}{slug}/"), lambda: MAKE[slug](cast.acme))


@pytest.mark.parametrize("slug", MAKE)
def test_an_empty_register_says_what_it_is_for(cast: Cast, browser: Browser, slug: str) -> None:
    alice = browser(cast.alice)
    assert "Nothing in this register" in alice.get(f"{BASE}{slug}/").content.decode()
    assert alice.get(f"{BASE}{slug}/{uuid4()}/").status_code == 404


def test_a_disclosure_says_who_decided_and_whether_the_controller_knows(
    cast: Cast, browser: Browser
) -> None:
    """Disclosures to authorities are recorded: which, by which law, what, when, who, who knows."""
    alice = browser(cast.alice)
    said = {
        "disclosed_at": "2026-03-05T10:00",
        "authority": "Police of Aarhus",
        "ground": "Retsplejeloven § 804, order 17.",
        "what": "Log-ins of one address.",
        "people": "one customer",
        "decided_by": "Alice",
        "told": "forbidden",
    }
    place = f"{BASE}disclosures/new/"
    refused = alice.post(place, said).content.decode()
    assert "Say why the customer or the people concerned were not told." in refused
    answer = alice.post(place, {**said, "told_reasons": "The order forbids it."})
    assert answer.status_code == 302
    page = alice.get(answer["Location"]).content.decode()
    for words in (*list(said.values())[1:6], "The order forbids it.", "May not be told"):
        assert words in page
    added = alice.post(f"{answer['Location']}add/", {"text": "The order was lifted."})
    assert added.status_code == 302
    page = alice.get(answer["Location"]).content.decode()
    assert "The order was lifted." in page
    later = alice.post(place, {**said, "told_reasons": "x", "disclosed_at": "2999-01-01T10:00"})
    assert "Choose a moment that is over." in later.content.decode()


@pytest.mark.parametrize("verb", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_what_happened_is_not_altered(cast: Cast, verb: str) -> None:
    """Statement 57: the story of an entry is append-only."""
    breach(cast.acme)
    with inside(cast.acme):
        statement = verb.format("privacy_registerevent")
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert RegisterEvent.objects.count() == 1


def test_a_person_is_found_in_them_and_retained_with_the_ground(cast: Cast) -> None:
    """Statements 33, 44: a complaint and a mention are found; they stay, and it is said why."""
    complaint(cast.acme)
    disclosure(cast.acme, {"people": "Dora, DORA@people.example"})
    with inside(cast.acme):
        (found,) = personal_data.collect(DORA)
        texts = {row["text"] for row in found.rows}
        assert texts >= {COMPLAINT["text"], "Dora, DORA@people.example"}
        kept = [part for part in personal_data.erase(DORA) if part.retained]
        assert [part.table for part in kept] == ["privacy.registernote"]
        assert "17(3)" in kept[0].ground
    with inside(cast.rival):
        assert personal_data.collect(DORA) == ()


def test_a_new_data_key_opens_what_the_old_one_sealed(cast: Cast, browser: Browser) -> None:
    entry_id = complaint(cast.acme)
    rotate_data_key(cast.acme.pk)
    page = browser(cast.alice).get(f"{BASE}complaints/{entry_id}/").content.decode()
    assert COMPLAINT["text"] in page
    assert list(failures()) == []
