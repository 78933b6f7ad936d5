"""Alice chooses weeks, numbers and a logo, and the pages that everybody sees follow."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from accounts.models import Workspace
from accounts.tenancy import inside
from proactivox.launch.temporary import RunningProduct
from tests.analytics.test_queries import spend
from tests.integrations.test_facts import make_ads
from tests.journeys.accessibility import findings
from tests.journeys.people import come_in, settle

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database"), pytest.mark.torture]


def test_weeks_numbers_and_a_logo(page: Page, live_product: RunningProduct) -> None:
    alice = settle("Alice")
    come_in(page, alice, live_product)
    page.goto(alice.place + "settings/")
    page.get_by_label("Weeks begin on").select_option("Sunday")
    page.get_by_label("Numbers").select_option("1\u00a0234\u00a0567,89")
    page.get_by_label("Fiscal year begins in").select_option("October")
    page.locator("form[action$='/habits/'] button").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    drawing = BytesIO()
    Image.new("RGB", (600, 200), "teal").save(drawing, "PNG")
    file = {"name": "logo.png", "mimeType": "image/png", "buffer": drawing.getvalue()}
    page.get_by_label("Picture").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload").click()
    logo = page.locator(".sidebar__switch img")
    expect(logo).to_be_visible()
    assert logo.evaluate("(img) => img.naturalWidth") == 512
    assert findings(page) == []
    workspace = Workspace.objects.get(slug=alice.place.strip("/").split("/")[-1])
    assert (workspace.week_start, workspace.fiscal_year_starts) == ("sunday", 10)
    with inside(workspace):
        spend(make_ads(), {(0, day): (day, 1, 1_234_500_000, "USD") for day in range(1, 32)})
    page.goto(alice.place + "overview/?from=2026-01-01&to=2026-04-30&trend=spend")
    source = page.locator("figure[data-chart=line]").first.get_attribute("data-chart-source")
    data = json.loads(page.locator(f"#{source}").text_content() or "")
    assert {date.fromisoformat(day).strftime("%A") for day in data["x"][1:]} == {"Sunday"}
    # The table beneath is written by the chart's own code.
    expect(page.locator("[data-chart-table]").first).to_contain_text("8\u00a0641,50")
    page.goto(f"/privacy/{workspace.slug}/")
    expect(page.locator(".public__logo")).to_be_visible()
    assert findings(page) == []
