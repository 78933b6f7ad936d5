"""All that the page tells of one address, and the definitions of its numbers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from analytics.metrics import Metric, Unit
from analytics.pipeline.address import PipelineAddress
from analytics.pipeline.outcomes import Closed, Made, read_closed, read_made
from analytics.pipeline.question import PipelineQuery
from analytics.pipeline.standing import Pipeline, read_pipeline
from analytics.queries import Cell

_CLOSED = gettext_lazy("No deal closed in these days.")
_WON = gettext_lazy("No deal was won in these days.")
_MADE = gettext_lazy("No deal was made in these days.")
_NO_AMOUNT = gettext_lazy("No open deal has an amount that can be converted.")


def _metric(key: str, label: Any, unit: Unit, formula: Any, good: str = "up") -> Metric:
    return Metric(key, label, unit, "", formula, good=good)


# In the order of the cards: what stands there, what comes of it, how fast.
DEFINITIONS = {
    metric.key: metric
    for metric in (
        _metric(
            "open_pipeline",
            gettext_lazy("Open pipeline"),
            Unit.MONEY,
            gettext_lazy(
                "Sum of the amounts of all deals that were open at the end of the day, each at "
                "that day’s rate."
            ),
        ),
        _metric(
            "weighted_pipeline",
            gettext_lazy("Weighted pipeline"),
            Unit.MONEY,
            gettext_lazy(
                "Sum of amount × probability of the open deals: the probability of that day where "
                "the history has it, else the one of the stage, else the deal’s own now."
            ),
        ),
        _metric(
            "win_rate",
            gettext_lazy("Win rate"),
            Unit.RATE,
            gettext_lazy("Won ÷ (won + lost), of the deals that closed in the period."),
        ),
        _metric(
            "average_deal",
            gettext_lazy("Average deal"),
            Unit.MONEY,
            gettext_lazy("Won amount ÷ won deals with an amount, closed in the period."),
        ),
        _metric(
            "sales_cycle",
            gettext_lazy("Sales cycle"),
            Unit.COUNT,
            gettext_lazy(
                "Mean of close date − day on which the deal was made, of the deals won in the "
                "period. Deals that closed before they were made are left out."
            ),
            good="down",
        ),
        _metric(
            "velocity",
            gettext_lazy("Velocity a day"),
            Unit.MONEY,
            gettext_lazy(
                "Deals closed in the period × their win rate × their average won deal ÷ their "
                "mean sales cycle: money a day. All four are of the same deals."
            ),
        ),
        _metric(
            "days_in_stage",
            gettext_lazy("Days in the stage"),
            Unit.COUNT,
            gettext_lazy(
                "Median, over the open deals, of the days since each came into the stage in which "
                "it stood at the end of the day."
            ),
            good="down",
        ),
        _metric(
            "won_of_made",
            gettext_lazy("Won of those made"),
            Unit.RATE,
            gettext_lazy(
                "Won so far ÷ all deals that were made in the period. It grows until all of them "
                "are decided."
            ),
        ),
    )
}
CARDS = (
    "open_pipeline",
    "weighted_pipeline",
    "win_rate",
    "average_deal",
    "sales_cycle",
    "velocity",
)


@dataclass(frozen=True)
class Numbers:
    """The pipeline of a day, and what was decided in the days before it."""

    pipeline: Pipeline
    closed: Closed
    made: Made

    def cell(self, key: str) -> Cell:
        """A number's value, or the reason why there is none."""
        total, closed = self.pipeline.total, self.closed
        is_any = total.valued or not total.deals
        lacks = total.without_rate
        if key == "open_pipeline":
            return _cell(total.amount if is_any else None, _NO_AMOUNT, lacks)
        if key == "weighted_pipeline":
            is_weighted = is_any and (total.unweighted < total.valued or not total.deals)
            reason = _("No open deal has a probability.") if is_any else _NO_AMOUNT
            return _cell(total.weighted if is_weighted else None, reason, lacks)
        if key == "win_rate":
            return _cell(closed.win_rate, _CLOSED)
        if key == "average_deal":
            return _cell(closed.average, _WON, closed.without_rate)
        if key == "sales_cycle":
            return _cell(closed.mean_cycle, _WON)
        if key == "velocity":
            return _cell(closed.velocity, self._why_no_velocity(), closed.without_rate)
        if key == "days_in_stage":
            return _cell(total.median, _("No deal was open."))
        return _cell(self.made.win_rate, _MADE)

    def _why_no_velocity(self) -> str:
        closed = self.closed
        if closed.win_rate is None:
            return str(_CLOSED)
        if closed.average is None:
            return str(_WON)
        return _("The sales cycle is unknown or 0 days.")


def read_numbers(address: PipelineAddress, workspace: Workspace) -> tuple[Numbers, Numbers | None]:
    """The numbers of the address, and of the day with which it compares."""
    before = address.before
    now = numbers_of(address.query, workspace)
    return now, numbers_of(before, workspace) if before else None


def numbers_of(query: PipelineQuery, workspace: Workspace) -> Numbers:
    """The numbers of one day."""
    return Numbers(
        read_pipeline(query, workspace),
        read_closed(query, workspace),
        read_made(query, workspace),
    )


def _cell(value: float | None, reason: Any, without_rate: tuple[str, ...] = ()) -> Cell:
    return Cell(value, str(reason) if value is None else "", without_rate=without_rate)
