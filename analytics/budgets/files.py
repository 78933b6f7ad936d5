"""Budgets and goals as a CSV file: out as they stand, and in with every trouble named."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.tenancy import inside, require_workspace_id
from analytics.budgets.amounts import amounts, budgets
from analytics.budgets.calendars import calendar_of, period_of
from analytics.budgets.forms import is_currency
from analytics.budgets.keeping import (
    Amount,
    What,
    add_budget,
    changed_past,
    check_what,
    find_budget,
    set_amounts,
)
from analytics.budgets.reading import BadAmount, read_amount, written
from analytics.built_in import SIMPLE
from analytics.metrics import Metric, Unit
from analytics.models import Budget, Every
from analytics.queries import Calendar
from analytics.scopes import Scope, campaign_names
from analytics.services.exports import harmless
from integrations.models import Campaign

COLUMNS = ("number", "every", "platform", "channel", "campaign", "from", "amount", "currency")
MOST_ROWS, LARGEST_FILE = 5_000, 1_000_000
_FIRST, _LAST = date(2000, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Fault:
    """What is wrong: the line as a spreadsheet counts, column, value, and how to mend it."""

    line: int
    column: str
    value: str
    words: str


@dataclass(frozen=True)
class Imported:
    """What an import did: budgets made, periods set."""

    made: int
    periods: int


NOTHING = Imported(0, 0)


def export_budgets() -> str:
    """Every period of every budget as it is set now; amounts with a point before the decimals."""
    rows = list(budgets())
    names = campaign_names({row.campaign_id for row in rows if row.campaign_id})
    known = amounts((row.pk for row in rows), _FIRST, _LAST)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*COLUMNS, "name"])
    for row in rows:
        campaign = str(row.campaign_id) if row.campaign_id else ""
        part = [row.platform, row.channel, campaign]
        for one in known.get(row.pk, []):
            if one.micros is None:
                continue
            amount = written(one.micros, SIMPLE[row.metric], is_file=True)
            what = [row.metric, row.every, *map(harmless, part)]
            name = harmless(names.get(row.campaign_id, "")) if row.campaign_id else ""
            writer.writerow([*what, one.first_on.isoformat(), amount, one.currency, name])
    record("budgets.exported", rows=sum(map(len, known.values())))
    return "\ufeff" + text.getvalue()


def import_budgets(
    *, text: str, workspace: Workspace, is_past_meant: bool
) -> tuple[Imported, list[Fault]]:
    """Take a file in, whole or not at all: with a fault nothing is changed."""
    with inside(require_workspace_id()):
        lines, faults = _read(text, workspace)
        plan = _by_budget(lines)
        if not faults and not is_past_meant:
            faults = list(_past(plan))
        if faults:
            return NOTHING, faults
        return _write(plan, is_past_meant=is_past_meant), []


@dataclass(frozen=True)
class _Line:
    number: int
    what: What
    amount: Amount
    currency: str


_Plan = dict[tuple[What, str], list[_Line]]


def _read(text: str, workspace: Workspace) -> tuple[list[_Line], list[Fault]]:
    """Each line of a file, and what is wrong with it."""
    sample = text.removeprefix("\ufeff")
    delimiter = ";" if sample.partition("\n")[0].count(";") > 2 else ","
    reader = csv.DictReader(io.StringIO(sample), delimiter=delimiter, strict=True)
    lines: list[_Line] = []
    faults: list[Fault] = []
    calendar = calendar_of(workspace)
    try:
        missing = [
            name
            for name in ("number", "every", "from", "amount")
            if name not in (reader.fieldnames or [])
        ]
        if missing:
            words = _("The first line has to name this column.")
            return [], [Fault(1, name, "", words) for name in missing]
        for row in reader:
            if len(lines) + len(faults) >= MOST_ROWS:
                words = _("At most %(count)d lines in one file.") % {"count": MOST_ROWS}
                return [], [Fault(reader.line_num, "", "", words)]
            if not any((value or "") for key, value in row.items() if key):
                continue
            try:
                lines.append(_line(reader.line_num, row, workspace, calendar))
            except _Wrong as wrong:
                value = _cell(row, wrong.column)
                faults.append(Fault(reader.line_num, wrong.column, value[:60], wrong.words))
    except csv.Error as error:
        words = _("This is no CSV file from here on: %(error)s") % {"error": error}
        faults.append(Fault(reader.line_num, "", "", words))
    if not lines and not faults:
        faults.append(Fault(1, "", "", _("There is no line beneath the first.")))
    return lines, faults + list(_twice(lines))


class _Wrong(Exception):
    def __init__(self, column: str, words: str) -> None:
        super().__init__(words)
        self.column, self.words = column, words


def _line(number: int, row: dict[str, Any], workspace: Workspace, calendar: Calendar) -> _Line:
    metric = SIMPLE.get(_cell(row, "number"))
    if metric is None:
        known = ", ".join(SIMPLE)
        raise _Wrong("number", _("Write one of these: %(known)s.") % {"known": known})
    every = _cell(row, "every").lower()
    if every not in Every.values:
        words = _("Write one of these: %(known)s.") % {"known": ", ".join(Every.values)}
        raise _Wrong("every", words)
    scope = _scope(row)
    column = next((n for n in ("campaign", "platform", "channel") if _cell(row, n)), "number")
    what = What(metric.key, every, scope)
    try:
        check_what(what)
    except Trouble as trouble:
        raise _Wrong(column, str(trouble)) from trouble
    try:
        period = period_of(every, _first_on(row), calendar)
    except KeyError:
        words = _("Your CRM has drawn no such period for this day yet.")
        raise _Wrong("from", words) from None
    return _Line(number, what, Amount(period, _amount(row, metric)), _code(row, metric, workspace))


def _scope(row: dict[str, Any]) -> Scope:
    platform, channel, campaign = (_cell(row, n) for n in ("platform", "channel", "campaign"))
    if sum(map(bool, (platform, channel, campaign))) > 1:
        words = _("Choose a platform, a channel or a campaign, and not several of them.")
        raise _Wrong("channel" if channel else "campaign", words)
    if not campaign:
        return Scope(platform[:80], channel[:80])
    return Scope(campaign_id=_campaign(campaign))


def _campaign(text: str) -> UUID:
    """By its id, or by a name that one alone has."""
    try:
        return UUID(text)
    except ValueError:
        found = Campaign.objects.filter(kind="ad", deleted_at=None, name=text)
        ids = list(found.values_list("id", flat=True)[:2])
    if not ids:
        raise _Wrong("campaign", _("No ad campaign has this name. Check the spelling."))
    if len(ids) > 1:
        raise _Wrong("campaign", _("Several campaigns have this name. Write the id of one."))
    return UUID(str(ids[0]))


def _first_on(row: dict[str, Any]) -> date:
    text = _cell(row, "from")
    try:
        found = date.fromisoformat(f"{text}-01" if len(text) == 7 else text)
    except ValueError:
        raise _Wrong("from", _("Write a day or a month, as 2026-11-01 or 2026-11.")) from None
    if not 2000 <= found.year <= 2090:
        raise _Wrong("from", _("Days lie between the years 2000 and 2100."))
    return found


def _amount(row: dict[str, Any], metric: Metric) -> int | None:
    try:
        return read_amount(_cell(row, "amount"), metric, is_file=True)
    except BadAmount as bad:
        raise _Wrong("amount", str(bad)) from bad


def _code(row: dict[str, Any], metric: Metric, workspace: Workspace) -> str:
    code = _cell(row, "currency").upper()
    if metric.unit is not Unit.MONEY:
        return ""
    if code and not is_currency(code):
        raise _Wrong("currency", _("A currency has three letters, such as EUR."))
    return code or workspace.currency


def _cell(row: dict[str, Any], name: str) -> str:
    """A text of a line, without the mark that keeps a spreadsheet from running it."""
    text = row.get(name) or ""
    return text.strip().replace("\0", "").removeprefix("'") if isinstance(text, str) else ""


def _twice(lines: list[_Line]) -> Iterator[Fault]:
    """Two amounts of one period: nobody could say which is meant."""
    seen: dict[tuple[str, str, Scope, date], int] = {}
    for line in lines:
        what, first_on = line.what, line.amount.period.first_on
        key = (what.metric, what.every, what.scope, first_on)
        if key in seen:
            words = _("Line %(line)d has an amount of this period already. Leave one of them out.")
            yield Fault(line.number, "from", first_on.isoformat(), words % {"line": seen[key]})
        seen.setdefault(key, line.number)


def _by_budget(lines: list[_Line]) -> _Plan:
    found: _Plan = defaultdict(list)
    for line in lines:
        found[line.what, line.currency].append(line)
    return found


def _past(plan: _Plan) -> Iterator[Fault]:
    for (what, currency), lines in plan.items():
        budget = find_budget(what)
        if budget is None:
            continue
        numbers = {line.amount.period: line.number for line in lines}
        for one in changed_past(budget, [line.amount for line in lines], currency):
            words = _("This period is over. Say below that you mean to change it.")
            yield Fault(numbers[one.period], "from", one.period.first_on.isoformat(), words)


def _write(plan: _Plan, *, is_past_meant: bool) -> Imported:
    made = periods = 0
    for (what, currency), lines in plan.items():
        wanted = [line.amount for line in lines]
        budget: Budget | None = find_budget(what)
        if budget is None:
            add_budget(what=what, amounts=wanted, currency=currency)
            made, periods = made + 1, periods + len(wanted)
        else:
            periods += set_amounts(
                budget_id=budget.pk,
                amounts=wanted,
                currency=currency,
                is_past_meant=is_past_meant,
            )
    record("budgets.imported", made=made, periods=periods)
    return Imported(made, periods)
