"""The periods of budgets: calendar months, and the workspace's fiscal quarters and years."""

from datetime import date

from django.utils.formats import date_format

from accounts.models import Workspace
from analytics.models import Every
from analytics.queries import Calendar, FiscalYear, Period, fiscal_year
from analytics.queries.periods import DAY


def calendar_of(workspace: Workspace) -> Calendar:
    """The fiscal calendar of the workspace or its CRM; without one, that of the almanac."""
    return fiscal_year(workspace) or FiscalYear(1)


def month_of(day: date) -> Period:
    """The calendar month that a day lies in."""
    first = day.replace(day=1)
    return Period(first, (first + DAY * 31).replace(day=1) - DAY)


def period_of(every: str, day: date, calendar: Calendar) -> Period:
    """The period that a day lies in; KeyError where an organisation has not drawn it yet."""
    if every == Every.MONTH:
        return month_of(day)
    return calendar.quarter_of(day) if every == Every.QUARTER else calendar.year_of(day)


def following(every: str, first: Period, count: int, calendar: Calendar) -> list[Period]:
    """A period and those after it; fewer where later ones are not drawn yet."""
    found = [first]
    while len(found) < count:
        try:
            found.append(period_of(every, found[-1].last_on + DAY, calendar))
        except KeyError:
            break
    return found


def before(every: str, period: Period, calendar: Calendar) -> Period | None:
    """The period before one."""
    try:
        return period_of(every, period.first_on - DAY, calendar)
    except KeyError:
        return None


def period_name(every: str, period: Period, calendar: Calendar) -> str:
    """ "November 2026", "Q4 2026", "2026"; the days where it has no name of its own."""
    if every == Every.MONTH:
        return date_format(period.first_on, "YEAR_MONTH_FORMAT")
    try:
        return calendar.name_of(period)
    except KeyError:
        return " – ".join(date_format(d, "DATE_FORMAT") for d in vars(period).values())
