"""Which demos can start when: hours, pauses, holidays and clocks that change, as properties."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.zones import groups, listed, name_of
from enquiries.bookings.availability import (
    free_hosts,
    free_starts,
    nearest,
    starts,
    starts_of,
)
from enquiries.bookings.hours import Hours, Span, is_danish_holiday, read_spans, write_spans
from enquiries.bookings.weeks import read_value, start_of, value_of, week_of

COPENHAGEN, NEW_YORK = ZoneInfo("Europe/Copenhagen"), ZoneInfo("America/New_York")
LORD_HOWE, KATHMANDU = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")
ZONES = (COPENHAGEN, NEW_YORK, LORD_HOWE, KATHMANDU, ZoneInfo("America/Santiago"))
ALICE, BOB = UUID(int=1), UUID(int=2)
NEVER = lambda _day: False  # noqa: E731


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, ...]:
    """Hours of one day, in order; they may meet."""
    marks = sorted(draw(st.sets(st.integers(0, 95), max_size=6)))
    times = [time(mark // 4, mark % 4 * 15) for mark in marks]
    return tuple(Span(one, other) for one, other in zip(times[::2], times[1::2], strict=False))


@st.composite
def all_hours(draw: st.DrawFn) -> Hours:
    """Whatever staff could set."""
    return Hours(
        zone=draw(st.sampled_from(ZONES)),
        weekly=tuple(draw(spans()) for _day in range(7)),
        length=timedelta(minutes=draw(st.sampled_from((15, 30, 45, 60)))),
        buffer=timedelta(minutes=draw(st.sampled_from((0, 5, 15)))),
        notice=timedelta(hours=draw(st.integers(0, 48))),
        horizon_days=draw(st.integers(1, 10)),
        days_off=frozenset(
            draw(st.sets(st.dates(date(2026, 3, 1), date(2026, 11, 30)), max_size=3))
        ),
    )


# Around the nights in which clocks change, and any other time of the year.
_MARCH, _OCTOBER = datetime(2026, 3, 26, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
moments = st.builds(
    lambda begin, minutes: begin + timedelta(minutes=minutes),
    st.sampled_from((_MARCH, _OCTOBER)),
    st.integers(0, 34 * 24 * 60),
)


@settings(max_examples=50)
@given(all_hours(), moments)
def test_every_start_lies_in_the_hours_as_the_clock_shows_them(hours: Hours, now: datetime) -> None:
    found = list(starts(hours, now))
    assert found == sorted(set(found))
    for start in found:
        opens, ends = start.astimezone(hours.zone), (start + hours.length).astimezone(hours.zone)
        day = opens.date()
        assert day not in hours.days_off
        assert not is_danish_holiday(day)
        assert start >= now + hours.notice
        assert any(
            span.opens <= opens.time() < span.closes
            and (ends.date(), ends.time()) <= (day, span.closes)
            for span in hours.weekly[day.weekday()]
        )


@settings(max_examples=50)
@given(all_hours(), moments)
def test_no_two_starts_are_in_each_others_way(hours: Hours, now: datetime) -> None:
    found = list(starts(hours, now))
    for one, next_one in pairwise(found):
        assert next_one - one >= hours.length


@settings(max_examples=50)
@given(all_hours(), moments, st.lists(st.tuples(st.integers(0, 300), st.integers(1, 90))))
def test_what_is_taken_is_free_for_nobody(
    hours: Hours, now: datetime, taken: list[tuple[int, int]]
) -> None:
    busy = [
        (now + timedelta(minutes=15 * begin), now + timedelta(minutes=15 * begin + length))
        for begin, length in taken
    ]
    free = free_starts(hours, now, [ALICE], {ALICE: busy})
    assert set(free) <= set(starts(hours, now))
    for start in free:
        until = start + hours.length + hours.buffer
        assert all(until <= begin or end <= start for begin, end in busy)
    # A second host who has nothing else to do takes whatever there is.
    assert free_starts(hours, now, [ALICE, BOB], {ALICE: busy}) == list(starts(hours, now))
    assert free_starts(hours, now, [], {}) == []


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("2026-03-28", ["01:00 +01:00", "02:00 +01:00", "03:00 +01:00"]),
        # In the night after it 02:00 is not there.
        ("2026-03-29", ["01:00 +01:00", "03:00 +02:00"]),
        # And in this one it comes twice; both are offered, an hour apart.
        ("2026-10-25", ["01:00 +02:00", "02:00 +02:00", "02:00 +01:00", "03:00 +01:00"]),
    ],
)
def test_the_nights_in_which_the_clock_changes(day: str, clock: list[str]) -> None:
    hours = Hours(
        weekly=((Span(time(1), time(4)),),) * 7,
        length=timedelta(hours=1),
        buffer=timedelta(0),
        is_holiday=NEVER,
    )
    found = list(starts_of(hours, date.fromisoformat(day)))
    assert [f"{one.astimezone(COPENHAGEN):%H:%M %z}"[:-2] + ":00" for one in found] == clock


def test_hours_that_end_as_the_clock_is_set_back_to_their_end_are_over_once() -> None:
    """In Santiago 23:00 comes again at midnight; what is open until 23:00 is not open again."""
    hours = Hours(
        zone=ZoneInfo("America/Santiago"),
        weekly=((Span(time(22), time(23)),),) * 7,
        length=timedelta(minutes=30),
        buffer=timedelta(0),
        is_holiday=NEVER,
    )
    found = [one.astimezone(hours.zone) for one in starts_of(hours, date(2026, 4, 4))]
    assert [f"{one:%H:%M %z}" for one in found] == ["22:00 -0300", "22:30 -0300"]


def test_which_of_two_hours_is_meant_stands_beside_the_time() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert start_of(first, COPENHAGEN).offset == "UTC+02:00"
    assert start_of(first + timedelta(hours=1), COPENHAGEN).offset == "UTC+01:00"
    assert start_of(first + timedelta(hours=2), COPENHAGEN).offset == ""
    assert start_of(first, NEW_YORK).offset == ""


@pytest.mark.parametrize(
    ("day", "is_off"),
    [
        ("2026-04-03", True),  # Good Friday
        ("2026-04-06", True),  # Easter Monday
        ("2026-05-14", True),  # Ascension
        ("2023-05-05", True),  # Store Bededag, abolished from 2024
        ("2026-05-01", False),
        ("2026-12-25", True),
        ("2026-12-24", False),  # by hand, as a day off
    ],
)
def test_public_holidays_are_off(day: str, is_off: bool) -> None:
    assert is_danish_holiday(date.fromisoformat(day)) is is_off
    assert (Hours().spans(date.fromisoformat(day)) == ()) is is_off


@given(spans())
def test_hours_are_read_as_they_were_written(some: tuple[Span, ...]) -> None:
    assert read_spans(write_spans(some)) == some


@pytest.mark.parametrize(
    "text", ["9-12", "12:00-09:00", "09:00-09:00", "25:00-26:00", "09:00-12:00, 11:00-13:00", "x"]
)
def test_hours_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        read_spans(text)


@given(moments, st.lists(moments, max_size=30))
def test_the_nearest_are_offered_in_their_order(wanted: datetime, free: list[datetime]) -> None:
    found = nearest(wanted, free, 3)
    assert found == sorted(found)
    assert len(found) == min(3, len(free))
    furthest = max((abs(one - wanted) for one in found), default=timedelta(0))
    left = sorted(free, key=lambda one: abs(one - wanted))[3:]
    assert all(abs(one - wanted) >= furthest for one in left)


def test_whoever_has_the_fewest_demos_gives_the_next() -> None:
    start = datetime(2026, 6, 4, 7, tzinfo=UTC)
    later = (start + timedelta(days=1), start + timedelta(days=1, hours=1))
    assert free_hosts(Hours(), start, [ALICE, BOB], {ALICE: [later]}) == [BOB, ALICE]


@settings(max_examples=50)
@given(all_hours(), moments, st.sampled_from(ZONES))
def test_every_free_start_is_on_one_page_of_the_calendar(
    hours: Hours, now: datetime, zone: ZoneInfo
) -> None:
    free, seen, asked = list(starts(hours, now)), [], None
    week = week_of(free, zone, asked)
    while week is not None:
        seen += [start.at for day in week.days for start in day.starts]
        assert week.days[0].starts or free[0].astimezone(zone).date() < week.days[0].on
        week = week_of(free, zone, week.after) if week.after else None
    assert seen == free


@given(moments)
def test_a_moment_is_read_as_it_was_written(moment: datetime) -> None:
    minute = moment.replace(second=0, microsecond=0)
    assert read_value(value_of(minute)) == minute


@pytest.mark.parametrize(
    "text", [None, "", "x", "20260604", "20260604T0700", "99999999T9999Z", "\0"]
)
def test_what_is_no_moment_is_none(text: str | None) -> None:
    assert read_value(text) is None


def test_zones_are_those_of_today_and_old_names_are_understood() -> None:
    assert len(listed()) > 400
    assert name_of("Asia/Calcutta") == "Asia/Calcutta"
    assert ("Asia/Calcutta", "Calcutta") in dict(groups("Asia/Calcutta"))["Asia"]
    for forged in (None, "", "../../etc/passwd", "Europe/Nowhere", "\0"):
        assert name_of(forged) == "Europe/Copenhagen"
