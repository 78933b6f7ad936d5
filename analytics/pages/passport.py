"""What a passport says, as pairs of name and value, with the records as rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.address import Address
from analytics.built_in import BUILT_IN
from analytics.channels.names import channel_name
from analytics.exploring.words import clause_words, names_in
from analytics.figures import change_of, days_in_words, exact, money
from analytics.formulas.totals import Sum, Total
from analytics.formulas.units import DAYS
from analytics.metrics import Metric, Side, Unit, dimension_of_total
from analytics.pages.calendars import calendar_facts
from analytics.pages.cards import passport_url, versus
from analytics.pages.charts import in_words
from analytics.pages.differing import differing
from analytics.pages.facts import Fact, money_facts, stage_facts
from analytics.pages.notices import freshness, notices
from analytics.pages.quality import quality_of
from analytics.passports import Record, Records
from analytics.queries import MetricResult, SourceState
from analytics.queries.names import platform_name
from integrations.models import Campaign


@dataclass(frozen=True)
class RecordRow:
    """A record in words: an id with its stage or lead source, or a campaign with its id."""

    name: str
    sub: str
    url: str
    on: str
    value: str


def passport(
    metric: Metric,
    result: MetricResult,
    address: Address,
    workspace: Workspace,
    found: Records | None,
) -> dict[str, Any]:
    """The context of the page and of the drawer."""
    cell, behind = result.values[metric.key], _behind(metric, result.sources)
    known = [one.fresh_until for one in behind if one.is_active and one.fresh_until]
    by = change_of(metric, cell, result.before[metric.key] if result.before else None)
    return {
        "metric": metric,
        "value": exact(metric.unit, cell.value, result.currency, metric.decimals)
        if cell.value is not None
        else "",
        "reason": cell.reason,
        "change": by,
        "versus": versus(address) if by else "",
        "facts": [
            *_formula(metric, result),
            *differing(metric),
            *_days(metric, result, address, workspace),
            *_filters(address),
            *_rules(result),
            *stage_facts(metric, result),
            *money_facts(metric, result),
        ],
        "freshness": [one for one in freshness(result) if one.source in behind],
        "as_of": min(known, default=None),
        "notices": notices(result),
        "parts": _parts(metric, address, workspace.slug),
        "records": found,
        "record_rows": [_row(row, metric, workspace.zone) for row in found.rows] if found else [],
        "record_label": _record_label(metric),
        "previous_url": address.with_(page=address.page - 1) if address.page > 1 else "",
        "next_url": address.with_(page=address.page + 1) if found and found.has_next else "",
        "page_url": passport_url(metric.key, address, workspace.slug),
        "overview_query": address.with_(page=None),
    }


def _behind(metric: Metric, sources: tuple[SourceState, ...]) -> list[SourceState]:
    """The sources that tell of a metric's sides; of one that nobody tells of, all."""
    is_crm = bool(metric.sides - {Side.ADS})
    found = [
        source
        for source in sources
        if (source.last_ad_on and Side.ADS in metric.sides) or (source.has_crm and is_crm)
    ]
    return found or list(sources)


def _formula(metric: Metric, result: MetricResult) -> list[Fact]:
    version = _("version %(version)d") % {"version": metric.version}
    found = [Fact(_("Formula"), str(metric.formula), hint=version)]
    if metric.made is not None:
        day = date_format(metric.made.at, "DATE_FORMAT")
        retired = _("retired since") if metric.made.is_retired else ""
        words = {"day": day, "by": metric.made.by or "–"}
        found.append(Fact(_("Defined"), _("%(day)s by %(by)s") % words, hint=retired))
    cell = result.values[metric.key]
    if metric.bottom is not None and cell.numerator is not None and cell.denominator is not None:
        top = _sum(metric.top, cell.numerator, result.currency)
        bottom = _sum(metric.bottom, cell.denominator, result.currency)
        found.append(Fact(_("Calculation"), f"{top} ÷ {bottom}"))
    return found


def _sum(total: Total, value: Sum, currency: str) -> str:
    dimension = dimension_of_total(total)
    if dimension.money == 1:
        return exact(Unit.MONEY, round(value), currency)
    if dimension == DAYS:
        return days_in_words(int(value))
    return exact(Unit.COUNT, value if isinstance(value, int) else float(value), "")


