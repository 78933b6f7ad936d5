"""Holidays of a country with their names, for charts; monitors learn of them by themselves."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from django.utils.translation import get_language, gettext, gettext_noop

from analytics.holiday_library import holiday_library
from analytics.queries.periods import Period

# New Year's Eve and Christmas Eve are holidays by custom in many countries, by law in few.
_BY_CUSTOM = {
    (12, 24): gettext_noop("Christmas Eve"),
    (12, 31): gettext_noop("New Year’s Eve"),
}


def holidays_in(country: str | None, period: Period) -> Mapping[date, str]:
    """{day: name} in the reader's language where the country's are known in it, else in its own."""
    if country is None:
        return {}
    found: dict[date, str] = {}
    for year in range(period.first_on.year, period.last_on.year + 1):
        own = {date(year, *day): gettext(name) for day, name in _BY_CUSTOM.items()}
        found |= own
        found |= _by_law(country, year, get_language() or "en")
    return {day: found[day] for day in sorted(found) if period.first_on <= day <= period.last_on}


@cache
def _by_law(country: str, year: int, language: str) -> Mapping[date, str]:
    holidays = holiday_library()
    try:
        known = holidays.country_holidays(country).supported_languages
        wanted = [one for one in known if one.split("_")[0] == language.split("-")[0]]
        by_law = holidays.country_holidays(
            country, years=[year], language=wanted[0] if wanted else None
        )
    except NotImplementedError:
        return {}
    return dict(by_law)
