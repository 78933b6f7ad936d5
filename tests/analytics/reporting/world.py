"""A dashboard over a business in two currencies, whose numbers are known and can be changed."""

from datetime import date
from typing import Any

from accounts.models import Role, User
from analytics.dashboards.layout import Layout, Tile, TileKind, dump_layout
from analytics.models import Dashboard, DashboardVersion
from analytics.reporting.keeping import What, make_report
from analytics.reporting.schedule import Schedule
from integrations.models import Opportunity
from tests.analytics.crm import crm_source, put
from tests.analytics.test_queries import deal, rates, spend
from tests.integrations.test_facts import Ads, make_ads

MARCH = "range=custom&from=2026-03-01&to=2026-03-31"
DAILY = Schedule("daily", 0, 1, 7)
EVERYBODY = [role.value for role in Role]
SPENT = {
    (0, 1): (1000, 10, 100_000_000, "USD"),
    (0, 2): (500, 5, 60_000_001, "EUR"),
    (1, 1): (10, 1, 5_000_000, "USD"),
}
TILES = (
    Tile("a", TileKind.NUMBER, "", "metrics=spend", x=0, y=0, w=3, h=2),
    Tile("b", TileKind.NUMBER, "", "metrics=cpc", x=3, y=0, w=3, h=2),
    Tile("c", TileKind.NUMBER, "", "metrics=won_revenue", x=6, y=0, w=3, h=2),
    Tile("d", TileKind.SERIES, "", "metrics=spend", x=0, y=2, w=6),
    Tile("e", TileKind.BARS, "", "metrics=clicks&by=campaign", x=6, y=2, w=6),
    Tile("f", TileKind.FUNNEL, "", "metrics=leads", x=0, y=6, w=6),
    Tile("g", TileKind.TABLE, "Campaigns", "metrics=spend,clicks&by=campaign", x=0, y=10, w=12),
    Tile("h", TileKind.TEXT, "#import", text='#let x = "y" and $z$', x=6, y=6, w=6),
)


def make_facts() -> Ads:
    """Two campaigns, one of them on a day in euro, and a CRM with its rates and a deal."""
    ads, crm = make_ads(), crm_source()
    rates(crm)
    spend(ads, SPENT)
    put(crm, Opportunity, {"006": deal(1, 400_000_000)})
    return ads


def make_board(
    user: User, *tiles: Tile, roles: list[str] | None = None, **layout: Any
) -> Dashboard:
    """A dashboard of these tiles over March."""
    board = Dashboard.objects.create(
        name="Monday", roles=EVERYBODY if roles is None else roles, made_by=user
    )
    set_ = Layout(tiles or TILES, layout.pop("days", MARCH), **layout)
    DashboardVersion.objects.create(dashboard=board, number=1, layout=dump_layout(set_))
    return board


def report_of(board: Dashboard, by: User, *to: User, **more: Any) -> Any:
    """A report on it, every day at seven."""
    what = What(board, "Monday", DAILY, "", frozenset(user.pk for user in to))
    return make_report(what=what, user_id=by.pk)


TODAY = date(2026, 4, 2)
