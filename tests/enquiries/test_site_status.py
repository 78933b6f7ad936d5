"""The page about the service: what it counts, what staff tells there, and that it needs nobody."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError
from django.test import Client

from accounts.models import AuditEvent, Membership, Role
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import HealthDay, ServiceNotice
from enquiries.site import health
from enquiries.site.standing import history, whole_share
from tests.cast import Cast
from tests.counting import assert_same_queries, queries_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 27, 12, 2, tzinfo=UTC)
LIST = "/w/proactivox/enquiries/notices/"
WRITTEN = {
    "impact": "partly",
    "title_en": "Syncs are late",
    "title_da": "Synkronisering er forsinket",
    "text_en": "We look at it.",
    "text_da": "Vi ser på det.",
}
UPDATE = {"text_en": "All is well.", "text_da": "Alt er godt.", "is_resolved": "on"}


@pytest.fixture
def states(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """What the parts say; a test changes it."""
    said = dict.fromkeys(("database", "migrations", "broker", "worker", "erasures"), "ok")
    before = list(health._readers)
    health.register_health(lambda: said)
    monkeypatch.setattr(health, "_FRESH_SECONDS", 0.0)
    yield said
    health._readers[:] = before


@pytest.fixture
def clerk(cast: Cast) -> Client:
    """Alice, who answers for Proactivox in its own workspace."""
    Membership.objects.create(workspace_id=HOUSE_ID, user=cast.alice, role=Role.MARKETER)
    client = Client()
    client.force_login(cast.alice)
    return client


def page(client: Client | None = None, path: str = "/en/status/") -> str:
    return (client or Client()).get(path).content.decode()


def test_it_names_the_part_that_is_away_and_recovers_by_itself(states: dict[str, str]) -> None:
    assert "Everything works" in page()
    states["worker"] = "none answers"
    text = page()
    assert "Something does not work" in text
    assert "Background work stands still" in text
    assert text.count(">Away<") == 1
    states["worker"] = "ok"
    assert ">Away<" not in page()


def test_without_a_database_it_asks_for_nothing_not_even_who_reads(
    states: dict[str, str], clerk: Client
) -> None:
    states["database"] = states["migrations"] = "away (OperationalError)"
    assert queries_of(lambda: page(clerk)) == []
    answer = clerk.get("/da/status/")
    assert answer.status_code == 503
    assert "Databasen svarer ikke" in answer.content.decode()
    assert clerk.get("/accounts/profile/").status_code == 200


def test_five_minutes_count_once_and_only_while_all_is_well(states: dict[str, str]) -> None:
    for state in ("ok", "ok"):
        states["broker"] = state
        assert health.measure_health() == 0
    with inside(HOUSE_ID):
        row = HealthDay.objects.get()
        assert (row.measured, row.well) == (1, 1)
        HealthDay.objects.update(last_at=row.last_at - timedelta(minutes=5))
    states["broker"] = "away"
    health.measure_health()
    with inside(HOUSE_ID):
        row.refresh_from_db()
    assert (row.measured, row.well) == (2, 1)
    assert health.slot_of(NOON) == NOON.replace(minute=0)


def test_rows_of_more_than_a_year_go(states: dict[str, str]) -> None:
    measured(400, 288)
    measured(300, 288)
    assert health.measure_health() == 1


def measured(days_ago: int, well: int, first: datetime | None = None) -> None:
    on = (datetime.now(UTC) if first is None else NOON).date() - timedelta(days=days_ago)
    start = first or datetime(on.year, on.month, on.day, tzinfo=UTC)
    with inside(HOUSE_ID):
        HealthDay.objects.create(on=on, measured=288, well=well, first_at=start, last_at=start)


def test_what_nobody_counted_was_not_well() -> None:
    began = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    measured(3, 144, began)  # from noon on
    measured(2, 288, NOON)
    days = history(NOON)
    assert len(days) == 90
    shares = {str(day.on): day.share for day in days[-5:]}
    assert shares == {
        "2026-11-23": None,
        "2026-11-24": 1.0,
        "2026-11-25": 1.0,
        "2026-11-26": 0.0,
        "2026-11-27": 0.0,
    }
    assert [day.tone for day in days[-5:]] == ["none", "good", "good", "bad", "bad"]
    assert whole_share(days) == pytest.approx(0.5)
    assert whole_share(days[:80]) is None


def test_staff_tells_of_a_disturbance_and_that_it_is_over(
    states: dict[str, str], clerk: Client
) -> None:
    new = clerk.post(LIST + "new/", WRITTEN)
    assert "Syncs are late" in page()
    assert "Something is disturbed" in page()
    assert "Vi ser på det." in page(path="/da/status/")
    assert clerk.post(new.headers["Location"], UPDATE).status_code == 302
    text = page()
    assert "Everything works" in text
    assert text.index("Past disturbances") < text.index("All is well.") < text.index("We look at")
    with inside(HOUSE_ID):
        actions = AuditEvent.objects.filter(action__startswith="notice.")
        assert list(actions.values_list("action", flat=True).order_by("at")) == [
            "notice.opened",
            "notice.resolved",
        ]


def test_what_is_over_stays_over_whatever_is_added(states: dict[str, str], clerk: Client) -> None:
    place = clerk.post(LIST + "new/", WRITTEN).headers["Location"]
    clerk.post(place, UPDATE)
    with inside(HOUSE_ID):
        over_at = ServiceNotice.objects.get().resolved_at
    clerk.post(place, UPDATE)
    with inside(HOUSE_ID):
        assert ServiceNotice.objects.get().resolved_at == over_at
    assert "Syncs are late" in clerk.get(LIST).content.decode()


def test_a_disturbance_is_told_in_both_languages_or_not_at_all(clerk: Client) -> None:
    answer = clerk.post(LIST + "new/", {**WRITTEN, "title_da": ""})
    assert "error" in answer.content.decode()
    with inside(HOUSE_ID):
        assert not ServiceNotice.objects.exists()


@pytest.mark.parametrize("part", ["", "new/", "00000000-0000-7000-8000-000000000009/"])
def test_nobody_else_writes_there(cast: Cast, clerk: Client, part: str) -> None:
    assert clerk.get(f"/w/acme/enquiries/notices/{part}").status_code == 404
    charlie = Client()
    charlie.force_login(cast.charlie)
    assert charlie.get(LIST + part).status_code == 404
    assert charlie.get(f"/w/rival/enquiries/notices/{part}").status_code == 404
    Membership.objects.create(workspace_id=HOUSE_ID, user=cast.charlie, role=Role.VIEWER)
    assert charlie.get(LIST + part).status_code == 403


def test_rows_of_the_house_are_in_no_other_workspace(cast: Cast, clerk: Client) -> None:
    clerk.post(LIST + "new/", WRITTEN)
    measured(1, 288)
    with inside(cast.rival):
        assert not ServiceNotice.objects.exists()
        assert not HealthDay.objects.exists()
        with pytest.raises(DatabaseError):
            ServiceNotice.objects.bulk_create([ServiceNotice(workspace_id=HOUSE_ID, impact="down")])


def test_the_page_costs_the_same_with_every_disturbance(
    states: dict[str, str], clerk: Client
) -> None:
    assert_same_queries(page, lambda: clerk.post(LIST + "new/", WRITTEN), most=6)
