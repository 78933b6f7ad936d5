"""A person's copy, from the request to the file on her disk, in real browsers; axe looks at it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from proactivox.launch.temporary import RunningProduct
from tests.browser import SIGNAL
from tests.journeys.accessibility import findings
from tests.journeys.mails import newest_mail
from tests.journeys.people import come_in, settle
from tests.journeys.test_requests import DORA, make_request

pytestmark = [pytest.mark.journey, pytest.mark.usefixtures("live_database")]


@pytest.mark.torture
@pytest.mark.usefixtures("looked_at")
def test_from_the_request_to_the_file_on_her_disk(
    page: Page, browser: Browser, live_product: RunningProduct, tmp_path: Path
) -> None:
    """Statements 33, 37, 38 and 40: gathered by a job, looked through, fetched by a code."""
    alice = settle("Alice")
    context = browser.new_context(
        extra_http_headers=SIGNAL, base_url=live_product.url, locale="en-GB"
    )
    dora = context.new_page()
    make_request(dora, live_product, alice.place)
    mine = dora.url
    come_in(page, alice, live_product)
    page.goto(f"{alice.place}settings/privacy/requests/")
    page.get_by_role("link", name="Request 1").click()
    bad = prepare(page)
    dora.goto(mine)
    bad += findings(dora)
    file = tmp_path / "copy.zip"
    bad += fetch_copy(dora, live_product, DORA, file)
    with zipfile.ZipFile(file) as archive:
        assert {"data.json", "read-me.html", "schema.json"} <= set(archive.namelist())
        assert "What do you hold of me?" in archive.read("read-me.html").decode()
        archive.extract("read-me.html", tmp_path)
    alone = browser.new_page(java_script_enabled=True)
    asked: list[str] = []
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto((tmp_path / "read-me.html").as_uri())
    expect(alone.get_by_role("heading", name="Data about you", exact=True)).to_be_visible()
    assert len(asked) == 1, asked
    bad += findings(alone)
    assert bad == []
    context.close()


def fetch_copy(dora: Page, product: RunningProduct, email: str, file: Path) -> list[str]:
    """From her own page, by a code to her mailbox, to `file`."""
    dora.reload()
    dora.get_by_role("link", name="Fetch it").click()
    bad = findings(dora)
    dora.get_by_role("button", name="Send me a code").click()
    code = re.search(r"\b\d{8}\b", newest_mail(product.mails, email, "your code").body)
    assert code
    dora.get_by_label("The code from our mail").fill(code.group())
    bad += findings(dora)
    with dora.expect_download() as fetched:
        dora.get_by_role("button", name="Fetch the copy").click()
    fetched.value.save_as(file)
    return bad


def prepare(page: Page) -> list[str]:
    """The desk's part, until the copy is hers."""
    page.get_by_role("link", name="Copy", exact=True).click()
    bad = findings(page)
    page.get_by_role("button", name="Gather what is held").click()
    expect(page.get_by_text("1 text waits to be looked at")).to_be_visible(timeout=60_000)
    bad += findings(page)
    here = page.url
    page.get_by_role("link", name="Leave out text").click()
    bad += findings(page)
    page.goto(here)
    page.get_by_role("button", name="I looked at it").click()
    page.get_by_role("button", name="Make the copy").click()
    expect(page.get_by_text("The copy is made")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Release").click()
    bad += findings(page)
    page.get_by_label("Answer to the person").fill("Here is what we hold.")
    page.get_by_role("button", name="Release and close").click()
    expect(page.get_by_text("The person has the copy", exact=True)).to_be_visible()
    return bad + findings(page)
