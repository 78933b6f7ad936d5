"""Takes the numbers of a dashboard's tiles down, with the pieces that they are the sums of."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from accounts.models import Workspace
from analytics.dashboards.contents import TileContent
from analytics.dashboards.layout import TileKind
from analytics.metrics import CATALOGUE, Metric
from analytics.pages.charts import STEPS
from analytics.queries.found import TooMany
from analytics.queries.periods import Period
from analytics.queries.result import Cell
from analytics.queries.where import Clause
from analytics.reporting.freezing.definition import Definition
from analytics.reporting.freezing.frozen import Frozen, Number
from analytics.reporting.freezing.pieces import Side, added
from analytics.reporting.freezing.reading import MOST, Question, read_side

_NEARLY = 1e-6
# What one tile shows: the metric, its value, the days and the filter.
_Shown = tuple[str, Metric, Cell, Period, Clause | None]


def freeze(contents: Sequence[TileContent], workspace: Workspace) -> Frozen:
    """All numbers that the tiles show of everything that they count; inside the workspace.

    Raises Trouble where there are more pieces than are kept, or where the rows changed meanwhile.
    """
    sides: dict[Question, tuple[int, Side]] = {}
    numbers: dict[tuple[str, tuple[int, ...]], Number] = {}
    for title, metric, cell, period, where in _shown(contents):
        asked = [Question(rows, period, where) for rows in sorted(metric.sides)]
        for question in asked:
            if question not in sides:
                sides[question] = (len(sides), _read(question, workspace))
        places = tuple(sides[question][0] for question in asked)
        number = _number(title, metric, cell, places, [sides[question][1] for question in asked])
        numbers.setdefault((metric.key, places), number)
    if sum(len(side.pieces) for _place, side in sides.values()) > MOST:
        raise _too_many()
    return Frozen(
        tuple(numbers.values()),
        tuple((question, side) for question, (_place, side) in sides.items()),
    )


def _shown(contents: Sequence[TileContent]) -> Iterator[_Shown]:
    for content in contents:
        if content.steps is not None:
            query = content.steps.query
            for key in STEPS:
                values = content.steps.values
                yield content.tile.title, CATALOGUE[key], values[key], query.period, query.where
        elif content.explored is not None:
            asked = content.explored.exploration
            # Where rows were left out by their values, no sum of rows is what is shown.
            if asked.having is not None:
                continue
            is_table = content.tile.kind is TileKind.TABLE
            metrics = asked.query.catalogue if is_table else (asked.metric,)
            for metric in metrics:
                cell = content.explored.total.cells[metric.key]
                yield content.tile.title, metric, cell, asked.query.period, asked.query.where


def _read(question: Question, workspace: Workspace) -> Side:
    try:
        return read_side(question, workspace, workspace.currency)
    except TooMany as many:
        raise _too_many() from many


def _number(
    title: str, metric: Metric, cell: Cell, places: tuple[int, ...], sides: list[Side]
) -> Number:
    definition = Definition.of(metric)
    value = None
    if cell.value is not None:
        sums = added(sides, definition.measures)
        value = definition.value({key: Fraction(one) for key, one in sums.items()})
        pieces = sum(len(side.pieces) for side in sides)
        if value is None or not _is_near(value, cell.value, pieces):
            text = _("The numbers changed while they were being frozen.")
            raise Trouble(text, advice=_("Publish it again."), permanent=False)
    return Number(title, str(metric.label), definition, places, value)


def _is_near(value: Fraction, shown: int | float, pieces: int) -> bool:
    """Converted amounts are rounded by part, so each piece may be off by half a micro."""
    off, room = abs(value - Fraction(shown)), abs(value) * Fraction(_NEARLY)
    return off <= (max(room, Fraction(pieces + 1, 2)) if isinstance(shown, int) else room)


def _too_many() -> Trouble:
    text = _("This dashboard is made of more days and campaigns than can be frozen at once.")
    return Trouble(text, advice=_("Choose fewer days, or filter it."))
