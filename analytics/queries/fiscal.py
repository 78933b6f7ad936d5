"""The fiscal year of the connected organisation: which days a quarter and a year of it have."""

from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts.tenancy import require_workspace_id
from analytics.queries.periods import DAY, Period

_QUARTER = 3
# Asked by every page of numbers.
_OLDEST = """
SELECT o.fiscal_year_starts, o.is_fiscal_year_named_by_start
FROM integrations_organization o
JOIN integrations_source s ON s.workspace_id = o.workspace_id AND s.id = o.source_id
WHERE o.workspace_id = %(workspace)s AND o.deleted_at IS NULL
    AND o.fiscal_year_starts BETWEEN 1 AND 12
ORDER BY s.created_at, o.source_id, o.external_id LIMIT 1
"""


@dataclass(frozen=True)
class FiscalYear:
    """A year that begins on the first of a month, as its CRM has it."""

    starts: int
    is_named_by_start: bool = False

    def year_of(self, day: date) -> Period:
        """The whole fiscal year that a day lies in."""
        first = date(day.year - (day.month < self.starts), self.starts, 1)
        return Period(first, first.replace(year=first.year + 1) - DAY)

    def quarter_of(self, day: date) -> Period:
        """The whole fiscal quarter that a day lies in."""
        back = (day.month - self.starts) % _QUARTER
        first = _months_on(day.replace(day=1), -back)
        return Period(first, _months_on(first, _QUARTER) - DAY)

    def name_of(self, period: Period) -> str:
        """ "2026", or "Q3 2026" for a quarter, as the organisation's people say it."""
        year = self.year_of(period.first_on)
        name = str((year.first_on if self.is_named_by_start else year.last_on).year)
        if self.quarter_of(period.first_on).last_on < period.last_on:
            return name
        months = (period.first_on.month - self.starts) % 12
        return f"Q{months // _QUARTER + 1} {name}"


def fiscal_year() -> FiscalYear | None:
    """That of the source that was connected first; None where no CRM has one."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST, {"workspace": require_workspace_id()})
        found = cursor.fetchone()
    return FiscalYear(found[0], bool(found[1])) if found else None


def _months_on(first: date, count: int) -> date:
    months = first.year * 12 + first.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)
