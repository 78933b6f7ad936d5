"""Pages and files of the records: for whom they are, what they show; strangers see nothing."""

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.instructions import instructions
from accounts.models import AuditEvent, Membership
from accounts.tenancy import inside
from integrations.models import Source
from privacy.models import RecordVersion
from privacy.services import keep_records
from tests.accounts.conftest import Browser
from tests.budget import at_length
from tests.cast import ROLES, Cast

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/privacy/records/"
OWN = f"{PAGE}controller/"
EXPORT = f"{PAGE}export/"
EVERY = (PAGE, OWN, f"{EXPORT}?format=csv", f"{PAGE}?on=2020-01-01")


def connect(cast: Cast, *connectors: str) -> None:
    with inside(cast.acme):
        for key in connectors:
            Source.objects.create(connector=key, name=f"Secret source {key}")


@pytest.mark.parametrize("role", ROLES)
def test_who_manages_privacy_is_let_in(cast: Cast, browser: Browser, role: str) -> None:
    """Statement 4: an admin can export; others of the workspace are refused."""
    Membership.objects.filter(user=cast.bob).update(role=role)
    bob = browser(cast.bob)
    wanted = 200 if role in ("owner", "admin", "privacy_officer") else 403
    assert [bob.get(path).status_code for path in EVERY] == [wanted] * len(EVERY)


def test_strangers_see_nothing(cast: Cast, browser: Browser) -> None:
    """Statement 51: Acme's records are not there for Charlie, and his name nothing of Acme's."""
    connect(cast, "salesforce")
    charlie = browser(cast.charlie)
    assert [charlie.get(path).status_code for path in EVERY] == [404] * len(EVERY)
    assert Client().get(PAGE).status_code == 302
    for path in EVERY:
        page = charlie.get(path.replace("/acme/", "/rival/")).content.decode()
        for words in ("Acme", "alice@acme.example", "Alice", "Salesforce"):
            assert words not in page, path


def test_the_processors_record_names_this_controller_and_its_vendors(
    cast: Cast, browser: Browser
) -> None:
    """Statement 3: the tenant as controller, its officer, what is done for it, to whom it goes."""
    connect(cast, "salesforce")
    Membership.objects.filter(user=cast.bob).update(role="privacy_officer")
    page = browser(cast.alice).get(PAGE).content.decode()
    for words in ("Acme", "Alice &lt;alice@acme.example&gt;", "Bob &lt;bob@acme.example&gt;"):
        assert words in page
    assert "Salesforce, Inc." in page
    assert "a recipient by its instruction" in page
    assert "HubSpot, Inc." not in page
    with inside(cast.acme):
        Source.objects.update(disconnected_at=datetime(2026, 1, 2, tzinfo=UTC))
    assert "Salesforce, Inc." not in browser(cast.alice).get(PAGE).content.decode()


def test_the_processors_record_says_by_which_instructions(cast: Cast, browser: Browser) -> None:
    """Statements 3 and 51: the version that stood on the day; none before the first."""
    keep_records()
    with inside(cast.acme):
        first = instructions()
        RecordVersion.objects.create(
            kept_at=datetime(2020, 5, 1, tzinfo=UTC),
            sha256=RecordVersion.objects.latest().sha256,
            content=RecordVersion.objects.latest().content,
        )
    alice, words = browser(cast.alice), f"Version 1, by agreement {first.agreement}"
    assert words in alice.get(PAGE).content.decode()
    assert words not in alice.get(f"{PAGE}?on=2020-05-02").content.decode()
    assert words not in alice.get(OWN).content.decode()
    kept = json.loads(alice.get(f"{EXPORT}?format=json").content)
    assert kept["customer"]["instructions"] == 1