def _days(
    metric: Metric, result: MetricResult, address: Address, workspace: Workspace
) -> list[Fact]:
    found = [Fact(_("Period"), in_words(address.period))]
    if result.before_period:
        found.append(Fact(_("Compared with"), in_words(result.before_period)))
    found += calendar_facts(address)
    if metric.sides & {Side.LEADS, Side.DEALS}:
        zones = sorted({s.zone for s in result.sources if s.zone}) or [workspace.time_zone]
        hint = _("close dates are dates and are not converted")
        found.append(Fact(_("Days begin in"), ", ".join(zones), hint=hint))
    if Side.ADS in metric.sides:
        text = _("in each platform's own calendar; daily figures are never shifted")
        found.append(Fact(_("Advertising days begin"), text))
    if Side.VISITS in metric.sides:
        text = _("in each property’s own calendar; daily figures are never shifted")
        found.append(Fact(_("Days of visits begin"), text))
        if quality := quality_of(address.period):
            found.append(Fact(_("Quality"), ", ".join(quality)))
    return found


def _filters(address: Address) -> list[Fact]:
    filters, found = address.filters, []
    if filters.platforms:
        found.append(Fact(_("Platform"), ", ".join(map(platform_name, filters.platforms))))
    if filters.campaigns:
        rows = Campaign.objects.filter(id__in=filters.campaigns).order_by("name")
        found.append(Fact(_("Campaign"), ", ".join(row.name for row in rows)))
    if filters.lead_sources:
        found.append(Fact(_("Lead source"), ", ".join(filters.lead_sources)))
    if filters.channels:
        found.append(Fact(_("Channel"), ", ".join(map(channel_name, filters.channels))))
    if address.where is not None:
        words = clause_words(address.where, names_in(address.where))
        found.append(Fact(_("Filter"), words))
    return found or [Fact(_("Filters"), _("none: everything counts"))]


def _rules(result: MetricResult) -> list[Fact]:
    """By which version of the workspace's rules a channel was told from the others."""
    used = result.channel_rules
    if used is None or used.assigned_at is None:
        return []
    words = {"version": used.version, "day": date_format(used.assigned_at, "DATE_FORMAT")}
    value = _("version %(version)s, since %(day)s") % words
    hint = "" if used.is_newest else _("newer rules are being applied")
    return [Fact(_("Rules of channels"), value, hint=hint)]


def _parts(metric: Metric, address: Address, slug: str) -> list[Fact]:
    """The passports of what a ratio is made of."""
    by_sum = {m.numerator: m for m in BUILT_IN.values() if not m.denominator}
    is_made = bool(metric.denominator) or not metric.is_simple or metric.made is not None
    sums = [measure.key for measure in metric.measures] if is_made else []
    return [
        Fact(str(by_sum[key].label), "", passport_url(by_sum[key].key, address, slug))
        for key in sums
        if key in by_sum
    ]


def _record_label(metric: Metric) -> str:
    return {
        Side.ADS: _("Campaign"),
        Side.LEADS: _("Lead and its source"),
        Side.DEALS: _("Opportunity and its stage"),
        Side.VISITS: _("Where the visits came from, and the campaign"),
    }[metric.measures[0].side]


def _row(row: Record, metric: Metric, zone: ZoneInfo) -> RecordRow:
    value = ""
    if row.micros is not None:
        value = f"{row.currency}\u00a0{money(row.micros)}"
    elif row.count is not None:
        is_days = metric.measures[0].is_days
        value = days_in_words(int(row.count)) if is_days else exact(Unit.COUNT, row.count, "")
    more = (f"{name}: {_formula_words(found, zone)}" for name, found in row.formulas)
    person = " · ".join(f"{name}: {value}" for name, value in row.person)
    names = (row.external_id, " · ".join(filter(None, (person, row.detail, *more))))
    if Side.ADS in metric.sides:
        # An id that only repeats the name tells nothing.
        names = (row.detail, "" if row.external_id.endswith(row.detail) else row.external_id)
    return RecordRow(*names, row.url, date_format(row.on, "DATE_FORMAT"), value)


def _formula_words(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, datetime):
        return date_format(value.astimezone(zone), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "DATE_FORMAT")
    return str(localize(value))
