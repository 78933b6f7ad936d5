"""The pipeline's tables: stages, lead sources, entries, outcomes, cohorts and the oldest deals."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analytics.figures import exact, short
from analytics.metrics import Unit
from analytics.pages.table_cells import Column, TableCell, TableRow
from analytics.pipeline.address import PipelineAddress
from analytics.pipeline.cohorts import Cohort, Span
from analytics.pipeline.flow import StageFlow
from analytics.pipeline.oldest import OldDeal
from analytics.pipeline.outcomes import Closed, Made, Side
from analytics.pipeline.showing import days, on_day, stage_name
from analytics.pipeline.standing import Pipeline, Standing
from integrations.actions import record_desk
from integrations.models import Source
from integrations.selectors import record_link

_MOST_LEAD_SOURCES = 12


@dataclass(frozen=True)
class PipelineTable:
    """What components/table.html takes, with a name for its region."""

    label: str
    columns: list[Column]
    rows: list[TableRow]
    totals: list[TableCell]


def stages_table(now: Pipeline, sources: dict[UUID, Source], currency: str) -> PipelineTable:
    """Each stage of each source, with its deals, its money and its age."""
    many = len({row.source_id for row in now.stages}) > 1
    rows = [
        TableRow(
            [
                TableCell(stage_name(row.stage), sub=sources[row.source_id].name if many else ""),
                *_standing(row.standing, currency),
            ]
        )
        for row in now.stages
    ]
    totals = [TableCell(_("All")), *_standing(now.total, currency)] if len(rows) > 1 else []
    return PipelineTable(_("Open pipeline by stage"), _standing_columns(_("Stage")), rows, totals)


def lead_sources_table(now: Pipeline, address: PipelineAddress, currency: str) -> PipelineTable:
    """Where the open deals came from, the largest first; each row filters the page."""
    rows = [
        TableRow(
            [TableCell(name or _("No lead source")), *_standing(one, currency)],
            address.with_(lead_source=name) if name else "",
        )
        for name, one in now.lead_sources[:_MOST_LEAD_SOURCES]
    ]
    left = len(now.lead_sources) - len(rows)
    if left > 0:
        rows.append(TableRow([TableCell(_("and %(count)s more") % {"count": left})]))
    columns = _standing_columns(_("Lead source"))
    return PipelineTable(_("Open pipeline by lead source"), columns, rows, [])


def flow_table(flow: tuple[StageFlow, ...], sources: dict[UUID, Source]) -> PipelineTable:
    """Entries into each stage, and where the deals went from there."""
    many = len({row.source_id for row in flow}) > 1
    columns = [
        _head(_("Stage")),
        _number(_("Entries"), _("deals that came into the stage in the period")),
        _number(_("Went on"), _("to a later stage, or won; share of all entries")),
        _number(_("Lost"), _("from this stage at once")),
        _number(_("Went back"), _("to an earlier stage, or one that has no order")),
        _number(_("Still there"), _("now: what becomes of them is open")),
        _number(_("Median stay"), _("of the stays that have ended")),
    ]
    rows = [
        TableRow(
            [
                TableCell(row.stage, sub=sources[row.source_id].name if many else ""),
                _count(row.entries),
                *_fates(row),
            ]
        )
        for row in flow
    ]
    return PipelineTable(_("Stage entries"), columns, rows, [])


def _fates(row: StageFlow) -> list[TableCell]:
    if row.state != "open":
        return [_none(_("The end of the way.")) for _place in range(5)]
    on = _count(row.further)
    if row.further_share is not None:
        on = TableCell(on.text, sub=short(Unit.RATE, row.further_share, ""), is_number=True)
    stay = _none(_("No stay has ended.")) if row.median is None else _days(row.median)
    return [on, _count(row.lost), _count(row.back), _count(row.still), stay]


def outcomes_table(closed: Closed, made: Made, currency: str) -> PipelineTable:
    """The win rate both ways, by count and by value."""
    columns = [
        _head(_("Win rate")),
        _number(_("By count"), ""),
        _number(_("By value"), ""),
        _number(_("Won"), ""),
        _number(_("Lost"), ""),
        _number(_("Open"), _("undecided until now")),
    ]
    still = made.every.deals - made.won.deals - made.lost.deals
    why, why_made = _("No deal closed in these days."), _("No deal was made in these days.")
    decided = ""
    if made.decided is not None:
        words = {"share": short(Unit.RATE, made.decided, "")}
        decided = _("%(share)s decided until now") % words
    rows = [
        TableRow(
            [
                TableCell(_("Closed in the period"), sub=_("won ÷ (won + lost)")),
                _rate(closed.win_rate, why),
                _rate(closed.win_rate_by_value, why),
                _side(closed.won, currency),
                _side(closed.lost, currency),
                _none(_("All of them are closed.")),
            ]
        ),
        TableRow(
            [
                TableCell(_("Made in the period"), sub=_("won so far ÷ made")),
                _rate(made.win_rate, why_made, sub=decided, is_open=still > 0),
                _rate(made.win_rate_by_value, why_made, is_open=still > 0),
                _side(made.won, currency),
                _side(made.lost, currency),
                _count(still),
            ]
        ),
    ]
    return PipelineTable(_("Win rate both ways"), columns, rows, [])


def cohorts_table(cohorts: tuple[Cohort, ...], span: Span, within: int) -> PipelineTable:
    """Each cohort with its share; those that are too young are hatched, with the share so far."""
    reached = _("Within %(days)s") % {"days": days(within)}
    columns = [_head(_("Entered in")), _number(_("Entered"), ""), _number(reached, ""),
               _number(_("Share"), "")]  # fmt: skip
    rows = []
    for one in reversed(cohorts):
        first = one.period.first_on
        name = date_format(first, "YEAR_MONTH_FORMAT") if span is Span.MONTH else on_day(first)
        sub = _("still open") if one.is_open and one.entered else ""
        share = _rate(one.share, _("Nobody entered."), is_open=one.is_open)
        cells = [_count(one.entered), _count(one.reached), share]
        rows.append(TableRow([TableCell(name, sub=sub), *cells]))
    return PipelineTable(_("Cohorts"), columns, rows, [])


def oldest_table(
    deals: list[OldDeal], sources: dict[UUID, Source], currency: str, *, writer_slug: str = ""
) -> PipelineTable:
    """The deals that have stood the longest, with a way to each in its source.

    For whoever may write there (`writer_slug` is their workspace's), one to a task about it, too.
    """
    columns = [
        _head(_("Opportunity")),
        Column(_("Stage"), False, "", ""),
        _number(_("Days in the stage"), ""),
        Column(_("Since"), False, "", ""),
        _number(_("Amount"), ""),
        Column(_("Lead source"), False, "", ""),
    ]
    rows = [
        TableRow(
            [
                TableCell(
                    one.external_id,
                    sub=sources[one.source_id].name,
                    sub_url=_task_url(sources[one.source_id], one.external_id, writer_slug),
                    sub_label=_("Create a task"),
                ),
                TableCell(stage_name(one.stage)),
                TableCell(exact(Unit.COUNT, one.age, ""), is_number=True),
                TableCell(
                    on_day(one.since_on), sub="" if one.is_since_known else _("since it was made")
                ),
                _amount(one, currency),
                TableCell(one.lead_source or "–"),
            ],
            record_link(sources[one.source_id], one.external_id),
        )
        for one in deals
    ]
    return PipelineTable(_("Longest in their stage"), columns, rows, [])


def _task_url(source: Source, external_id: str, slug: str) -> str:
    if not slug or not external_id.isalnum() or record_desk(source.connector) is None:
        return ""
    return reverse("integrations:record", args=[slug, source.pk, "Opportunity", external_id])


def _amount(one: OldDeal, currency: str) -> TableCell:
    if one.amount is None:
        return _none(_("The deal has no amount."))
    text = short(Unit.MONEY, one.amount, one.currency)
    whole = exact(Unit.MONEY, one.amount, one.currency)
    sub = "" if one.is_amount_known else _("as it is now")
    if one.currency != currency and one.worth is None:
        sub = _("no rate to %(currency)s") % {"currency": currency}
    return TableCell(text, whole, sub, is_number=True)


def _standing_columns(first: str) -> list[Column]:
    return [
        _head(first),
        _number(_("Deals"), ""),
        _number(_("Amount"), ""),
        _number(_("Weighted"), _("amount × probability")),
        _number(_("Median days"), _("in the stage")),
        _number(_("9 in 10 below"), _("days in the stage")),
    ]


def _standing(one: Standing, currency: str) -> list[TableCell]:
    if not one.deals:
        nothing = _("No deal stands here.")
        return [_count(0), *(_none(nothing) for _place in range(4))]
    return [
        _count(one.deals),
        _money(one.amount, one, currency),
        _money(one.weighted, one, currency, is_weighted=True),
        _days(one.median or 0),
        _days(one.high or 0),
    ]


def _money(micros: int, one: Standing, currency: str, *, is_weighted: bool = False) -> TableCell:
    if not one.valued:
        return _none(_("No deal here has an amount that can be converted."))
    if is_weighted and one.unweighted == one.valued:
        return _none(_("No deal here has a probability."))
    codes = ", ".join(one.without_rate)
    sub = _("without %(currencies)s") % {"currencies": codes} if codes else ""
    text, whole = short(Unit.MONEY, micros, currency), exact(Unit.MONEY, micros, currency)
    return TableCell(text, whole, sub, is_number=True)


def _side(one: Side, currency: str) -> TableCell:
    sub = short(Unit.MONEY, one.worth, currency) if one.valued else ""
    whole = exact(Unit.MONEY, one.worth, currency) if one.valued else ""
    return TableCell(exact(Unit.COUNT, one.deals, ""), whole, sub, is_number=True)


def _rate(value: float | None, reason: Any, sub: str = "", *, is_open: bool = False) -> TableCell:
    if value is None:
        return _none(reason)
    text, whole = short(Unit.RATE, value, ""), exact(Unit.RATE, value, "")
    return TableCell(text, whole, sub, is_number=True, is_unsettled=is_open)


def _count(value: int) -> TableCell:
    return TableCell(exact(Unit.COUNT, value, ""), is_number=True)


def _days(value: float) -> TableCell:
    return TableCell(exact(Unit.COUNT, round(value), ""), days(value), is_number=True)


def _none(reason: Any) -> TableCell:
    return TableCell("", str(reason), is_number=True, is_null=True)


def _head(label: str) -> Column:
    return Column(label, False, "", "")


def _number(label: str, hint: str) -> Column:
    return Column(label, True, "", "", hint)
