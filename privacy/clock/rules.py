"""Readings of the law on time limits, as data: another one is another version, never an edit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Rules:
    """One reading of one state's law.

    `ask_within` is what counts as asking without undue delay. `starts_anew` says what a month
    begins with: under the EU's rules with the receipt alone, and a justified question stops the
    clock; under the UK's with the latest of receipt, proof of identity and fee.
    """

    version: str
    label: str
    zone: ZoneInfo
    public_holidays: Callable[[int], frozenset[date]]
    most_months: int = 2
    ask_within: timedelta = timedelta(days=14)
    starts_anew: bool = False

    def is_working_day(self, day: date) -> bool:
        """Whether authorities and courts of the state work on the day."""
        return day.weekday() < 5 and day not in self.public_holidays(day.year)

    def next_working_day(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def working_day_after(self, day: date) -> date:
        """The first working day that is later than the day."""
        return self.next_working_day(day + timedelta(days=1))

    def last_working_day(self, day: date) -> date:
        """The day itself, or the last working day before it."""
        while not self.is_working_day(day):
            day -= timedelta(days=1)
        return day


def _holidays_of(country: str, part: str | None = None) -> Callable[[int], frozenset[date]]:
    @cache
    def of_year(year: int) -> frozenset[date]:
        import holidays  # 3 MB that most processes never need

        return frozenset(holidays.country_holidays(country, subdiv=part, years=[year]))

    return of_year


# GDPR Art. 12(3); Regulation 1182/71 Art. 3; EDPB Guidelines 01/2022. The package does not list
# 5 June, 24 and 31 December, which are doubtful: taken for working days they make no date later.
EU_DK = Rules(
    version="eu-dk-1",
    label="GDPR, Denmark",
    zone=ZoneInfo("Europe/Copenhagen"),
    public_holidays=_holidays_of("DK"),
)
# UK GDPR Art. 12A as in force from 5 February 2026, and the ICO's guidance on time limits.
UK_ENGLAND = Rules(
    version="uk-eng-1",
    label="UK GDPR, England",
    zone=ZoneInfo("Europe/London"),
    public_holidays=_holidays_of("GB", "ENG"),
    starts_anew=True,
)
RULES = {rules.version: rules for rules in (EU_DK, UK_ENGLAND)}
