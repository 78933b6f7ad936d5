"""The statutory clock: from what happened, and a version of the rules, to the days that count.

Pure: no database, no settings, no present moment.
"""

from privacy.clock.breach import BREACH_HOURS, breach_due
from privacy.clock.complaint import ACKNOWLEDGE_DAYS, acknowledge_by
from privacy.clock.events import (
    Answered,
    Asked,
    Closed,
    Event,
    Extended,
    FeePaid,
    FeeRequested,
    Question,
    Received,
)
from privacy.clock.notices import ESCALATE_AFTER, REMIND_BEFORE, Kind, Notice, notices_due
from privacy.clock.rules import EU_DK, RULES, UK_ENGLAND, Rules
from privacy.clock.running import Clock, Problem, run_clock

__all__ = [
    "ACKNOWLEDGE_DAYS",
    "BREACH_HOURS",
    "ESCALATE_AFTER",
    "EU_DK",
    "REMIND_BEFORE",
    "RULES",
    "UK_ENGLAND",
    "Answered",
    "Asked",
    "Clock",
    "Closed",
    "Event",
    "Extended",
    "FeePaid",
    "FeeRequested",
    "Kind",
    "Notice",
    "Problem",
    "Question",
    "Received",
    "Rules",
    "acknowledge_by",
    "breach_due",
    "notices_due",
    "run_clock",
]
