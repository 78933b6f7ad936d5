"""Which days a report asks for: newest first, none twice, none missed, never across the window."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.tenancy import inside
from integrations.connectors.contract import Field, ReportStream, VendorAccount
from integrations.models import Source, SyncRun, SyncSlice
from integrations.services.syncing.progress import delay_after
from integrations.services.syncing.reports.covering import waited_since
from integrations.services.syncing.reports.days import Calendar, Span
from tests.cast import Cast

TODAY = date(2026, 11, 24)
ONE = timedelta(days=1)


def calendar(window: int = 30, request: int = 31, months: int = 37, account: int = 0) -> Calendar:
    fields = (Field("clicks"),)
    stream = ReportStream("days", "Days", fields, window, 3, request, history_months=months)
    return Calendar(stream, VendorAccount("1", "One", history_days=account), TODAY)


@given(
    window=st.integers(1, 90),
    request=st.integers(1, 100),
    first=st.integers(0, 400),
    length=st.integers(1, 400),
)
def test_pieces_cover_each_day_once_and_stay_on_one_side_of_the_window(
    window: int, request: int, first: int, length: int
) -> None:
    days = calendar(window, request)
    span = Span(TODAY - ONE * (first + length - 1), TODAY - ONE * first)
    pieces = list(days.pieces(span))
    asked = [p.first_on + ONE * n for p in pieces for n in range((p.last_on - p.first_on).days + 1)]
    assert sorted(asked) == [span.first_on + ONE * n for n in range(length)]
    assert pieces == sorted(pieces, key=lambda piece: piece.last_on, reverse=True)
    for piece in pieces:
        assert (piece.last_on - piece.first_on).days < request
        assert (piece.first_on >= days.window_from) == (piece.last_on >= days.window_from)


def test_a_sync_reads_the_window_and_all_that_was_young_at_the_last_one() -> None:
    days = calendar(window=30)
    assert days.newest(None) == Span(date(2026, 10, 26), TODAY)
    assert days.newest(TODAY) == days.newest(None)
    # Yesterday's sync saw the 25th of October for the last time while it could change.
    assert days.newest(TODAY - ONE) == Span(date(2026, 10, 25), TODAY)
    # After a long pause the days that were young before it are read again.
    assert days.newest(date(2026, 8, 31)) == Span(date(2026, 8, 2), TODAY)
    assert days.newest(date(2020, 1, 1)) == Span(days.oldest, TODAY)


def test_an_account_with_a_longer_window_is_read_further_back_up_to_ninety_days() -> None:
    assert calendar(account=60).window_from == TODAY - ONE * 59
    assert calendar(account=7).window_from == TODAY - ONE * 29
    assert calendar(account=365).window_from == TODAY - ONE * 89


def test_a_backfill_ends_where_the_vendor_forgets() -> None:
    days = calendar(months=37)
    older = days.older(date(2026, 10, 26))
    assert older == Span(date(2023, 10, 24), date(2026, 10, 25))
    assert days.older(date(2023, 10, 24)) is None
    assert days.older(None) is None
    assert calendar(months=9).oldest == date(2026, 2, 24)


@pytest.mark.django_db
def test_a_long_run_looks_again_soon_as_long_as_pieces_come(cast: Cast) -> None:
    begun = timezone.now() - timedelta(hours=1)
    with inside(cast.acme):
        source = Source.objects.create(connector="meta_ads", name="Ads")
        run = SyncRun.objects.create(source=source, kind="backfill", started_at=begun)
        rows = [
            SyncSlice.objects.create(
                run=run,
                source=source,
                stream="campaign_days",
                first_on=TODAY - ONE * number,
                last_on=TODAY - ONE * number,
                cursor_to=begun,
                mode="reports",
                started_at=begun,
            )
            for number in range(2)
        ]
        assert waited_since(run.pk) == begun
        assert delay_after(begun) == timedelta(seconds=30)
        came = timezone.now()
        SyncSlice.objects.filter(pk=rows[0].pk).update(finished_at=came)
        assert waited_since(run.pk) == came
        assert delay_after(came) == timedelta(seconds=1)
