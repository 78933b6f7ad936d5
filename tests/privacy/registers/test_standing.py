"""Where a breach stands in law, by its events: hours that no weekend moves, who has to be told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from privacy.clock import RULES, acknowledge_by
from privacy.clock.notices import Kind
from privacy.models import RegisterEvent, Step
from privacy.registers.breaches.standing import BOTH, CONTROLLER, PROCESSOR, Missing, notices_due
from privacy.registers.breaches.standing import standing_of as told

# A Friday evening before Easter.
AWARE = datetime(2026, 4, 3, 18, 30, tzinfo=UTC)


def event(step: Step, hours: float = 1, detail: str = "") -> RegisterEvent:
    at = AWARE + timedelta(hours=hours)
    return RegisterEvent(step=step, at=at, detail=detail)


def test_the_72_hours_end_on_easter_monday() -> None:
    """Statement 57: the clock runs through weekends and holidays, never rolled forward."""
    stands = told(AWARE, CONTROLLER, ())
    assert stands.due_at == datetime(2026, 4, 6, 18, 30, tzinfo=UTC)
    assert stands.hours_left(AWARE + timedelta(hours=70)) == 2
    assert stands.hours_left(AWARE + timedelta(hours=72, seconds=1)) == -1


@pytest.mark.parametrize(
    ("role", "risk", "missing"),
    [
        (CONTROLLER, "", {Missing.ASSESSMENT, Missing.AUTHORITY}),
        (CONTROLLER, "none", set()),
        (CONTROLLER, "risk", {Missing.AUTHORITY}),
        (CONTROLLER, "high", {Missing.AUTHORITY, Missing.PEOPLE}),
        (PROCESSOR, "high", {Missing.CONTROLLERS}),
        (BOTH, "high", {Missing.AUTHORITY, Missing.PEOPLE, Missing.CONTROLLERS}),
    ],
)
def test_the_risk_decides_who_has_to_be_told(role: str, risk: str, missing: set[Missing]) -> None:
    """Statement 57: the risk test drives Art. 33 and 34; a processor tells its customers."""
    events = [event(Step.ASSESSED, detail=risk)] if risk else []
    assert set(told(AWARE, role, events).missing) == missing


def test_the_last_assessment_counts() -> None:
    """Statement 57: what turns out worse has to be told all the same, within the same hours."""
    events = [event(Step.ASSESSED, 1, "none"), event(Step.ASSESSED, 50, "high")]
    stands = told(AWARE, CONTROLLER, events)
    assert stands.due_at == AWARE + timedelta(hours=72)
    assert Missing.PEOPLE in stands.missing


def test_a_phased_notice_counts_from_its_first_part() -> None:
    """Statement 57: phased reports (33(4)); the first one stops the hours."""
    events = [event(Step.AUTHORITY_TOLD, 71), event(Step.AUTHORITY_TOLD, 200)]
    stands = told(AWARE, CONTROLLER, events)
    assert stands.authority_told_at == AWARE + timedelta(hours=71)
    assert not stands.was_late
    assert stands.hours_left(AWARE + timedelta(hours=300)) is None


def test_reminders_come_before_and_escalations_after() -> None:
    """Statement 57: whoever answers for it hears while there is time, and when it is over."""

    def names(hours: float, role: str = CONTROLLER) -> list[str]:
        stands = told(AWARE, role, ())
        return [name for _kind, name in notices_due(stands, AWARE + timedelta(hours=hours))]

    assert names(23) == []
    assert names(24) == ["before-48"]
    assert names(67) == ["before-48", "before-24", "before-6"]
    assert names(72) == [*names(67), "after-0"]
    assert names(12, PROCESSOR) == ["tell-12"]
    done = told(AWARE, CONTROLLER, [event(Step.AUTHORITY_TOLD)])
    assert notices_due(done, AWARE + timedelta(days=9)) == ()
    late = notices_due(told(AWARE, CONTROLLER, ()), AWARE + timedelta(hours=96))
    assert late[-1] == (Kind.ESCALATION, "after-24")


@pytest.mark.parametrize(
    ("received", "rules", "by"),
    [
        ("2026-06-19T10:00:00+00:00", "uk-eng-1", "2026-07-18"),
        # Half an hour after midnight in London, the day before in UTC.
        ("2026-06-30T23:30:00+00:00", "uk-eng-1", "2026-07-30"),
        ("2026-12-01T10:00:00+00:00", "eu-dk-1", "2026-12-30"),
    ],
)
def test_thirty_days_begin_with_the_day_of_the_receipt(received: str, rules: str, by: str) -> None:
    """Statement 30: a complaint is acknowledged within 30 days; no weekend moves them."""
    moment = datetime.fromisoformat(received)
    assert acknowledge_by(moment, RULES[rules]).isoformat() == by
    assert acknowledge_by(moment.astimezone(ZoneInfo("Asia/Tokyo")), RULES[rules]).isoformat() == by
    with pytest.raises(ValueError, match="time zone"):
        acknowledge_by(moment.replace(tzinfo=None), RULES[rules])
