"""The fiscal year of a workspace, else of its CRM: which days a quarter and a year of it have."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts.models import Workspace
from accounts.tenancy import require_workspace_id
from analytics.queries.periods import DAY, Calendar, Period
from integrations.models import FiscalPeriod

_QUARTER = 3
# Asked by every page of numbers.
_OLDEST = """
SELECT o.source_id, o.fiscal_year_starts, o.is_fiscal_year_named_by_start, c.is_custom
FROM integrations_organization o
JOIN integrations_source s ON s.workspace_id = o.workspace_id AND s.id = o.source_id
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM integrations_fiscalperiod p
    WHERE p.workspace_id = o.workspace_id AND p.source_id = o.source_id
        AND p.deleted_at IS NULL AND p.kind = 'year' AND NOT p.is_standard) AS is_custom) c
WHERE o.workspace_id = %(workspace)s AND o.deleted_at IS NULL
    AND (o.fiscal_year_starts BETWEEN 1 AND 12 OR c.is_custom)
ORDER BY s.created_at, o.source_id, o.external_id LIMIT 1
"""


@dataclass(frozen=True)
class FiscalYear:
    """A year that begins on the first of a month, as its CRM has it or the workspace chose."""

    starts: int
    is_named_by_start: bool = False
    is_chosen: bool = False

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


@dataclass(frozen=True)
class CustomYears:
    """Years and quarters that an organisation drew itself, each with its name.

    Days for which it has drawn none lie in no period: KeyError.
    """

    years: tuple[tuple[Period, str], ...]
    quarters: tuple[tuple[Period, str], ...]

    def year_of(self, day: date) -> Period:
        return _holding(self.years, day)

    def quarter_of(self, day: date) -> Period:
        return _holding(self.quarters, day)

    def name_of(self, period: Period) -> str:
        return dict((*self.quarters, *self.years))[period]


def fiscal_year(workspace: Workspace) -> Calendar | None:
    """The workspace's own where it chose a month; else that of the source connected first.

    None where neither has one. A chosen month counts more than years that a CRM draws itself; its
    years are named as the CRM's are.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST, {"workspace": require_workspace_id()})
        found = cursor.fetchone()
    chosen = workspace.fiscal_year_starts
    if chosen:
        return FiscalYear(chosen, bool(found and found[2]), is_chosen=True)
    if found is None:
        return None
    source_id, starts, is_named_by_start, is_custom = found
    if not is_custom:
        return FiscalYear(starts, bool(is_named_by_start))
    drawn = FiscalPeriod.objects.filter(
        source_id=source_id, deleted_at=None, starts_on__isnull=False, ends_on__isnull=False
    )
    return custom_years(drawn.order_by("starts_on"))


def custom_years(drawn: Iterable[FiscalPeriod]) -> CustomYears:
    """The calendar of an organisation's rows; a quarter without a name has its number's."""
    rows = [
        (row, Period(row.starts_on, row.ends_on))
        for row in drawn
        if row.starts_on and row.ends_on and row.starts_on <= row.ends_on
    ]
    years = {row.external_id: row.name for row, _ in rows if row.kind == "year"}
    quarters = (
        (days, row.name or f"Q{row.number or '?'} {years.get(row.year_external_id, '')}".strip())
        for row, days in rows
        if row.kind == "quarter"
    )
    return CustomYears(
        tuple((days, row.name) for row, days in rows if row.kind == "year"), tuple(quarters)
    )


def _holding(drawn: tuple[tuple[Period, str], ...], day: date) -> Period:
    for period, _ in drawn:
        if period.first_on <= day <= period.last_on:
            return period
    raise KeyError(day)


def _months_on(first: date, count: int) -> date:
    months = first.year * 12 + first.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)
