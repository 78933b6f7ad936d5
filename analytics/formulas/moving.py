"""What a change of a metric moves: its values before and after, and what makes use of it."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import F
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.dashboards.reading import dashboards_for
from analytics.figures import change_of
from analytics.metrics import Metric
from analytics.models import DashboardVersion, Monitor, SavedReport
from analytics.pages.tables import as_text
from analytics.queries import MetricQuery, Period, fiscal_year, run_query
from analytics.queries.periods import DAY, PRESETS, quarters_of

_DRAFT, _BEFORE = "own_draft", "own_before"


@dataclass(frozen=True)
class Move:
    """The values of some days, in short and in full; `before` is empty of a new metric."""

    days: str
    period: Period
    before: str
    after: str
    before_exact: str
    after_exact: str
    change: str


@dataclass(frozen=True)
class Use:
    """Something that names a metric, and what it is."""

    kind: str
    name: str


@dataclass(frozen=True)
class Uses:
    """What names a metric, as far as one sees it; `hidden` counts what one does not."""

    seen: tuple[Use, ...]
    hidden: int = 0


def moves_of(
    draft: Metric, before: Metric | None, workspace: Workspace, today: date
) -> tuple[Move, ...]:
    """Of the last 30 days, the last full quarter and the last year, by one question each."""
    return tuple(
        _move(words, period, draft, before, workspace)
        for words, period in _periods(workspace, today)
    )


def _periods(workspace: Workspace, today: date) -> list[tuple[str, Period]]:
    calendar = fiscal_year(workspace)
    ends = quarters_of(Period(today, today), calendar)[0] - DAY
    begins = quarters_of(Period(ends, ends), calendar)[0]
    return [
        (_("Last 30 days"), PRESETS["30d"](today)),
        (_("Last full quarter"), Period(begins, ends)),
        (_("Last 365 days"), PRESETS["365d"](today)),
    ]


def _move(
    words: str, period: Period, draft: Metric, before: Metric | None, workspace: Workspace
) -> Move:
    drafts = (replace(draft, key=_DRAFT), *([replace(before, key=_BEFORE)] if before else []))
    query = MetricQuery(tuple(one.key for one in drafts), period, drafts=drafts)
    result = run_query(query, workspace)
    after, then = result.values[_DRAFT], result.values.get(_BEFORE)
    is_alike = before is not None and before.unit is draft.unit
    by = change_of(draft, after, then) if is_alike else None
    shown = as_text(draft, after, result.currency)
    old = as_text(before, then, result.currency) if before and then else ("", "")
    return Move(words, period, old[0], shown[0], old[1], shown[1], by.text if by else "")


def uses_of(key: str, role: str, user_id: UUID) -> Uses:
    """Saved reports, dashboards and monitors that stand and name a metric."""
    reports = [
        row for row in SavedReport.objects.filter(deleted_at=None) if is_named(key, row.question)
    ]
    open_to = [row for row in reports if row.is_shared or row.made_by_id == user_id]
    boards = _boards(key)
    seen_boards = [row for row in dashboards_for(role, user_id) if row.pk in boards]
    monitors = Monitor.objects.filter(metric=key, deleted_at=None).order_by("name")
    seen = [
        *(Use(_("Saved report"), row.name) for row in open_to),
        *(Use(_("Dashboard"), row.name) for row in seen_boards),
        *(Use(_("Monitor"), row.name) for row in monitors),
    ]
    return Uses(tuple(seen), len(reports) - len(open_to) + len(boards) - len(seen_boards))


def is_named(key: str, question: str) -> bool:
    """Whether a question of the explorer asks for a metric, by it or by its ranges."""
    given = QueryDict(question)
    lists = ",".join(given.getlist("metrics")).split(",")
    return key in lists or key in given.get("having", "").split()


def _boards(key: str) -> set[UUID]:
    """Those whose version that counts has a tile that asks for it."""
    rows = DashboardVersion.objects.filter(
        dashboard__deleted_at=None, number=F("dashboard__version")
    )
    return {
        board
        for board, layout in rows.values_list("dashboard_id", "layout")
        if any(is_named(key, tile.get("question", "")) for tile in layout.get("tiles", ()))
    }
