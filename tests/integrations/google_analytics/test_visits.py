"""Visits in the database: replaced by difference, kept as they were, and nobody else's."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest

from accounts.tenancy import inside
from integrations.facts.flags import CREDITING, PROVISIONAL
from integrations.facts.piece import Piece
from integrations.facts.traffic import write_traffic_days
from integrations.facts.visits import VisitDay
from integrations.models import Source, TrafficDay, TrafficDayRevision, TrafficOrigin
from tests.cast import Cast

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 20)
BRAND = VisitDay(DAY, "google", "cpc", "Brand", "Paid Search", 10, 6, 4, 2_000_000, 5_000_000)
DIRECT = VisitDay(DAY, "(direct)", "(none)", "(direct)", "Direct", 7, 3, 2, 0, 0)


def piece(source: Source, *rows: VisitDay, account: str = "1") -> Piece:
    return Piece(
        source_id=source.pk,
        run_id=uuid4(),
        account=account,
        currency="USD",
        first_on=DAY,
        last_on=DAY,
        rows=rows,
        campaigns=(),
        is_inside=True,
        provisional_from=DAY + dt.timedelta(days=1),
    )


def _kept() -> set[tuple[str, int | None, int | None]]:
    return set(TrafficDayRevision.objects.values_list("metric", "old_value", "new_value"))


def test_only_what_differs_is_written_and_what_was_said_is_kept(cast: Cast) -> None:
    with inside(cast.acme):
        source = Source.objects.create(connector="google_analytics", name="Site")
        first = replace(piece(source, BRAND, DIRECT), provisional_from=DAY)
        assert write_traffic_days(first).inserted == 2
        young = TrafficDay.objects.values_list("flags", "as_of", "run_id").distinct().get()
        assert young[0] == PROVISIONAL
        # A settled day with the same numbers: the flag goes, the reading stays what it was.
        assert write_traffic_days(piece(source, BRAND, DIRECT)).updated == 2
        assert TrafficDay.objects.values_list("flags", "as_of", "run_id").distinct().get() == (
            0,
            *young[1:],
        )
        assert write_traffic_days(piece(source, BRAND, DIRECT)).is_nothing
        more = BRAND._replace(sessions=12, flags=CREDITING)
        assert write_traffic_days(piece(source, more)).vanished == 1
        assert _kept() == {("sessions", 10, 12)} | {
            (metric, value, None)
            for metric, value in (
                ("sessions", 7),
                ("engaged_sessions", 3),
                ("new_users", 2),
                ("key_events_micros", 0),
                ("revenue_micros", 0),
            )
        }


def test_old_days_are_only_added_to_and_properties_leave_each_other_alone(cast: Cast) -> None:
    with inside(cast.acme):
        source = Source.objects.create(connector="google_analytics", name="Site")
        write_traffic_days(piece(source, BRAND, DIRECT))
        write_traffic_days(piece(source, BRAND, account="2"))
        old = replace(piece(source, BRAND._replace(sessions=11)), is_inside=False)
        assert write_traffic_days(old).vanished == 0
        assert write_traffic_days(replace(piece(source), is_inside=False)).is_nothing
        assert write_traffic_days(piece(source, account="2")).vanished == 1
        rows = TrafficDay.objects.values_list("origin__account", "sessions")
        assert sorted(rows) == [("1", 7), ("1", 11)]


def test_money_in_another_currency_is_another_value(cast: Cast) -> None:
    with inside(cast.acme):
        source = Source.objects.create(connector="google_analytics", name="Site")
        write_traffic_days(piece(source, BRAND))
        write_traffic_days(piece(source, BRAND._replace(currency="EUR")))
        kept = TrafficDayRevision.objects.get()
        assert (kept.metric, kept.currency) == ("revenue_micros", "USD")


def test_nobody_elses_visits_are_seen(cast: Cast) -> None:
    with inside(cast.acme):
        source = Source.objects.create(connector="google_analytics", name="Site")
        write_traffic_days(piece(source, BRAND))
        write_traffic_days(piece(source, BRAND._replace(sessions=11)))
        assert TrafficDayRevision.objects.exists()
    with inside(cast.rival):
        for model in (TrafficOrigin, TrafficDay, TrafficDayRevision):
            assert not model._default_manager.exists()
