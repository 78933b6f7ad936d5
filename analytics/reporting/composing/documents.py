"""The document of a dashboard, as of now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.dashboards.asking import days_shown
from analytics.dashboards.contents import TileContent, contents_of
from analytics.dashboards.layout import Layout
from analytics.dashboards.trusting import with_trust
from analytics.pages.charts import in_words
from analytics.queries import fiscal_year, source_states
from analytics.queries.freshness import as_of
from analytics.queries.periods import Period, compared
from analytics.reporting.composing.ending import definitions_of, facts_of, moment
from analytics.reporting.composing.tiles import blocks_of
from analytics.reporting.freshness import missing_words
from analytics.reporting.setting.document import Document


@dataclass(frozen=True)
class Composed:
    """A document with what it was made of."""

    document: Document
    contents: tuple[TileContent, ...]
    read_until: datetime | None
    # The board's days, and where no tile has them those from the first to the last of any tile.
    period: Period | None


def compose(name: str, layout: Layout, workspace: Workspace, *, today: date) -> Composed:
    """The document in the language and numbers that count around it; inside the workspace."""
    contents = with_trust(contents_of(layout, workspace, today=today), workspace)
    sources = source_states()
    read_until = as_of(sources)
    period, before = _days(contents, layout, workspace, today)
    as_of_words = (
        _("numbers as of %(moment)s") % {"moment": moment(read_until)} if read_until else ""
    )
    document = Document(
        language=(get_language() or "en")[:2],
        title=name,
        workspace=workspace.name,
        period=in_words(period) if period else "",
        comparison=_("compared with %(days)s") % {"days": in_words(before)} if before else "",
        blocks=blocks_of(contents),
        facts_title=_("About these numbers"),
        facts=facts_of(contents, layout.where, period, sources, read_until, workspace),
        definitions_title=_("What the numbers mean"),
        definitions=definitions_of(contents),
        foot=" · ".join(filter(None, (workspace.name, name, as_of_words))),
        page_words=_("Page {page} of {pages}"),
        warnings=missing_words(sources, period, workspace, today),
    )
    return Composed(document, contents, read_until, _all_days(contents, period))


def _all_days(contents: Sequence[TileContent], board: Period | None) -> Period | None:
    found = {one.address.period for one in contents if one.address is not None}
    if board is None or not found or board in found:
        return board
    return Period(min(one.first_on for one in found), max(one.last_on for one in found))


def _days(
    contents: tuple[TileContent, ...], layout: Layout, workspace: Workspace, today: date
) -> tuple[Period | None, Period | None]:
    """The board's days, which all tiles share that have none of their own."""
    if all(one.address is None for one in contents):
        return None, None
    shown = days_shown(layout, today, fiscal_year(workspace), workspace.week_start)
    return shown.period, compared(shown.period, shown.comparison)
