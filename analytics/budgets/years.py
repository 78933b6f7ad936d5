"""A year of months in one table: every monthly budget and goal, each month a field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.tenancy import inside, require_workspace_id
from analytics.budgets.amounts import amounts, budgets
from analytics.budgets.calendars import month_of
from analytics.budgets.keeping import Amount, changed_past, set_amounts
from analytics.budgets.reading import BadAmount, read_amount, written
from analytics.budgets.scoping import scope_of
from analytics.built_in import SIMPLE
from analytics.metrics import Unit
from analytics.models import Budget, BudgetAmount, Every
from analytics.queries import Period
from analytics.scopes import campaign_names, scope_name

MONTHS = 12
LAST_MONTH, LAST_YEAR = "last_month", "last_year"


@dataclass(frozen=True)
class Cell:
    """One month of one budget as it is typed; `is_filled` where it was copied and is not saved."""

    name: str
    month: Period
    text: str
    is_past: bool
    is_filled: bool = False
    error: str = ""


@dataclass(frozen=True)
class Line:
    """One budget's or goal's months."""

    budget: Budget
    label: str
    currency: str
    cells: tuple[Cell, ...]


@dataclass
class Table:
    """A year's lines, what is wrong with them, and what they say of each budget."""

    year: int
    months: tuple[Period, ...]
    lines: list[Line] = field(default_factory=list)
    wanted: dict[UUID, list[Amount]] = field(default_factory=dict)
    has_past: bool = False

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(name of the field, its budget, what is wrong) of each."""
        return [
            (cell.name, line.label, cell.error)
            for line in self.lines
            for cell in line.cells
            if cell.error
        ]


def year_table(year: int, today: date, workspace: Workspace, fill: str = "") -> Table:
    """The months of a year as they stand; `fill` copies into those that are empty and not over."""
    table = _empty(year)
    rows, known = _known(year)
    for row, label in rows:
        stands = known.get(row.pk, {})
        table.lines.append(
            Line(
                row,
                label,
                _currency(row, stands, workspace),
                tuple(_cell(row, month, stands, today, fill) for month in table.months),
            )
        )
    return table


def given_table(given: Mapping[str, str], year: int, today: date, workspace: Workspace) -> Table:
    """The months as they were sent; a month that was not sent stays as it stands."""
    table = _empty(year)
    rows, known = _known(year)
    for row, label in rows:
        stands, cells = known.get(row.pk, {}), []
        currency, wanted = _currency(row, stands, workspace), []
        for month in table.months:
            cell = _cell(row, month, stands, today)
            text = given.get(cell.name, cell.text)[:40]
            error = ""
            try:
                if text.strip() != cell.text:
                    wanted.append(Amount(month, read_amount(text, SIMPLE[row.metric])))
            except BadAmount as bad:
                error = str(bad)
            cells.append(Cell(cell.name, month, text, cell.is_past, error=error))
        table.lines.append(Line(row, label, currency, tuple(cells)))
        table.wanted[row.pk] = wanted
        table.has_past |= bool(changed_past(row, wanted, currency))
    return table


def save_year(*, table: Table, is_past_meant: bool) -> int:
    """Set what was sent, all of it or nothing; how many months changed."""
    if table.errors:
        raise Trouble(_("Nothing was saved: some amounts are no numbers."))
    with inside(require_workspace_id()):
        return sum(
            set_amounts(
                budget_id=line.budget.pk,
                amounts=table.wanted[line.budget.pk],
                currency=line.currency,
                is_past_meant=is_past_meant,
            )
            for line in table.lines
        )


def _empty(year: int) -> Table:
    return Table(year, tuple(month_of(date(year, at + 1, 1)) for at in range(MONTHS)))


def _known(year: int) -> tuple[list[tuple[Budget, str]], dict[UUID, dict[date, BudgetAmount]]]:
    """The monthly budgets with their names, and what each month of two years is set to."""
    rows = list(budgets().filter(every=Every.MONTH))
    found = amounts([row.pk for row in rows], date(year - 1, 1, 1), date(year, 12, 31))
    known = {key: {one.first_on: one for one in ones} for key, ones in found.items()}
    names = campaign_names({row.campaign_id for row in rows if row.campaign_id})
    labels = [
        (row, f"{SIMPLE[row.metric].label}: {scope_name(scope_of(row), names)}") for row in rows
    ]
    return labels, known


def _currency(row: Budget, stands: Mapping[date, BudgetAmount], workspace: Workspace) -> str:
    """That of its newest month, else the workspace's."""
    if SIMPLE[row.metric].unit is not Unit.MONEY:
        return ""
    newest = max(stands.values(), key=lambda one: one.first_on, default=None)
    return newest.currency if newest else workspace.currency


def _cell(
    row: Budget,
    month: Period,
    stands: Mapping[date, BudgetAmount],
    today: date,
    fill: str = "",
) -> Cell:
    metric, one = SIMPLE[row.metric], stands.get(month.first_on)
    name, is_past = f"m-{row.pk}-{month.first_on:%Y-%m}", month.last_on < today
    text = written(one.micros if one else None, metric)
    if text or is_past or not fill:
        return Cell(name, month, text, is_past)
    copied = written(_copied(month, stands, fill), metric)
    return Cell(name, month, copied, is_past, is_filled=bool(copied))


def _copied(month: Period, stands: Mapping[date, BudgetAmount], fill: str) -> int | None:
    """Of the same month a year before, or of the last month before it that has an amount."""
    if fill == LAST_YEAR:
        before = stands.get(month.first_on.replace(year=month.first_on.year - 1))
        return before.micros if before else None
    earlier = [one for first_on, one in stands.items() if first_on < month.first_on and one.micros]
    return max(earlier, key=lambda one: one.first_on).micros if earlier else None
