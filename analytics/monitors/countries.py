"""Whose holidays count: those of the country that the workspace's time zone lies in."""

from babel.core import Locale, get_global
from django.utils.translation import get_language

# As babel says of UTC.
_NOWHERE = "ZZ"


def country_of(time_zone: str) -> str | None:
    """ISO 3166 alpha-2 of the zone's country; None of a zone without one, as UTC."""
    found: str | None = get_global("zone_territories").get(time_zone)
    return found if found and found.isalpha() and found != _NOWHERE else None


def country_name(country: str | None) -> str:
    """In the reader's language; empty for none."""
    if country is None:
        return ""
    return str(Locale.parse(get_language() or "en", sep="-").territories.get(country, country))
