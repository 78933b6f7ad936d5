"""What the explorer's chart marks, and the passports of its other rows; Acme's alone."""

import html as entities
import json
import re
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Workspace
from accounts.tenancy import inside
from analytics.annotations.holidays import holidays_in
from analytics.models import Annotation, Incident, Monitor
from analytics.queries import Period
from integrations.facts import AdCampaign, ensure_campaigns
from integrations.models import ControlledDay, Source
from tests.analytics.test_pages import MARCH, client_of, fill, see
from tests.analytics.test_queries import spend
from tests.cast import Cast
from tests.integrations.test_facts import Ads, make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]


def drawn(html: str, name: str) -> dict[str, Any]:
    found = re.search(rf'<script id="{name}-data"[^>]*>(.*?)</script>', html)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def happen(workspace: Workspace) -> Incident:
    """A note of 3 March, and an incident of the spend from the 5th to the 9th."""
    with inside(workspace):
        Annotation.objects.create(first_on=date(2026, 3, 3), kind="sale", text="Spring sale")
        monitor = Monitor.objects.create(
            name="Spend",
            kind="threshold",
            metric="spend",
            parameters={"side": "above", "limit": 1},
            filters={"platforms": ["google_ads"]},
        )
        return Incident.objects.create(
            monitor=monitor,
            side="above",
            status="resolved",
            ended_as="recovered",
            opened_on=date(2026, 3, 5),
            ended_on=date(2026, 3, 9),
        )


def test_what_happened_is_marked_on_both_charts_and_said_beneath_them(cast: Cast) -> None:
    Workspace.objects.filter(pk=cast.acme.pk).update(time_zone="Europe/Copenhagen")
    fill(cast)
    incident = happen(cast.acme)
    client, april = client_of(cast.bob), "from=2026-03-01&to=2026-04-05"
    url = f"/w/acme/incidents/{incident.pk}/"
    for path, name in (
        (f"explore/?{april}&metrics=spend&by=campaign", "explored"),
        (f"overview/?{april}&trend=spend", "trend"),
    ):
        html = see(client, path).content.decode()
        data = drawn(html, name)
        assert data["marks"] == [
            {"x": "2026-03-03", "label": "1", "is_note": True},
            {"x": "2026-03-05", "label": "2", "url": url},
        ]
        assert data["notes"]["2026-03-05"] == "2. Spend is above its limit"
        assert data["holidays"] == ["2026-04-02", "2026-04-03", "2026-04-05"]
        assert data["notes"]["2026-04-03"] == "Good Friday"
        assert f'<a href="{url}">Spend is above its limit</a>' in html
        assert "Holidays in Denmark:" in html
        assert "Back to normal" in html
    weekly = drawn(
        see(client, f"explore/?{april}&metrics=spend&step=week").content.decode(), "explored"
    )
    assert weekly["marks"][0] == {"x": "2026-03-02", "label": "1, 2", "url": url}


def test_an_incident_is_marked_where_its_number_and_its_part_are_looked_at(cast: Cast) -> None:
    fill(cast)
    incident = happen(cast.acme)
    client = client_of(cast.bob)
    for state, is_there in {
        "metrics=spend&where=platform+is+google_ads": True,
        "metrics=spend&where=platform+is+meta_ads": False,
        "metrics=clicks": False,
        "metrics=spend&show=bars&by=campaign": False,
    }.items():
        html = see(client, f"explore/?{MARCH}&{state}").content.decode()
        assert (str(incident.pk) in html) is is_there, state
    late = see(client, "explore/?from=2026-03-10&to=2026-03-31&metrics=spend").content.decode()
    assert str(incident.pk) not in late


def test_days_that_differ_from_their_source_are_marked(cast: Cast) -> None:
    fill(cast)
    with inside(cast.acme):
        source = Source.objects.create(connector="google_ads", name="Their ads")
        ControlledDay.objects.create(
            source_id=source.pk,
            on=date(2026, 3, 2),
            account="",
            is_equal=False,
            checked_at=timezone.now(),
        )
    html = see(client_of(cast.bob), f"explore/?{MARCH}&metrics=spend&by=channel").content.decode()
    assert drawn(html, "explored")["doubted"] == {"2026-03-02": "differs from Their ads"}
    assert "1 day differs from its source" in html


def test_what_happened_at_acme_is_on_no_chart_of_rival(cast: Cast) -> None:
    happen(cast.acme)
    with inside(cast.rival):
        spend(make_ads(), {(0, 1): (1, 1, 5_000_000, "USD")})
    html = see(client_of(cast.charlie), f"explore/?{MARCH}&metrics=spend", "rival").content.decode()
    assert "marks" not in drawn(html, "explored")
    assert "Spring sale" not in html


def test_holidays_are_in_the_readers_language_and_of_a_known_country_alone() -> None:
    days = Period(date(2026, 12, 24), date(2026, 12, 26))
    assert list(holidays_in("DK", days)) == [date(2026, 12, day) for day in (24, 25, 26)]
    assert holidays_in(None, days) == {}
    assert list(holidays_in("ZZ", days)) == [date(2026, 12, 24)]


def test_the_other_rows_the_total_of_ranges_and_other_columns_open_their_passports(
    cast: Cast,
) -> None:
    with inside(cast.acme):
        ads = make_ads()
        campaigns = [AdCampaign(f"x{n}", f"Campaign {n}", "google_ads") for n in range(9)]
        ids = ensure_campaigns(source_id=ads.source.pk, campaigns=campaigns)
        rows = {(n, 1): (100, 2, (n + 1) * 1_000_000, "USD") for n in range(9)}
        spend(Ads(ads.source, tuple(ids.values())), rows)
    client = client_of(cast.bob)

    def opened(state: str, value: str, place: str = "of=") -> str:
        html = see(client, f"explore/?{MARCH}&{state}").content.decode()
        cell = re.search(rf'class="table__open" href="([^"]*{place}[^"]*)"[^>]*>\s*{value}', html)
        assert cell is not None, state
        return str(client.get(entities.unescape(cell[1])).content.decode()).replace("\u00a0", " ")

    other = opened("metrics=spend,ctr&by=campaign,platform&top=5", "USD.10")
    assert "USD 10.00" in other
    assert "the 4 rows after the first 5 by Spend" in other
    within = opened("metrics=spend&by=campaign&having=spend+>%3D+8", "USD.17")
    assert "the 2 rows that fit the ranges" in within
    columns = opened(
        "metrics=spend&by=platform,campaign&pivot=campaign&having=spend+>+1", "USD.6", "rest"
    )
    assert "all columns but the first 6" in columns
    for wrong in ("of=rest", "of=all&across=is:x", "of=none"):
        path = f"numbers/spend?{MARCH}&metrics=spend&by=campaign&{wrong}"
        assert see(client, path).status_code == 404, wrong
