"""Who read whose data, for what: written where it is opened, changed by nobody, seen by few."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, connections, models, transaction
from django.utils import timezone

from accounts import personal_data
from accounts.audit import Actor, acting_as
from accounts.models import AuditEvent, Disclosure, LoggedPerson, Reading, Role
from accounts.readings import (
    ANSWER_REQUEST,
    UnregisteredPurpose,
    email_key,
    known_numbers,
    note_reading,
    numbers_of,
    record_key,
    request_key,
)
from accounts.services.sweeps import LOG_KEPT, forget_readings
from accounts.subjects import Subject
from accounts.tenancy import NoWorkspace, inside
from integrations.classifications import COUNT
from integrations.models import PersonField
from integrations.opening import SEALED, open_person_field
from integrations.selectors.people import SHOW_PEOPLE, opened_fields
from privacy.purposes import purposes_of
from privacy.requests.finding import note_seen
from tests.accounts.conftest import Browser
from tests.accounts.test_roles_and_leaks import as_role
from tests.cast import ROLES, Cast
from tests.counting import assert_same_queries
from tests.privacy.readings.conftest import crm_with
from tests.privacy.requests.conftest import confirmed, the_request

pytestmark = pytest.mark.django_db
LOG = "/w/acme/settings/privacy/readings/"
EXPORT = f"{LOG}export/"
EMIL = email_key("emil@people.example")
LEADS = "/w/acme/numbers/leads?from=2026-03-01&to=2026-03-31"


def read(email: str = "dora@people.example", place: str = "desk") -> None:
    fields = ("privacy.datasubjectrequest.address",)
    note_reading(subject_key=email_key(email), purpose=ANSWER_REQUEST, fields=fields, place=place)


def test_data_is_opened_for_the_purpose_that_the_map_names_and_for_no_other(cast: Cast) -> None:
    """Statement 5: code that reads passes a purpose registered for that data."""
    with inside(cast.acme):
        source = crm_with("Dora")
        row = PersonField.objects.get()
        parts = (cast.acme.pk, row.field, row.row_id, row.sealed)
        assert open_person_field(*parts, purpose=SHOW_PEOPLE) == "Dora"
        for purpose in (COUNT, "because we can", ""):
            with pytest.raises(UnregisteredPurpose):
                open_person_field(*parts, purpose=purpose)
            with pytest.raises(UnregisteredPurpose):
                opened_fields({source.pk: ["00Q1"]}, purpose=purpose, place="x")
        with pytest.raises(UnregisteredPurpose):
            note_reading(
                subject_key="x",
                purpose=ANSWER_REQUEST,
                fields=["integrations.lead.nothing"],
                place="x",
            )
        assert Reading.objects.count() == 0


def test_the_purposes_are_those_of_the_map() -> None:
    """Statement 5: there is no second list; what is not personal is registered for nothing."""
    assert purposes_of(SEALED) == {SHOW_PEOPLE, ANSWER_REQUEST}
    assert purposes_of("integrations.personfield.field") == frozenset()


def test_a_passport_shows_people_to_those_who_may_see_them_and_notes_each(
    cast: Cast, browser: Browser
) -> None:
    """Statement 58: actor, tenant, subject, purpose, fields, time."""
    with inside(cast.acme):
        source = crm_with("Dora", "Emil")
    assert "FirstName: Dora" in browser(cast.alice).get(LEADS).content.decode()
    with inside(cast.acme):
        lines = list(Reading.objects.all())
        assert len(lines) == 2
        dora = known_numbers([record_key(source.pk, "00Q1")])
        (line,) = [one for one in lines if one.person_id in dora]
    assert (line.actor_kind, line.actor_id) == ("user", cast.alice.pk)
    assert (line.workspace_id, line.purpose, line.place) == (cast.acme.pk, SHOW_PEOPLE, "passport")
    assert line.fields == [f"{SEALED}#Lead.FirstName"]
    assert timezone.now() - line.at < timedelta(minutes=1)


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_people_in_a_passport(cast: Cast, role: Role) -> None:
    """Statement 58: shown only to roles that may, and where nothing is shown nothing is noted."""
    with inside(cast.acme):
        crm_with("Dora")
    page = as_role(cast, role).get(LEADS).content.decode()
    may = role in (Role.OWNER, Role.PRIVACY_OFFICER)
    assert ("Dora" in page) is may
    with inside(cast.acme):
        assert Reading.objects.count() == int(may)


def test_the_desk_notes_who_opened_a_request(cast: Cast, browser: Browser) -> None:
    """Statement 58: the address and the words of a request are read by somebody, for something."""
    confirmed(cast)
    request = the_request(cast.acme)
    browser(cast.alice).get(f"/w/acme/settings/privacy/requests/{request.pk}/")
    with inside(cast.acme):
        (line,) = Reading.objects.all()
        assert [line.person_id] == known_numbers([request_key(request.pk)])
    assert (line.place, line.actor_id) == ("desk", cast.alice.pk)


def test_who_may_see_the_log(cast: Cast) -> None:
    """Statement 58: open to those who answer for it."""
    for role in Role:
        client = as_role(cast, role)
        wanted = 200 if role in (Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER) else 403
        assert [client.get(path).status_code for path in (LOG, EXPORT)] == [wanted] * 2, role


def test_charlie_sees_nothing_of_it(cast: Cast, browser: Browser) -> None:
    """Statement 51: not the page, not the file, not a row."""
    with inside(cast.acme), acting_as(Actor("user", cast.alice.pk)):
        read()
        number = Reading.objects.get().person_id
    charlie = browser(cast.charlie)
    assert [charlie.get(path).status_code for path in (LOG, EXPORT)] == [404, 404]
    for path in (LOG, EXPORT):
        there = charlie.get(path.replace("/acme/", "/rival/"))
        text = there.getvalue().decode() if there.streaming else there.content.decode()
        assert number.hex[-6:] not in text
        assert "Alice" not in text
    for model in (Reading, LoggedPerson, Disclosure):
        with pytest.raises(NoWorkspace):
            model.objects.count()
        with inside(cast.rival), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608
            assert cursor.fetchone() == (0,)


def test_the_page_filters_and_the_file_says_the_same(cast: Cast, browser: Browser) -> None:
    """Statement 58: exportable; that it was exported is in the trail."""
    with inside(cast.acme):
        with acting_as(Actor("user", cast.alice.pk)):
            read()
        with acting_as(Actor("user", cast.bob.pk)):
            read("emil@people.example")
        dora, emil = (row.person_id.hex[-6:] for row in Reading.objects.order_by("id"))
    alice = browser(cast.alice)
    page = alice.get(LOG).content.decode()
    assert dora in page
    assert emil in page
    page = alice.get(f"{LOG}?reader={cast.bob.pk}&from=2020-01-01&before=nonsense").content.decode()
    assert dora not in page
    assert emil in page
    assert "Nothing matches" in alice.get(f"{LOG}?to=2020-01-01").content.decode()
    rows = list(
        csv.reader(io.StringIO(alice.get(f"{EXPORT}?reader={cast.bob.pk}").getvalue().decode()))
    )
    assert [row[2] for row in rows] == ["actor_id", str(cast.bob.pk)]
    assert "people.example" not in str(rows)
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="readings.exported").count() == 1


def test_the_readings_of_a_request_are_those_of_its_person(cast: Cast, browser: Browser) -> None:
    """Statement 36: what is told of consultations is found from the request."""
    confirmed(cast)
    request = the_request(cast.acme)
    with inside(cast.acme):
        note_seen(request, place="desk")
        read("emil@people.example")
        _dora, emil = (row.person_id.hex[-6:] for row in Reading.objects.order_by("id"))
    page = browser(cast.alice).get(f"{LOG}?request={request.pk}").content.decode()
    assert page.count("?person=") == 1
    assert emil not in page


def test_a_long_log_costs_no_more_statements(cast: Cast, browser: Browser) -> None:
    """A list page asks as much for three rows as for one."""
    alice = browser(cast.alice)

    def add() -> None:
        with inside(cast.acme), acting_as(Actor("user", cast.alice.pk)):
            read(f"{Reading.objects.count()}@people.example")

    assert_same_queries(lambda: alice.get(LOG), add)


@pytest.mark.parametrize("table", ["accounts_reading", "accounts_disclosure"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_no_line_is_altered(cast: Cast, table: str, statement: str) -> None:
    """Statement 58: append-only in the database."""
    with inside(cast.acme):
        add_line(table)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(table))


@pytest.mark.django_db(databases=["default", "owner"])
def test_not_even_by_the_owner_of_the_table() -> None:
    """Statement 58: nobody removes a line before its time."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET ROLE proactivox_owner")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(using="owner"):
            cursor.execute("TRUNCATE accounts_reading")
        cursor.execute("RESET ROLE")


