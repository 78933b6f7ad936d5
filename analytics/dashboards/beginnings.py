"""What a new board may begin with: templates made of the metrics that there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from analytics.dashboards.layout import SIZES, Layout, Tile, TileKind, new_id
from analytics.dashboards.settling import placed_last
from analytics.metrics import CATALOGUE

# (kind, metrics, the rest of the question, width, height); no width or height is the usual one
_Row = tuple[TileKind, tuple[str, ...], str, int, int]


@dataclass(frozen=True)
class Beginning:
    """A template: what it is called, what it answers, and its tiles."""

    key: str
    label: Any
    text: Any
    icon: str
    rows: tuple[_Row, ...]

    def layout(self) -> Layout:
        """Its tiles; of metrics that are not there, none."""
        return Layout(_tiles(self.rows), days="range=30d&compare=previous")


def _number(*keys: str) -> Iterable[_Row]:
    return ((TileKind.NUMBER, (key,), "", 0, 0) for key in keys)


def _tiles(rows: Iterable[_Row]) -> tuple[Tile, ...]:
    tiles: tuple[Tile, ...] = ()
    for kind, metrics, more, wide, high in rows:
        known = [key for key in metrics if key in CATALOGUE]
        if not known and metrics:
            continue
        w, h = SIZES[kind]
        words = [f"metrics={'%2C'.join(known)}"] if known else []
        question = "&".join([*words, *([more] if more else [])])
        tile = Tile(new_id(), kind, question=question, w=wide or w, h=high or h)
        tiles = placed_last(tiles, tile)
    return tiles


_CAMPAIGN = ("spend", "impressions", "clicks", "ctr", "cpc")
_MONEY = ("spend", "won_revenue", "roas")
BEGINNINGS = {
    one.key: one
    for one in (
        Beginning(
            "executive",
            _("Executive"),
            _("What was spent, what it earned, and what is on its way."),
            "presentation",
            (
                *_number("spend", "won_revenue", "roas", "paid_cac"),
                *_number("pipeline_created", "win_rate", "new_customers", "leads"),
                (TileKind.SERIES, ("won_revenue",), "", 6, 4),
                (TileKind.SERIES, ("spend",), "", 6, 4),
                (TileKind.FUNNEL, (), "", 6, 5),
                (TileKind.BARS, ("spend", "won_revenue"), "by=channel&draw=won_revenue", 6, 5),
                (TileKind.TABLE, (*_MONEY, "pipeline_created"), "by=channel", 12, 5),
            ),
        ),
        Beginning(
            "paid_media",
            _("Paid media"),
            _("Which channels and campaigns are worth their money."),
            "speakerphone",
            (
                *_number("spend", "impressions", "clicks", "ctr"),
                *_number("conversions", "conversion_rate", "cost_per_conversion", "platform_roas"),
                *_number("cpc", "roas", "paid_cac", "won_revenue"),
                (TileKind.SERIES, ("spend",), "by=channel", 6, 4),
                (TileKind.BARS, ("spend",), "by=channel", 6, 4),
                (TileKind.SERIES, ("conversions",), "", 6, 4),
                (TileKind.SERIES, ("cost_per_conversion",), "", 6, 4),
                (
                    TileKind.TABLE,
                    (*_CAMPAIGN, "conversions", "conversion_rate", "cost_per_conversion"),
                    "by=campaign",
                    12,
                    6,
                ),
            ),
        ),
        Beginning(
            "crm_pipeline",
            _("CRM pipeline"),
            _("How people become leads, leads become deals, and deals are won."),
            "chart-funnel",
            (
                *_number("leads", "mql", "sql", "opportunities"),
                *_number("pipeline_created", "won_deals", "won_revenue", "new_customers"),
                *_number("win_rate", "win_rate_by_value", "average_deal", "sales_cycle"),
                (TileKind.FUNNEL, (), "", 6, 5),
                (TileKind.SERIES, ("leads",), "", 6, 5),
                (TileKind.SERIES, ("pipeline_created",), "", 6, 4),
                (TileKind.BARS, ("pipeline_created",), "by=lead_source", 6, 4),
                (
                    TileKind.TABLE,
                    ("opportunities", "pipeline_created", "won_deals", "won_revenue", "win_rate"),
                    "by=lead_source",
                    12,
                    5,
                ),
            ),
        ),
    )
}
