"""The table of parts: channels, platforms, campaigns, lead sources, campaigns of the CRM."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Workspace
from analytics.address import Address
from analytics.figures import exact_of, short
from analytics.metrics import CATALOGUE, Metric, Unit
from analytics.pages.cards import are_conversions_told
from analytics.queries import Breakdown, Cell, Filters, MetricQuery, MetricResult, Row, run_query
from analytics.queries.campaigns import SORTS, CampaignFigures, campaign_page
from analytics.queries.cells import no_rate, value_of
from analytics.queries.found import Lacks
from analytics.queries.names import platform_name
from analytics.trust.foretold import Teller
from analytics.trust.foretold_parts import Told, foretell_campaigns

PAGE = 25
MOST_EXPORTED = 100_000
TABS: dict[Breakdown, Any] = {
    Breakdown.CAMPAIGN: gettext_lazy("Ad campaigns"),
    Breakdown.CHANNEL: gettext_lazy("Channels"),
    Breakdown.PLATFORM: gettext_lazy("Platforms"),
    Breakdown.LEAD_SOURCE: gettext_lazy("Lead sources"),
    Breakdown.CRM_CAMPAIGN: gettext_lazy("Campaigns in the CRM"),
}
_ADS = ("spend", "impressions", "clicks", "ctr", "cpc")
_CONVERTED = ("conversions", "cost_per_conversion")
_CLAIMED = (*_CONVERTED, "conversion_value", "platform_roas")
_DEALS = ("opportunities", "pipeline_created", "won_deals", "won_revenue", "new_customers")
METRICS: dict[Breakdown, tuple[str, ...]] = {
    Breakdown.CAMPAIGN: (*_ADS, *_CONVERTED, "pipeline_created", "won_revenue", "roas"),
    Breakdown.CHANNEL: (
        *("spend", "clicks", "cpc", "leads", "mql", "sql", "opportunities", "pipeline_created"),
        *("won_revenue", "new_customers", "roas", "paid_cac"),
    ),
    Breakdown.PLATFORM: (*_ADS, *_CLAIMED),
    Breakdown.LEAD_SOURCE: ("leads", "mql", "sql", *_DEALS),
    Breakdown.CRM_CAMPAIGN: _DEALS,
}
# Platforms at which a campaign can be looked at and changed from here.
_MANAGED = ("google_ads", "meta_ads")


@dataclass(frozen=True)
class Part:
    """One row: what it is, a second line, and its cells by metric."""

    key: str
    name: str
    sub: str
    cells: dict[str, Cell]
    # {metric: what it will settle at}
    settled: Told = field(default_factory=dict)
    # Where it can be changed, of campaigns that can.
    manage_url: str = ""


@dataclass(frozen=True)
class Parts:
    """Rows of one page, how many there are in all, and the sums of all.

    `page` is the last one where the address asks for one after it.
    """

    metrics: tuple[Metric, ...]
    rows: list[Part]
    page: int
    count: int
    currency: str
    totals: dict[str, Cell]

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


def parts(
    workspace: Workspace, address: Address, total: MetricResult, *, all_rows: bool = False
) -> Parts:
    """The rows that an address asks for; `total` has the sums over all of them."""
    page = 1 if all_rows else address.page
    rows, count = _page_of(workspace, address, page, all_rows=all_rows)
    if page > 1 and not rows:
        # Only a page with rows tells how many there are.
        rows, count = _page_of(workspace, address, 1)
        page = max(1, -(-count // PAGE))
        if page > 1:
            rows, count = _page_of(workspace, address, page)
    hidden = () if are_conversions_told(total) else _CLAIMED
    metrics = tuple(CATALOGUE[key] for key in METRICS[address.by] if key not in hidden)
    totals = {} if address.text else _totals(address, total)
    return Parts(metrics, rows, page, count, workspace.currency, totals)


def _page_of(
    workspace: Workspace, address: Address, page: int, *, all_rows: bool = False
) -> tuple[list[Part], int]:
    limit, offset = MOST_EXPORTED if all_rows else PAGE, (page - 1) * PAGE
    if address.by is Breakdown.CAMPAIGN:
        return _campaigns(workspace, address, limit, offset)
    every = _split(workspace, address)
    return every[offset : offset + limit], len(every)


def _totals(address: Address, total: MetricResult) -> dict[str, Cell]:
    if address.by is not Breakdown.CAMPAIGN:
        return total.values
    # Not all deals are mapped to ad campaigns, so the sum of these rows is not the sum of all.
    unmapped = Cell(None, _("Only what is mapped stands here; the cards have all of it."))
    return {
        key: cell if key in (*_ADS, *_CONVERTED) else unmapped for key, cell in total.values.items()
    }


def sort_of(address: Address) -> tuple[str, bool]:
    """By which column, and whether downwards; the first figure downwards unless asked."""
    key = address.sort.lstrip("-")
    known = ("name", "platform") if address.by is Breakdown.CAMPAIGN else ("name",)
    if key in (*known, *METRICS[address.by]):
        return key, address.sort.startswith("-")
    return METRICS[address.by][0], True


def _campaigns(
    workspace: Workspace, address: Address, limit: int, offset: int
) -> tuple[list[Part], int]:
    key, is_down = sort_of(address)
    page = campaign_page(
        workspace,
        address.period,
        address.filters,
        text=address.text,
        sort=f"{'-' if is_down else ''}{key if key in SORTS else 'spend'}",
        limit=limit,
        offset=offset,
    )
    found = [_campaign(workspace, row) for row in page.rows]
    if limit > PAGE:
        return found, page.count
    teller = Teller(address.period, Filters(), workspace)
    told = foretell_campaigns(teller, [row.id for row in page.rows]) if page.rows else {}
    return [
        replace(part, settled=told.get(row.id, {}))
        for part, row in zip(found, page.rows, strict=True)
    ], page.count


def _campaign(workspace: Workspace, row: CampaignFigures) -> Part:
    sums: dict[str, int | None] = {
        "spend": row.spend,
        "impressions": row.impressions,
        "clicks": row.clicks,
        "conversions": row.conversions,
        "pipeline": row.pipeline,
        "revenue": row.revenue,
    }
    why_not = _("Not mapped to a campaign of the CRM.")
    if row.parts > 1:
        why_not = _("Shares a campaign of the CRM with %(count)d others.") % {
            "count": row.parts - 1
        }
    reasons = {"pipeline": why_not, "revenue": why_not}
    lacks = {
        "spend": tuple(row.spend_without or ()),
        "pipeline": tuple(row.pipeline_without or ()),
        "revenue": tuple(row.revenue_without or ()),
    }
    for measure, currencies in lacks.items():
        if currencies and not sums[measure]:
            # What has no rate is no zero.
            sums[measure], reasons[measure] = None, no_rate(currencies)
    sub = platform_name(row.platform)
    # Mapped to its namesake, as most are, it need not be said twice.
    if row.part_of and row.part_of != row.name:
        sub = f"{sub} · {row.part_of}"
    cells = {
        key: _cell(CATALOGUE[key], sums, reasons, lacks) for key in METRICS[Breakdown.CAMPAIGN]
    }
    return Part(str(row.id), row.name, sub, cells, manage_url=_manage_url(workspace, row))


def _manage_url(workspace: Workspace, row: CampaignFigures) -> str:
    if row.platform not in _MANAGED:
        return ""
    return reverse("integrations:campaign", args=[workspace.slug, row.id])


def _cell(
    metric: Metric, sums: dict[str, int | None], reasons: dict[str, str], lacks: Lacks
) -> Cell:
    without = tuple(sorted({code for one in metric.measures for code in lacks.get(one.key, ())}))
    top = sums[metric.numerator]
    bottom = sums[metric.denominator] if metric.denominator else None
    for measure in (metric.numerator, metric.denominator):
        if measure and sums[measure] is None:
            reason = reasons.get(measure, _("Not reported for these days."))
            return Cell(None, reason, without_rate=without)
    if top is None or (metric.denominator and not bottom):
        return Cell(None, _("There is nothing to divide by."))
    known = {metric.numerator: top} | ({metric.denominator: bottom} if bottom else {})
    return Cell(value_of(metric, known), without_rate=without)


def _split(workspace: Workspace, address: Address) -> list[Part]:
    query = MetricQuery(METRICS[address.by], address.period, filters=address.filters)
    rows = run_query(replace(query, breakdown=address.by), workspace).rows
    text = address.text.lower()
    found = [
        Part(r.key, r.name, "", r.cells) for r in rows if text in r.name.lower() and _is_any(r)
    ]
    key, is_down = sort_of(address)
    if key == "name":
        return sorted(found, key=lambda part: part.name.lower(), reverse=is_down)
    known = [part for part in found if part.cells[key].value is not None]
    unknown = [part for part in found if part.cells[key].value is None]
    return sorted(known, key=lambda part: part.cells[key].value or 0, reverse=is_down) + unknown


def _is_any(row: Row) -> bool:
    return any(cell.value for cell in row.cells.values())


def as_text(metric: Metric, cell: Cell, currency: str) -> tuple[str, str]:
    """A cell in short and in full; a gap has its reason in full."""
    if cell.value is None:
        return "–", cell.reason
    full = exact_of(metric, cell.value, currency)
    if metric.unit is Unit.COUNT or metric.decimals is not None:
        return full, full
    return short(metric.unit, cell.value, currency), full
