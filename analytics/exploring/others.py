"""A number of the explorer that no filter says: of all other rows together, of a part of them."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from analytics.exploring.address import ExploreAddress
from analytics.exploring.answer import Column, Explored, Line, is_pivoted
from analytics.figures import exact
from analytics.metrics import CATALOGUE, Unit
from analytics.queries.result import Cell

# Which line of the answer, and which of its columns.
OF, ACROSS = "of", "across"
REST, ALL = "rest", "all"
_KEY = "is:"


@dataclass(frozen=True)
class Others:
    """A cell of an answer, with what it was before, and which rows it is of, in words."""

    cell: Cell
    before: Cell | None
    words: str


def others_words(address: ExploreAddress, of: str, column: Column | None = None) -> str:
    """The query of the passport of such a number: the question itself, and the place in it."""
    across = None
    if column is not None:
        across = REST if column.key is None else f"{_KEY}{column.key}"
    return address.with_(**{"report": None, OF: of, ACROSS: across})


def others(explored: Explored, metric: str, given: QueryDict) -> Others | None:
    """The number at a place of an answer; None where the answer has no such place any more."""
    lines = {REST: explored.rest, ALL: explored.total}
    line = lines.get(str(given.get(OF)))
    if line is None or metric not in line.cells:
        return None
    words = _rest_words(explored) if line is explored.rest else _all_words(explored)
    across = given.get(ACROSS)
    if across is None:
        return Others(line.cells[metric], line.before[metric] if line.before else None, words)
    return _across(explored, line, metric, str(across), words)


def _across(explored: Explored, line: Line, metric: str, across: str, words: str) -> Others | None:
    if not is_pivoted(explored.exploration):
        return None
    for column, cells in zip(explored.columns, line.columns, strict=True):
        if across == (REST if column.key is None else f"{_KEY}{column.key}"):
            name = column.name if column.key is not None else _column_words(explored)
            return Others(cells[metric], None, f"{words} · {name}")
    return None


def _rest_words(explored: Explored) -> str:
    key, is_down = explored.exploration.order
    text = _("the %(count)s rows after the first %(top)s by %(order)s")
    if key != "name" and not is_down:
        text = _("the %(count)s rows after the first %(top)s by %(order)s, smallest first")
    count = explored.count - len(explored.lines)
    return text % {
        "count": exact(Unit.COUNT, count, ""),
        "top": len(explored.lines),
        "order": _("name") if key == "name" else CATALOGUE[key].label,
    }


def _all_words(explored: Explored) -> str:
    if explored.exploration.having is None:
        return _("all rows")
    words = {"count": exact(Unit.COUNT, explored.count, "")}
    return _("the %(count)s rows that fit the ranges") % words


def _column_words(explored: Explored) -> str:
    count = sum(column.key is not None for column in explored.columns)
    return _("all columns but the first %(count)s") % {"count": count}