def test_a_past_day_shows_its_version_or_says_that_none_was_kept(
    cast: Cast, browser: Browser
) -> None:
    """Statement 4: as of any past date; what cannot be shown is not made up."""
    keep_records()
    version = RecordVersion.objects.latest()
    RecordVersion.objects.create(
        kept_at=datetime(2020, 5, 1, tzinfo=UTC), sha256=version.sha256, content=version.content
    )
    alice = browser(cast.alice)
    page = alice.get(f"{PAGE}?on=2020-05-02").content.decode()
    assert version.sha256 in page
    assert "The names of the workspace and of its people are today’s." in page
    page = alice.get(f"{PAGE}?on=2019-12-31").content.decode()
    assert "Nothing was kept by that day" in page
    assert "Records are kept since" in page
    assert alice.get(f"{EXPORT}?on=2019-12-31").status_code == 404
    today = alice.get(f"{PAGE}?on=not-a-day").content.decode()
    assert version.sha256 in today
    assert "are today’s" not in today


def test_files_are_whole_in_both_languages_and_leave_a_line(
    cast: Cast, browser: Browser, danish: None
) -> None:
    """Statement 4: HTML, CSV and JSON, Danish and English, each written into the trail."""
    connect(cast, "salesforce")
    alice = browser(cast.alice)
    query = f"{EXPORT}?record=processor&language=da&format="
    page = alice.get(f"{query}html")
    assert page["Content-Disposition"].startswith('attachment; filename="records-processor-acme-')
    html = page.content.decode()
    assert "Databehandlerens fortegnelse" in html
    assert not re.search(r"(src|href)=|<script|@import|url\(", html)
    rows = list(csv.DictReader(io.StringIO(alice.get(f"{query}csv").content.decode("utf-8-sig"))))
    assert len(rows) >= 5
    assert all("CVR-nr 32434355" in row["Hvem der fører fortegnelsen"] for row in rows)
    assert any("Salesforce, Inc., USA" in text for row in rows for text in row.values())
    told = json.loads(alice.get(f"{EXPORT}?record=controller&language=en&format=json").content)
    assert told["record"]["kind"] == "controller"
    assert told["customer"] is None
    with inside(cast.acme):
        lines = AuditEvent.objects.filter(action="records.exported")
        assert [line.data["format"] for line in lines.order_by("seq")] == ["html", "csv", "json"]


@pytest.mark.parametrize("day", ["2026-02-30", "", *at_length("0001-01-01", "9999-12-31", "=1")])
def test_any_day_is_answered(cast: Cast, browser: Browser, day: str) -> None:
    """Statement 4: a day before all others, one that never comes, one that is none."""
    alice = browser(cast.alice)
    assert [alice.get(f"{path}?on={day}").status_code for path in (PAGE, OWN)] == [200, 200]


@pytest.mark.parametrize("query", ["format=pdf", "record=both", "language=de"])
def test_a_file_that_is_none_is_not_there(cast: Cast, browser: Browser, query: str) -> None:
    assert browser(cast.alice).get(f"{EXPORT}?{query}").status_code == 404


def test_no_cell_is_taken_for_a_formula(cast: Cast, browser: Browser) -> None:
    cast.acme.name = "=1+1"
    cast.acme.save(update_fields=["name"])
    body = browser(cast.alice).get(f"{EXPORT}?format=csv").content.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(body)):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "path", [PAGE, OWN, *at_length(f"{PAGE}?on=2020-05-02", f"{EXPORT}?format=json")]
)
def test_a_record_costs_the_same_with_three_sources(
    cast: Cast, browser: Browser, path: str
) -> None:
    keep_records()
    version = RecordVersion.objects.latest()
    RecordVersion.objects.create(
        kept_at=datetime(2020, 5, 1, tzinfo=UTC), sha256=version.sha256, content=version.content
    )
    alice = browser(cast.alice)
    connect(cast, "salesforce")
    alice.get(path)
    with CaptureQueriesContext(connection) as one:
        alice.get(path)
    connect(cast, "hubspot", "google_ads")
    with CaptureQueriesContext(connection) as three:
        alice.get(path)
    assert len(three) == len(one)


def test_the_page_is_in_the_menu_of_those_who_may_see_it(cast: Cast, browser: Browser) -> None:
    assert PAGE in browser(cast.alice).get("/w/acme/settings/members/").content.decode()
    assert PAGE not in browser(cast.bob).get("/w/acme/settings/members/").content.decode()
