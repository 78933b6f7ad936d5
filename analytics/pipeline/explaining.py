"""What a number of the pipeline means and how it was made, as its passport says it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.figures import exact
from analytics.metrics import Metric, Unit
from analytics.models import SpanBasis
from analytics.pages.charts import in_words
from analytics.pages.facts import Fact
from analytics.pipeline.address import PipelineAddress
from analytics.pipeline.choices import filter_chips
from analytics.pipeline.notices import pipeline_notices
from analytics.pipeline.numbers import DEFINITIONS, Numbers
from analytics.pipeline.showing import days, on_day, unit_of
from integrations.models import Source

_STANDING = ("open_pipeline", "weighted_pipeline", "days_in_stage")


def explained(
    key: str,
    numbers: Numbers,
    address: PipelineAddress,
    workspace: Workspace,
    sources: dict[UUID, Source],
) -> dict[str, Any]:
    """The context of the page and of the drawer."""
    metric, cell = DEFINITIONS[key], numbers.cell(key)
    value = ""
    if cell.value is not None:
        value = exact(metric.unit, cell.value, workspace.currency) + unit_of(metric, cell.value)
    return {
        "metric": metric,
        "value": value,
        "reason": cell.reason,
        "facts": [
            Fact(_("Formula"), str(metric.formula), hint=_("version 1")),
            *_inputs(metric, numbers, workspace.currency),
            *_days(key, address),
            *_filters(address, sources),
            *_choices(key),
        ],
        "notices": pipeline_notices(numbers.pipeline, None) if key in _STANDING else [],
    }


def _inputs(metric: Metric, numbers: Numbers, currency: str) -> list[Fact]:
    total, closed, made = numbers.pipeline.total, numbers.closed, numbers.made
    cycle = closed.mean_cycle
    found = {
        "open_pipeline": [(_("Open deals"), _number(total.deals)),
                          (_("of them with an amount and a rate"), _number(total.valued))],
        "weighted_pipeline": [(_("Open deals"), _number(total.deals)),
                              (_("without a probability, left out"), _number(total.unweighted))],
        "days_in_stage": [(_("Open deals"), _number(total.deals)),
                          (_("9 in 10 stand for less than"), days(total.high or 0)),
                          (_("since when is not known exactly"), _number(total.dated_since))],
        "win_rate": [(_("Won"), _number(closed.won.deals)), (_("Lost"), _number(closed.lost.deals)),
                     (_("By value"), _rate(closed.win_rate_by_value))],
        "average_deal": [(_("Won amount"), exact(Unit.MONEY, closed.won.worth, currency)),
                         (_("Won deals with an amount"), _number(closed.won.valued))],
        "sales_cycle": [(_("Won deals with a cycle"), _number(closed.cycles)),
                        (_("Median"), "–" if closed.median_cycle is None
                         else days(closed.median_cycle)),
                        (_("closed before they were made"), _number(closed.backwards))],
        "velocity": [(_("Deals closed"), _number(closed.won.deals + closed.lost.deals)),
                     (_("Win rate"), _rate(closed.win_rate)),
                     (_("Average deal"), "–" if closed.average is None
                      else exact(Unit.MONEY, closed.average, currency)),
                     (_("Sales cycle"), "–" if cycle is None
                      else _("%(days)s days") % {"days": exact(Unit.COUNT, cycle, "")})],
        "won_of_made": [(_("Made"), _number(made.every.deals)),
                        (_("Won so far"), _number(made.won.deals)),
                        (_("Decided"), _rate(made.decided))],
    }  # fmt: skip
    return [Fact(label, value) for label, value in found[metric.key]]


def _days(key: str, address: PipelineAddress) -> list[Fact]:
    query = address.query
    zones = SpanBasis.objects.exclude(zone="").values_list("zone", flat=True).distinct()
    if key in _STANDING:
        found = [Fact(_("At the end of"), on_day(query.on))]
    else:
        found = [Fact(_("Period"), in_words(query.period))]
    where = ", ".join(sorted(set(zones)))
    return [*found, *([Fact(_("Days end in"), where)] if where else [])]


def _filters(address: PipelineAddress, sources: dict[UUID, Source]) -> list[Fact]:
    chips = filter_chips(address, sources)
    if not chips:
        return [Fact(_("Filters"), _("none: everything counts"))]
    return [Fact(chip.name, chip.value) for chip in chips]


def _choices(key: str) -> list[Fact]:
    """The conventions that were chosen among those of the field."""
    if key in _STANDING:
        text = _(
            "Stage and amount are those of the CRM’s own history at the end of that day. A deal "
            "that was deleted since, or merged into another, is on no past day either."
        )
    elif key == "won_of_made":
        text = _("Made on the day of the source’s zone; won or lost as it is known now.")
    else:
        text = _("A deal closes on its close date in the CRM. Amounts are converted at that day.")
    return [Fact(_("Chosen"), text)]


def _number(count: int) -> str:
    return exact(Unit.COUNT, count, "")


def _rate(value: float | None) -> str:
    return "–" if value is None else exact(Unit.RATE, value, "")
