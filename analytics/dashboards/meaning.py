"""Which tiles of a board show numbers that mean something else since lately."""

from collections.abc import Sequence

from analytics.dashboards.contents import TileContent
from analytics.dashboards.layout import TileKind
from analytics.pages.charts import STEPS
from analytics.queries.where import dimensions_of
from analytics.trust.meaning import Meaning, Question, meanings


def meanings_of(contents: Sequence[TileContent]) -> dict[str, tuple[Meaning, ...]]:
    """{tile's id: what of it means something else}; by at most four statements a board."""
    asked = {one.tile.id: _question(one) for one in contents if one.address is not None}
    found = meanings(list(asked.values()))
    return {
        key: tuple(one for one in found if question.is_touched(one))
        for key, question in asked.items()
    }


def _question(content: TileContent) -> Question:
    """A funnel has its own steps, a table every metric, and all else the one that is drawn."""
    address = content.address
    if address is None or address.asked is None:
        return Question((), frozenset())
    asked = address.asked
    metrics: tuple[str, ...] = (asked.metric.key,)
    if content.tile.kind is TileKind.FUNNEL:
        metrics = tuple(STEPS)
    elif content.tile.kind is TileKind.TABLE:
        metrics = asked.query.metrics
    split = () if content.tile.kind is TileKind.FUNNEL else address.by
    return Question(metrics, frozenset(split) | dimensions_of(address.where))
