"""The pipeline's cards and charts, as the components take them."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.figures import MICROS, change_of, chart_locale, exact, scale, short
from analytics.metrics import Metric, Unit
from analytics.pages.cards import Card
from analytics.pages.charts import Chart
from analytics.pipeline.address import PipelineAddress
from analytics.pipeline.numbers import CARDS, DEFINITIONS, Numbers
from analytics.pipeline.open_sql import BUCKETS
from analytics.pipeline.standing import Pipeline, Standing


@dataclass(frozen=True)
class PipelineCard(Card):
    """A card with a suffix of its value."""

    unit: str = ""


def pipeline_cards(
    now: Numbers, before: Numbers | None, address: PipelineAddress, slug: str, currency: str
) -> list[PipelineCard]:
    """The six numbers of the first screen, each with its comparison and the way to its meaning."""
    return [_card(DEFINITIONS[key], now, before, address, slug, currency) for key in CARDS]


def unit_of(metric: Metric, value: float) -> str:
    """What stands behind a number of days."""
    return " " + ngettext("day", "days", round(value)) if metric.unit is Unit.COUNT else ""


def about_url(key: str, address: PipelineAddress, slug: str) -> str:
    """Where a number of the pipeline says what it means."""
    path = reverse("analytics:pipeline_number", kwargs={"slug": slug, "key": key})
    return path + address.with_()


def stage_name(stage: str) -> str:
    """As the CRM writes it; a deal without a history has none on past days."""
    return stage or _("Stage not known")


def _card(
    metric: Metric,
    now: Numbers,
    before: Numbers | None,
    address: PipelineAddress,
    slug: str,
    currency: str,
) -> PipelineCard:
    cell, then = now.cell(metric.key), before.cell(metric.key) if before else None
    by = change_of(metric, cell, then)
    value = cell.value
    versus = ""
    if value is not None and then is not None:
        known = then.value is not None
        was = short(metric.unit, then.value, currency) if then.value is not None else ""
        versus = _("from %(value)s") % {"value": was} if known else _("no value before")
    return PipelineCard(
        key=metric.key,
        label=str(metric.label),
        value=short(metric.unit, value, currency) if value is not None else "",
        exact=exact(metric.unit, value, currency) if value is not None else "",
        change=by.text if by else "",
        direction=by.direction if by else "",
        tone=by.tone if by else "",
        versus=versus,
        points="",
        previous="",
        passport_url=about_url(metric.key, address, slug),
        null_reason="" if value is not None else cell.reason,
        unit=unit_of(metric, value) if value is not None else "",
    )


def stages_chart(now: Pipeline, before: Pipeline | None, currency: str) -> Chart:
    """What stands in each stage, beside the earlier day; stages of several CRMs by their names."""
    amounts = _by_stage(now)
    data: dict[str, Any] = {
        "x": [stage_name(stage) for stage in amounts],
        "x_kind": "category",
        "unit": currency,
        "format": "money",
        "scale": scale(),
        "currency": currency,
        "series": [{"name": on_day(now.on), "values": list(amounts.values())}],
        **chart_locale(),
    }
    if before is not None:
        earlier = _by_stage(before)
        values = [earlier.get(stage, 0) for stage in amounts]
        data["previous"] = {"name": on_day(before.on), "values": values}
    gap = "" if amounts else _("No deal was open on this day.")
    return Chart(_largest(now, currency), currency, data, gap=gap)


def ageing_chart(now: Pipeline) -> Chart:
    """How many open deals have stood in their stage for how long."""
    total = now.total
    data: dict[str, Any] = {
        "x": bucket_names(),
        "x_kind": "category",
        "format": "count",
        "series": [{"name": _("Open deals"), "values": list(total.buckets)}],
        **chart_locale(),
    }
    if not total.deals:
        return Chart(_("Days in the stage"), "", data, gap=_("No deal was open on this day."))
    title = _("Half have stood in their stage for %(median)s, 1 in 10 for %(high)s or more")
    words = {"median": days(total.median or 0), "high": days(total.high or 0)}
    return Chart(title % words, _("open deals by days in the stage"), data)


def bucket_names() -> list[str]:
    """Days in the stage, from and to; the last has no end."""
    ends = [f"{low} – {high - 1}" for low, high in pairwise(BUCKETS)]
    return [*ends, f"{BUCKETS[-1]}+"]


def days(count: float) -> str:
    """A number of days in words."""
    text = exact(Unit.COUNT, round(count), "")
    return ngettext("%(days)s day", "%(days)s days", round(count)) % {"days": text}


def on_day(day: date) -> str:
    """A day, as the reader's language writes it."""
    return date_format(day, "DATE_FORMAT")


def _by_stage(pipeline: Pipeline) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in pipeline.stages:
        found[row.stage] = found.get(row.stage, 0) + row.standing.amount / MICROS
    return found


def _largest(pipeline: Pipeline, currency: str) -> str:
    rows: list[tuple[str, Standing]] = [(row.stage, row.standing) for row in pipeline.stages]
    stage, most = max(rows, key=lambda row: row[1].amount, default=("", Standing()))
    if not most.amount:
        return _("Open pipeline by stage")
    words = {"stage": stage_name(stage), "amount": short(Unit.MONEY, most.amount, currency)}
    return _("Most stands in %(stage)s: %(amount)s") % words
