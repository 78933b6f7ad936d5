"""Asks how far the days of a board's tiles can be trusted: once for all tiles of the same days."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from accounts.models import Workspace
from analytics.dashboards.beside import Beside
from analytics.dashboards.contents import TileContent
from analytics.dashboards.layout import TileKind
from analytics.dashboards.meaning import meanings_of
from analytics.exploring.address import ExploreAddress
from analytics.exploring.flat import filters_of
from analytics.metrics import Metric, Side
from analytics.pages.happenings import Happenings, happenings_of_all
from analytics.queries import Filters, Period, SourceState
from analytics.trust.control import agreements
from analytics.trust.foretold import Foretold, Teller

_FUNNEL = frozenset({Side.LEADS, Side.DEALS})
_TOLD = (TileKind.NUMBER, TileKind.SERIES)
# A period with its filters; None where no flat ones say what the tree of tests says.
_Days = tuple[Period, Filters | None]


def with_trust(
    contents: Sequence[TileContent], workspace: Workspace, *, is_for_members: bool = True
) -> tuple[TileContent, ...]:
    """The same tiles with what is to be said beside them.

    Of each period and filter there is one statement for control totals, annotations, incidents
    and ladders each, however many tiles ask. Strangers are told of holidays alone.
    """
    groups: dict[_Days, list[TileContent]] = defaultdict(list)
    for one in contents:
        if one.address is not None and not one.trouble and (one.explored or one.steps):
            groups[_days_of(one.address)].append(one)
    found: dict[str, Beside] = {}
    for (period, filters), tiles in groups.items():
        asking = _Asking(period, filters, workspace, is_for_members=is_for_members)
        found |= asking.answers(tiles)
    # What was decided in the workspace is nobody else's.
    told = meanings_of(contents) if is_for_members else {}
    return tuple(
        replace(
            one,
            beside=replace(found.get(one.tile.id, one.beside), meanings=told.get(one.tile.id, ())),
        )
        for one in contents
    )


def _days_of(address: ExploreAddress) -> _Days:
    return address.period, filters_of(address.where)


@dataclass(frozen=True, kw_only=True)
class _Question:
    """What a tile shows: the sides its numbers come from, and of one number also which."""

    tile: TileContent
    sides: frozenset[Side]
    metric: Metric | None


@dataclass(frozen=True)
class _Asking:
    period: Period
    filters: Filters | None
    workspace: Workspace
    is_for_members: bool = True

    def answers(self, tiles: Iterable[TileContent]) -> dict[str, Beside]:
        """{tile's id: what is to be said beside it}."""
        questions = [_question(one) for one in tiles]
        numbers = list(dict.fromkeys(one.sides for one in questions))
        compared = agreements(numbers, self.period, self.filters or Filters())
        agreed = dict(zip(numbers, compared, strict=True))
        told, happened = self._told(questions), self._happened(questions)
        return {
            one.tile.tile.id: Beside(
                agreed[one.sides],
                told.get(one.metric.key) if one.metric else None,
                happened.get(one.metric.key) if one.metric and _has_days(one.tile) else None,
                tuple(state.name for state in _late(one, self.period, self.workspace)),
            )
            for one in questions
        }

    def _told(self, questions: Iterable[_Question]) -> dict[str, Foretold]:
        metrics = {
            one.metric.key: one.metric
            for one in questions
            if one.metric and one.tile.tile.kind in _TOLD
        }
        if self.filters is None or not metrics:
            return {}
        teller = Teller(self.period, self.filters, self.workspace, tuple(metrics))
        found = {key: teller.tell(metric) for key, metric in metrics.items()}
        return {key: one for key, one in found.items() if one is not None}

    def _happened(self, questions: Iterable[_Question]) -> dict[str, Happenings]:
        drawn = {one.metric.key: None for one in questions if one.metric and _has_days(one.tile)}
        if not drawn:
            return {}
        found = happenings_of_all(list(drawn), self.period, self.filters, self.workspace)
        if self.is_for_members:
            return found
        return {key: replace(one, notes=(), incidents=()) for key, one in found.items()}


def _question(content: TileContent) -> _Question:
    if content.explored is None or content.tile.kind is TileKind.FUNNEL:
        return _Question(tile=content, sides=_FUNNEL, metric=None)
    asked = content.explored.exploration
    if content.tile.kind is TileKind.TABLE:
        sides = frozenset(side for metric in asked.query.catalogue for side in metric.sides)
        return _Question(tile=content, sides=sides, metric=None)
    return _Question(tile=content, sides=asked.metric.sides, metric=asked.metric)


def _has_days(content: TileContent) -> bool:
    """Whether it is drawn over time: bars without parts are, as in the explorer."""
    if content.tile.kind is TileKind.BARS and content.explored:
        return not content.explored.exploration.down
    return content.tile.kind is TileKind.SERIES


def _late(one: _Question, period: Period, workspace: Workspace) -> list[SourceState]:
    """The sources that its numbers come of and that lack the end of these days."""
    answer = one.tile.explored or one.tile.steps
    return [
        state
        for state in (answer.sources if answer else ())
        if state.is_late
        and state.fresh_until is not None
        and state.fresh_until.astimezone(workspace.zone).date() <= period.last_on
        and one.sides & _sides_of(state)
    ]


def _sides_of(state: SourceState) -> frozenset[Side]:
    """What a source has brought so far."""
    brings = {
        Side.ADS: state.last_ad_on is not None,
        Side.LEADS: state.has_crm,
        Side.DEALS: state.has_crm,
        Side.VISITS: state.has_visits,
    }
    return frozenset(side for side, is_brought in brings.items() if is_brought)
