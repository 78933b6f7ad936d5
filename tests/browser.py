"""A Chromium driven by Playwright, on the live product; what it complains about fails the test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from proactivox.launch.places import ROOT
from proactivox.launch.temporary import RunningProduct
from tests.chromium import find_chromium

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing that a page asks for leaves this machine. A route of Playwright does it, too, but
    # costs the browser its cache, and each request a way through this process.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
# Global Privacy Control: who sends it is not asked about cookies, and has refused what is optional.
# The journey of consent is about who does not.
SIGNAL = {"Sec-GPC": "1"}
_PATIENCE = 60_000  # ms; a busy machine is slow, which no test is about


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Its event loop runs in this thread, which Django would take for an asynchronous view."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as running:
        yield running
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_program(playwright: Playwright) -> tuple[Path, dict[str, str]]:
    """The browser's path and what its environment needs."""
    return find_chromium(playwright.chromium.executable_path)


@pytest.fixture(scope="session")
def browser(
    playwright: Playwright, browser_program: tuple[Path, dict[str, str]]
) -> Iterator[Browser]:
    program, environment = browser_program
    running = playwright.chromium.launch(
        executable_path=program,
        chromium_sandbox=False,
        args=FLAGS,
        env={**os.environ, **environment},
    )
    yield running
    running.close()


@pytest.fixture
def context(browser: Browser, live_product: RunningProduct) -> Iterator[BrowserContext]:
    """A visitor without cookies; give Bob and Charlie `browser.new_context()`s of their own."""
    visitor = browser.new_context(
        base_url=live_product.url,
        locale="en-GB",
        timezone_id="Europe/Copenhagen",
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
        extra_http_headers=SIGNAL,
    )
    visitor.set_default_timeout(_PATIENCE)
    yield visitor
    visitor.close()


@pytest.fixture
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page at the product's address; script errors and breaches of the CSP fail the test."""
    complaints: list[str] = []
    visited = context.new_page()
    visited.on("pageerror", lambda error: complaints.append(str(error)))
    visited.on("console", lambda message: _keep_complaint(message.text, complaints))
    failed_before = request.session.testsfailed
    yield visited
    if request.session.testsfailed > failed_before or complaints:
        folder = ROOT / "var" / "failures"
        folder.mkdir(parents=True, exist_ok=True)
        visited.screenshot(path=folder / f"{request.node.name}.png", full_page=True)
    assert complaints == []


def _keep_complaint(text: str, complaints: list[str]) -> None:
    if "Content Security Policy" in text or text.startswith("Uncaught"):
        complaints.append(text)
