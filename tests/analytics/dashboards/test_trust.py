"""What stands beside tiles: differing and growing days, happenings; each is asked once."""

import re
from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Workspace
from accounts.tenancy import inside
from analytics.dashboards.contents import TileContent, contents_of
from analytics.dashboards.layout import Layout, Tile, TileKind
from analytics.dashboards.trusting import with_trust
from analytics.metrics import Metric
from analytics.reporting.composing.documents import compose
from analytics.reporting.setting.document import Pair, Picture
from analytics.trust.foretold import Foretold, Teller
from analytics.trust.settling import Estimate
from integrations.models import ControlledDay, Source
from tests.analytics.dashboards.test_contents import make
from tests.analytics.exploring.test_marks import drawn, happen
from tests.analytics.test_pages import MARCH, client_of, fill
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
_SPEND = Tile("s1", TileKind.SERIES, question="metrics=spend&step=day")
_TILES = (
    _SPEND,
    Tile("n1", TileKind.NUMBER, question="metrics=spend", y=4, w=3),
    Tile("n2", TileKind.NUMBER, question="metrics=leads", x=3, y=4, w=3),
    Tile("b1", TileKind.BARS, question="metrics=spend&by=campaign", y=8),
    Tile("f1", TileKind.FUNNEL, y=12),
    Tile("t1", TileKind.TABLE, question="metrics=spend,leads&by=channel", y=16),
)
_BOARD = Layout(_TILES, MARCH)


def differ(cast: Cast) -> None:
    """Of 2 March Google says something else, and it happened something in Denmark."""
    Workspace.objects.filter(pk=cast.acme.pk).update(time_zone="Europe/Copenhagen")
    cast.acme.refresh_from_db()
    with inside(cast.acme):
        source = Source.objects.create(connector="google_ads", name="Their ads")
        ControlledDay.objects.create(
            source_id=source.pk,
            on=date(2026, 3, 2),
            account="",
            is_equal=False,
            checked_at=timezone.now(),
        )


def tell(_teller: Teller, metric: Metric) -> Foretold | None:
    """The last day of March grows by a fifth, where it is of spend."""
    if metric.key != "spend":
        return None
    one = Estimate(126_000_000, 120_000_000, 130_000_000)
    return Foretold({date(2026, 3, 2): one}, date(2026, 3, 30), 105_000_000, one)


def beside(cast: Cast, *tiles: Tile) -> dict[str, TileContent]:
    with inside(cast.acme):
        found = contents_of(Layout(tiles, MARCH), cast.acme, today=date(2026, 4, 2))
        return {one.tile.id: one for one in with_trust(found, cast.acme)}


def test_each_tile_says_how_far_its_days_can_be_trusted(cast: Cast) -> None:
    fill(cast)
    differ(cast)
    happen(cast.acme)
    row = make(cast, "Money", layout=_BOARD)
    with patch.object(Teller, "tell", tell):
        html = client_of(cast.bob).get(f"/w/acme/dashboards/{row.pk}/").content.decode()
    data = drawn(html, "chart-s1")
    assert data["doubted"] == {"2026-03-02": "differs from Their ads"}
    assert data["settled"]["values"][1] == 126
    assert (data["unsettled_from"], data["band"]["low"][1]) == ("2026-03-02", 120)
    assert [one["x"] for one in data["marks"]] == ["2026-03-03", "2026-03-05"]
    assert "1 annotation, 1 incident" in html
    assert "Spring sale" in html
    assert "Will settle at USD\u00a0126 (USD\u00a0120 – USD\u00a0130)" in html
    assert "Open in Explore" in html
    marks = html.count("board__mark--warn")
    assert marks == 4, "all but leads and the funnel, which are of no advertising"
    assert "/numbers/spend?" in html
    assert "/numbers/won_deals?" in html


def test_what_is_not_drawn_over_time_has_no_happenings(cast: Cast) -> None:
    fill(cast)
    happen(cast.acme)
    found = beside(cast, *_TILES)
    assert [key for key, one in found.items() if one.beside.happened] == ["s1"]
    happened = found["s1"].beside.happened
    assert happened
    assert (len(happened.notes), len(happened.incidents)) == (1, 1)


