"""What a report says of how far the days of its tiles can be trusted, beneath and at its end."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from analytics.dashboards.contents import TileContent
from analytics.dashboards.layout import TileKind
from analytics.dashboards.marking import mark_of, settles_of
from analytics.exploring.answer import Explored
from analytics.pages.charts import first_growing
from analytics.queries.dimensions import Granularity
from analytics.reporting.setting.document import Fact


def unsettled_since(content: TileContent, explored: Explored) -> date:
    """The first day that is not complete, or that is foretold to grow."""
    told, drawn = content.beside.foretold, content.drawn
    if told is None or len(drawn) != 1 or explored.exploration.step is not Granularity.DAY:
        return explored.unsettled_from
    series = drawn[0].series
    grows = first_growing(told, series.days, series.values)
    return min(explored.unsettled_from, grows) if grows else explored.unsettled_from


def note_of(content: TileContent, explored: Explored, *, is_tinted: bool) -> str:
    """What stands beneath a chart over time."""
    settles = settles_of(content, explored.exploration.metric, explored.currency)
    mark = mark_of(content, "-")
    found = (
        _("The days on a tinted ground are not complete yet.") if is_tinted else "",
        f"{settles.text}." if settles else "",
        f"{mark.label}." if mark and mark.tone != "good" else "",
    )
    return " ".join(filter(None, found))


def beside_facts(contents: Sequence[TileContent]) -> list[Fact]:
    """Of single numbers, each metric once: what it will settle at, and which days differ."""
    found: dict[Fact, None] = {}
    for content in contents:
        explored = content.explored
        if explored is None or content.tile.kind is not TileKind.NUMBER:
            continue
        metric = explored.exploration.metric
        settles, mark = settles_of(content, metric, explored.currency), mark_of(content, "-")
        if settles:
            found[Fact(str(metric.label), f"{settles.text}. {settles.hint}")] = None
        if mark and mark.tone != "good":
            found[Fact(str(metric.label), f"{mark.label}. {mark.hint}")] = None
    return list(found)
