"""Code that reads people's columns says for what, and the map has that purpose for each of them."""

from collections import defaultdict

import pytest

from accounts.readings import ANSWER_REQUEST
from integrations.classifications import COUNT, SHOW_PEOPLE
from privacy import manifest
from privacy.purposes import purposes_of
from privacy.reading_rooms import check_readers, faults, purposes_of_room
from tests.architecture.reading import columns_read, people, product

RAW = """
from django.db import connection

def count():
    "Reads email_hash, says this docstring, which is none of it."
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM integrations_lead l WHERE l.status = 'x'")
"""
ORM = """
from accounts.models import User
from django.utils.translation import gettext as _

def names():
    return User.objects.filter(email__endswith="x").values_list("name"), _("the language of users")
"""


def undeclared(module: str, source: str) -> set[str]:
    """Columns that a module reads for no purpose of its room."""
    told = set(purposes_of_room(module, manifest.readers()))
    return {column for column in columns_read(source) if not told & purposes_of(column)}


def test_every_room_reads_for_a_purpose_that_the_map_has_for_the_column() -> None:
    """Statement 5: columns that are not sealed, too, of all apps, by ORM and by SQL."""
    found = {name: undeclared(name, text) for name, text in product().items()}
    assert {name: columns for name, columns in found.items() if columns} == {}


def test_no_room_claims_a_purpose_that_it_has_no_use_for() -> None:
    """Statement 5: what is declared is what is read, so that it grows with the code alone."""
    readers = manifest.readers()
    used: defaultdict[str, set[str]] = defaultdict(set)
    for module, text in product().items():
        room = next((r for r in _rooms(module) if r in readers), "")
        for column in columns_read(text):
            used[room] |= purposes_of(column)
    idle = {room: set(told) - used[room] - {ANSWER_REQUEST} for room, told in readers.items()}
    assert {room: purposes for room, purposes in idle.items() if purposes} == {}
    assert set(readers) == {room for room in used if room}


def _rooms(module: str) -> list[str]:
    parts = module.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


def test_a_new_room_has_to_say_for_what_it_reads() -> None:
    """Statement 5: the rule can fail, by either way of reading."""
    assert undeclared("analytics.exports", RAW) == {"integrations.lead.status"}
    assert undeclared("analytics.exports", ORM) == {"accounts.user.email", "accounts.user.name"}
    assert undeclared("analytics.rollups.more", RAW) == set()
    assert undeclared("analytics.rollups.more", ORM) == {
        "accounts.user.email",
        "accounts.user.name",
    }


def test_every_table_of_people_is_looked_for() -> None:
    """Statement 5: those of the packages that are brought along among them."""
    assert {"accounts.user", "mfa.authenticator", "integrations.lead"} <= set(people())
    assert len(people()) >= 50


def test_the_narrowest_room_counts() -> None:
    """Statement 5: a package's word holds for its modules, unless one of them has its own."""
    readers = {"app": ("wide",), "app.room.one": ("narrow",)}
    assert purposes_of_room("app.room", readers) == ("wide",)
    assert purposes_of_room("app.room.one", readers) == ("narrow",)
    assert purposes_of_room("apple", readers) == ()


def test_what_is_declared_exists() -> None:
    """Statement 5: `manage.py check` knows rooms and purposes."""
    assert check_readers(None) == []
    found = [error.msg for error in faults({"analytics.nothing": (COUNT, "sell it")}, [COUNT])]
    assert found == [
        "READERS names the room analytics.nothing, which is not there.",
        "analytics.nothing reads for 'sell it', for which nothing is kept.",
    ]


@pytest.mark.parametrize("room", ["integrations.loading", "analytics.rollups"])
def test_what_counts_shows_nobody(room: str) -> None:
    """Statement 5: numbers are made without the purpose by which names are shown."""
    told = purposes_of_room(room, manifest.readers())
    assert COUNT in told
    assert (SHOW_PEOPLE in told) is (room == "integrations.loading")
