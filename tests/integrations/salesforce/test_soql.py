"""Values in SOQL are quoted as simple-salesforce quotes them."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st
from simple_salesforce.format import quote_soql_value

from integrations.connectors.salesforce.soql import quote

_ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
_MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2200, 1, 1), timezones=_ZONES)  # noqa: DTZ001


@given(st.one_of(st.text(), st.dates(), _MOMENTS, st.lists(st.text(), max_size=3)))
def test_any_value_is_quoted_alike(value: str | date | datetime | list[str]) -> None:
    assert quote(value) == quote_soql_value(value)


def test_a_value_cannot_end_its_own_quotes() -> None:
    assert quote("O'Neill\\' OR Id != '") == "'O\\'Neill\\\\\\' OR Id != \\''"
    assert quote(("a", "b'c")) == "('a','b\\'c')"
    assert quote(datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)) == "2026-01-02T03:04:05+00:00"
