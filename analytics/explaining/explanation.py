"""Explains one metric of one period, by what its page says; of people it says nothing."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Workspace
from analytics.address import CUSTOM, Address
from analytics.metrics import CATALOGUE, Metric
from analytics.pages.facts import Fact
from analytics.pages.passport import passport
from analytics.queries import Breakdown, Cell, MetricQuery, MetricResult, fiscal_year, run_query
from analytics.trust.control import agreement
from analytics.trust.foretold import Foretold, foretell
from analytics.trust.history import Reading, readings


@dataclass(frozen=True)
class Explanation:
    """A value with all that one needs to trust it.

    `facts` are the lines of its passport in the reader's language. `checked` and `differing` are
    days that were compared with the source's own sums, and those of them that differ.
    """

    metric: Metric
    cell: Cell
    result: MetricResult
    facts: tuple[Fact, ...]
    checked: tuple[date, ...]
    differing: tuple[date, ...]
    foretold: Foretold | None
    history: tuple[Reading, ...]


def explain(question: MetricQuery, workspace: Workspace) -> Explanation:
    """The passport of the question's one metric, inside the workspace."""
    (key,) = question.metrics
    metric = CATALOGUE[key]
    result = run_query(question, workspace)
    address = _address(question, workspace)
    said = passport(metric, result, address, workspace, None)
    compared = agreement(metric.sides, question.period, question.filters)
    return Explanation(
        metric=metric,
        cell=result.values[key],
        result=result,
        facts=tuple(said["facts"]),
        checked=tuple(sorted(compared.checked)) if compared else (),
        differing=tuple(sorted(compared.differing)) if compared else (),
        foretold=foretell(metric, question.period, question.filters, workspace),
        history=readings(metric, question.period, question.filters, workspace),
    )


def _address(question: MetricQuery, workspace: Workspace) -> Address:
    return Address(
        preset=CUSTOM,
        period=question.period,
        comparison=question.comparison,
        filters=question.filters,
        trend=question.metrics[0],
        by=Breakdown.CAMPAIGN,
        sort="",
        text="",
        page=1,
        fiscal=fiscal_year(workspace),
        week_start=workspace.week_start,
    )
