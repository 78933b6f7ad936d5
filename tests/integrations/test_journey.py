"""In a real browser: connect Salesforce at its consent page, import a file, see exact totals."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.cast import PASSWORD, make_cast
from tests.journeys.steps import to_consent

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("live")]
PREVIEW = re.compile(r"/sources/files/[0-9a-f-]{36}/$")


def log_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/w/**")


def test_a_source_is_connected_and_a_file_imported(
    live_product: RunningProduct, live_database: None, page: Page, tmp_path: Path
) -> None:
    cast = make_cast()
    log_in(page, cast.alice.email)
    to_consent(page, "/w/acme/")
    page.get_by_role("button", name="Allow").click()
    page.wait_for_url("**/w/acme/sources/*/")
    # The page polls while it is read, then loads itself anew and stops.
    expect(page.locator(".page__head .badge")).to_have_text("Fresh", timeout=60_000)
    expect(page.locator("[hx-trigger='every 2s']")).to_have_count(0)

    file = tmp_path / "spend.csv"
    lines = [f"{day:02}-10-2026;Brand;{day};1.000,25\n" for day in range(1, 31)]
    file.write_text("Dato;Kampagne;Klik;Forbrug\n" + "".join(lines))
    page.goto("/w/acme/sources/files/new/")
    page.set_input_files("[name=file]", file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(PREVIEW)
    page.fill("[name=currency]", "DKK")
    page.fill("[name=platform]", "Meta")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("What the file holds")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("DKK 30,007.50")).to_be_visible()