def test_a_source_that_is_late_is_named_where_it_lacks_these_days(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        ago = timezone.now() - timedelta(days=3)
        Source.objects.update(fresh_until=ago, connector="google_ads")
    today = timezone.now().astimezone(cast.acme.zone).date()
    with inside(cast.acme):
        for days, is_late in (("range=7d", True), (MARCH, False)):
            found = contents_of(Layout((_SPEND,), days), cast.acme, today=today)
            (one,) = with_trust(found, cast.acme)
            assert bool(one.beside.late) is is_late, days


def test_more_tiles_of_the_same_days_ask_nothing_more(cast: Cast) -> None:
    fill(cast)
    differ(cast)
    keys = ("spend", "clicks", "impressions", "ctr", "cpc", "leads", "won_revenue")
    tiles = [Tile(key, TileKind.SERIES, question=f"metrics={key}") for key in keys]

    def statements(*some: Tile) -> int:
        with CaptureQueriesContext(connection) as caught:
            beside(cast, *some)
        return sum("SAVEPOINT" not in one["sql"] for one in caught.captured_queries)

    beside(cast, *tiles)
    assert statements(*tiles) == statements(tiles[0])


def test_strangers_read_of_doubt_and_holidays_and_of_nothing_that_happened(cast: Cast) -> None:
    fill(cast)
    differ(cast)
    happen(cast.acme)
    days = "from=2026-03-01&to=2026-04-05&compare=year"
    own = replace(_TILES[1], id="o1", title="One day", days="from=2026-03-01&to=2026-03-01", x=6)
    layout = Layout((*_TILES, own), days, "platform is google_ads")
    row = make(cast, "Money", layout=layout)
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    made = client_of(cast.bob).post(
        f"/w/acme/dashboards/{row.pk}/share/", {"name": "Costs", "until": until}
    )
    link = re.search(r"https?://[^/\s<]+(/s/[\w-]+/)<", made.content.decode())
    assert link
    path = link[1]
    html = Client().get(path).content.decode()
    data = drawn(html, "shared-s1")
    assert data["doubted"] == {"2026-03-02": "differs from Their ads"}
    assert data["notes"]["2026-04-03"] == "Good Friday"
    assert "marks" not in data
    for hidden in ("Spring sale", "above its limit", "/w/", "htmx.min"):
        assert hidden not in html, hidden
    for said in ("Compared with", "Europe/Copenhagen", "Amounts in", "is “Google Ads”"):
        assert said in html, said
    assert "1 Mar 2026 – 5 Apr 2026" in html
    alone = html.replace("1 Mar 2026 – 5 Apr 2026", "")
    assert "1 Mar 2026" in alone, "a tile with days of its own names them, a single one once"
    assert "1 Mar 2026 – 1 Mar 2026" not in html


def test_a_report_tints_what_will_grow_and_says_so_beneath(cast: Cast) -> None:
    fill(cast)
    differ(cast)
    with inside(cast.acme), patch.object(Teller, "tell", tell):
        made = compose("Money", _BOARD, cast.acme, today=date(2026, 4, 2)).document
    pictures = [
        one
        for block in made.blocks
        for one in ((block.left, block.right) if isinstance(block, Pair) else (block,))
        if isinstance(one, Picture)
    ]
    notes = [one.note for one in pictures if one.note]
    assert len(notes) == 1
    for words in ("tinted ground", "Will settle at", "1 day differs"):
        assert words in notes[0]
    assert any("4 of 5 cases" in fact.text for fact in made.facts)


def test_what_is_doubted_at_acme_is_said_on_no_board_of_rival(cast: Cast) -> None:
    differ(cast)
    happen(cast.acme)
    with inside(cast.rival):
        found = contents_of(Layout((_SPEND,), MARCH), cast.rival, today=date(2026, 4, 2))
        (one,) = with_trust(found, cast.rival)
        assert one.beside.agreement is None
        assert not one.beside.happened or not one.beside.happened.notes
