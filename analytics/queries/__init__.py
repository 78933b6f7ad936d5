"""A question about numbers as a value, and its answer as a value."""

from analytics.queries.answer import run_query
from analytics.queries.fiscal import CustomYears, FiscalYear, fiscal_year
from analytics.queries.freshness import SourceState, source_states
from analytics.queries.periods import Calendar, Comparison, Period, compared, preset_period
from analytics.queries.question import (
    BadQuery,
    Breakdown,
    Filters,
    Granularity,
    MetricQuery,
)
from analytics.queries.result import Cell, LeftOut, MetricResult, Row, Series

__all__ = [
    "BadQuery",
    "Breakdown",
    "Calendar",
    "Cell",
    "Comparison",
    "CustomYears",
    "Filters",
    "FiscalYear",
    "Granularity",
    "LeftOut",
    "MetricQuery",
    "MetricResult",
    "Period",
    "Row",
    "Series",
    "SourceState",
    "compared",
    "fiscal_year",
    "preset_period",
    "run_query",
    "source_states",
]