def test_lines_go_after_two_years_with_whose_they_were(cast: Cast) -> None:
    """Statement 58: itself retained for a limit."""
    with inside(cast.acme):
        for table in ("accounts_reading", "accounts_disclosure"):
            add_line(table, at=timezone.now() - LOG_KEPT - timedelta(minutes=1))
        read("young@people.example")
    assert forget_readings() == 2
    with inside(cast.acme):
        assert Reading.objects.count() == LoggedPerson.objects.count() == 1
        assert Disclosure.objects.count() == 0


def test_an_erased_person_is_in_no_line(cast: Cast) -> None:
    """Statements 44, 58: the lines stay, and whose they are is gone."""
    dora = Subject(emails=("Dora@People.example",))
    with inside(cast.acme):
        read()
        found = {part.table: part.rows for part in personal_data.collect(dora)}
        assert found["accounts.reading"][0]["purpose"] == ANSWER_REQUEST
        assert "alice" not in str(found).lower()
        done = {part.table: part.erased for part in personal_data.erase(dora)}
        assert done["accounts.loggedperson"] == 1
        assert personal_data.collect(dora) == ()
        assert Reading.objects.count() == 1


def add_line(table: str, at: datetime | None = None) -> None:
    """One line about Emil."""
    person, moment = numbers_of([EMIL])[EMIL], at or timezone.now()
    if table == "accounts_reading":
        row: models.Model = Reading(at=moment, person_id=person, purpose="p", fields=[])
    else:
        row = Disclosure(at=moment, person_id=person, purpose="p", recipient="r", run="1")
    row.save(force_insert=True)
