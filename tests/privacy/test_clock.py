"""Deadlines by hand, and what holds of every deadline."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.clock import (
    EU_DK,
    RULES,
    UK_ENGLAND,
    Answered,
    Asked,
    Clock,
    Closed,
    Event,
    Extended,
    FeePaid,
    FeeRequested,
    Kind,
    Problem,
    Question,
    Received,
    Rules,
    breach_due,
    notices_due,
    run_clock,
)

WHY = "Two people of that name are customers."


def at(day: str, hour: int = 10) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def due(day: str, rules: Rules, *more: Event) -> Clock:
    return run_clock([Received(at(day)), *more], rules)


def extended(day: str, months: int = 2, told: str | None = None) -> Extended:
    moment = at(day)
    return Extended(moment, months, "Forty systems have to be asked.", at(told) if told else moment)


# received, due under EU/DK, due under UK (England), extended by two months under each
VECTORS = [
    ("2026-03-05", "2026-04-07", "2026-04-07", "2026-06-05", "2026-06-05"),
    ("2026-01-31", "2026-03-02", "2026-03-02", "2026-04-30", "2026-04-30"),
    ("2026-08-31", "2026-09-30", "2026-09-30", "2026-11-30", "2026-11-30"),
    ("2028-01-31", "2028-02-29", "2028-02-29", "2028-05-01", "2028-05-02"),
    ("2026-11-25", "2026-12-28", "2026-12-29", "2027-02-25", "2027-02-25"),
    ("2026-04-14", "2026-05-15", "2026-05-14", "2026-07-14", "2026-07-14"),
    ("2026-07-31", "2026-08-31", "2026-09-01", "2026-11-02", "2026-11-02"),
    ("2023-04-05", "2023-05-08", "2023-05-05", "2023-07-05", "2023-07-05"),
    ("2024-03-26", "2024-04-26", "2024-04-26", "2024-06-26", "2024-06-26"),
]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector[0] for vector in VECTORS])
def test_due_dates_are_those_counted_by_hand(vector: tuple[str, ...]) -> None:
    """Statements 26, 27 and 29: the corresponding day, then the next working day of the state."""
    received, eu, uk, eu_extended, uk_extended = vector
    for rules, plain, longer in ((EU_DK, eu, eu_extended), (UK_ENGLAND, uk, uk_extended)):
        assert due(received, rules).due_on == date.fromisoformat(plain)
        more = due(received, rules, extended(received))
        assert (more.due_on, more.extended_by) == (date.fromisoformat(longer), 2)


def test_the_target_is_the_working_day_before_a_day_that_is_none() -> None:
    """Both are shown: what is aimed at, and what is lawful at the latest."""
    found = due("2026-03-05", EU_DK)
    assert (found.target_on, found.due_on) == (date(2026, 4, 1), date(2026, 4, 7))
    found = due("2026-08-31", EU_DK)
    assert found.target_on == found.due_on == date(2026, 9, 30)


def test_the_day_of_receipt_is_that_of_the_state() -> None:
    """Half an hour before midnight in UTC it is tomorrow in Copenhagen, and today in London."""
    moment = datetime(2026, 1, 30, 23, 30, tzinfo=UTC)
    assert run_clock([Received(moment)], EU_DK).received_on == date(2026, 1, 31)
    assert run_clock([Received(moment)], UK_ENGLAND).received_on == date(2026, 1, 30)


def test_a_justified_question_stops_the_clock_until_the_answer() -> None:
    """Statement 28."""
    asked = Asked(at("2026-09-03"), Question.IDENTITY, WHY)
    waiting = due("2026-09-01", EU_DK, asked)
    assert waiting.is_paused
    assert (waiting.due_on, waiting.target_on) == (None, None)
    answered = due("2026-09-01", EU_DK, asked, Answered(at("2026-09-13"), Question.IDENTITY))
    assert (answered.is_paused, answered.stood_still) == (False, 10)
    # 1 October and ten days is a Sunday.
    assert (answered.due_on, answered.target_on) == (date(2026, 10, 12), date(2026, 10, 9))


def test_delay_of_our_own_stops_nothing() -> None:
    """Statement 28: neither a question without a reason, nor one after weeks of nothing."""
    for asked, problem in (
        (Asked(at("2026-09-03"), Question.CLARIFICATION, " "), Problem.ASKED_WITHOUT_REASON),
        (Asked(at("2026-09-20"), Question.CLARIFICATION, WHY), Problem.ASKED_LATE),
    ):
        found = due("2026-09-01", EU_DK, asked)
        assert (found.is_paused, found.due_on) == (False, date(2026, 10, 1))
        assert found.problems == (problem,)


def test_two_questions_at_once_stop_it_for_the_days_of_both_once() -> None:
    both: list[Event] = [
        Asked(at("2026-09-02"), Question.IDENTITY, WHY),
        Asked(at("2026-09-04"), Question.CLARIFICATION, WHY),
        Answered(at("2026-09-08"), Question.IDENTITY),
        Answered(at("2026-09-12"), Question.CLARIFICATION),
    ]
    assert due("2026-09-01", EU_DK, *both).stood_still == 10
    assert due("2026-09-01", EU_DK, *both[:3]).is_paused


def test_in_the_uk_the_month_begins_with_identity_or_fee() -> None:
    """Statement 29: the latest of receipt, identity and fee; a clarification does not count."""
    asked = Asked(at("2026-09-03"), Question.IDENTITY, WHY)
    proven = Answered(at("2026-09-13"), Question.IDENTITY)
    found = due("2026-09-01", UK_ENGLAND, asked, proven)
    assert (found.starts_on, found.stood_still) == (date(2026, 9, 13), 0)
    assert found.due_on == date(2026, 10, 13)
    fee = FeeRequested(at("2026-09-03"), "The sixth copy of the same.")
    assert due("2026-09-01", UK_ENGLAND, fee).due_on is None
    paid = due("2026-09-01", UK_ENGLAND, asked, proven, fee, FeePaid(at("2026-09-15")))
    assert (paid.starts_on, paid.due_on) == (date(2026, 9, 15), date(2026, 10, 15))
    clarified = due(
        "2026-09-01",
        UK_ENGLAND,
        Asked(at("2026-09-03"), Question.CLARIFICATION, WHY),
        Answered(at("2026-09-09"), Question.CLARIFICATION),
    )
    assert (clarified.starts_on, clarified.stood_still) == (date(2026, 9, 1), 6)
    assert clarified.due_on == date(2026, 10, 7)


def test_here_a_fee_moves_nothing() -> None:
    found = due("2026-09-01", EU_DK, FeeRequested(at("2026-09-02"), "Copies."))
    assert (found.due_on, found.problems) == (date(2026, 10, 1), (Problem.NO_FEE_HERE,))


@pytest.mark.parametrize(
    ("event", "problem"),
    [
        (extended("2026-10-02"), Problem.EXTENDED_LATE),
        (extended("2026-09-20", told="2026-10-02"), Problem.EXTENDED_LATE),
        (extended("2026-09-20", months=3), Problem.EXTENDED_TOO_FAR),
        (extended("2026-09-20", months=0), Problem.EXTENDED_TOO_FAR),
        (Extended(at("2026-09-20"), 2, "", at("2026-09-20")), Problem.EXTENDED_WITHOUT_REASONS),
        (Extended(at("2026-09-20"), 2, "Many systems.", None), Problem.EXTENDED_UNTOLD),
    ],
)
def test_an_unlawful_extension_changes_nothing(event: Extended, problem: Problem) -> None:
    """Statement 27: not after the month, not for longer, not without reasons and notice."""
    found = due("2026-09-01", EU_DK, event)
    assert (found.due_on, found.extended_by) == (date(2026, 10, 1), 0)
    assert found.problems == (problem,)


def test_the_last_day_of_the_month_still_extends_it() -> None:
    assert due("2026-09-01", EU_DK, extended("2026-10-01")).due_on == date(2026, 12, 1)


def test_an_answer_on_the_last_day_is_in_time() -> None:
    for day, is_late in (("2026-10-01", False), ("2026-10-02", True)):
        found = due("2026-09-01", EU_DK, Closed(at(day)))
        assert (found.closed_on, found.is_late) == (date.fromisoformat(day), is_late)


def test_reminders_come_before_and_escalations_after() -> None:
    found = due("2026-09-01", EU_DK)
    assert notices_due(found, date(2026, 9, 16)) == ()
    names = [one.name for one in notices_due(found, date(2026, 9, 30))]
    assert names == ["before-14", "before-7", "before-3", "before-1"]
    late = notices_due(found, date(2026, 10, 8))
    assert [one.name for one in late if one.kind is Kind.ESCALATION] == ["after-1", "after-7"]
    closed = due("2026-09-01", EU_DK, Closed(at("2026-09-05")))
    assert notices_due(closed, date(2026, 10, 8)) == ()


def test_a_breach_has_seventy_two_hours_whatever_the_day() -> None:
    """Statement 57: from Friday evening to Monday evening, through the change to winter time."""
    assert breach_due(datetime(2026, 10, 23, 18, tzinfo=EU_DK.zone)) == datetime(
        2026, 10, 26, 17, tzinfo=EU_DK.zone
    )
    assert breach_due(at("2026-12-24")) == at("2026-12-27")
    with pytest.raises(ValueError, match="no time zone"):
        breach_due(datetime(2026, 12, 24))  # noqa: DTZ001  that is what is refused


@pytest.mark.parametrize(
    "events",
    [[], [Closed(at("2026-09-01"))], [Received(at("2026-09-01")), Received(at("2026-09-02"))]],
)
def test_a_request_is_received_exactly_once(events: list[Event]) -> None:
    with pytest.raises(ValueError, match="received once"):
        run_clock(events, EU_DK)


MOMENTS = st.integers(0, 7 * 366 * 24 * 60).map(
    lambda minutes: at("2024-01-01") + timedelta(minutes=minutes)
)
PART = timedelta(days=40)


@given(MOMENTS, st.sampled_from(list(RULES.values())))
def test_a_due_day_is_a_working_day_a_month_later(moment: datetime, rules: Rules) -> None:
    found = run_clock([Received(moment)], rules)
    assert found.due_on is not None
    assert found.target_on is not None
    assert rules.is_working_day(found.due_on)
    assert found.target_on <= found.due_on
    # Five days off in a row are the most: Easter, or Christmas beside a weekend.
    assert 28 <= (found.due_on - found.received_on).days <= 31 + 5


@given(MOMENTS, MOMENTS, st.sampled_from(list(RULES.values())))
def test_who_comes_later_is_never_due_earlier(one: datetime, two: datetime, rules: Rules) -> None:
    first, second = (run_clock([Received(m)], rules).due_on for m in sorted((one, two)))
    assert first is not None
    assert second is not None
    assert first <= second


@given(st.data(), MOMENTS, st.sampled_from(list(RULES.values())))
def test_the_order_of_the_events_does_not_matter(
    data: st.DataObject, moment: datetime, rules: Rules
) -> None:
    later = st.timedeltas(timedelta(0), PART).map(lambda part: moment + part)
    kinds = st.sampled_from(list(Question))
    some = st.one_of(
        st.builds(Asked, later, kinds, st.sampled_from(["", WHY])),
        st.builds(Answered, later, kinds),
        st.builds(Extended, later, st.integers(0, 3), st.just(WHY), st.none() | later),
        st.builds(FeeRequested, later, st.just(WHY)),
        st.builds(FeePaid, later),
    )
    by_moment = st.lists(some, max_size=6, unique_by=lambda event: event.at)
    events: list[Event] = [Received(moment - timedelta(seconds=1)), *data.draw(by_moment)]
    expected = run_clock(events, rules)
    assert run_clock(data.draw(st.permutations(events)), rules) == expected
    if expected.due_on is not None:
        plain = run_clock(events[:1], rules).due_on
        assert plain is not None
        assert expected.due_on >= plain
