"""Takes the pictures that the public site shows, of the demo that `./run up` has made.

`.venv/bin/python -m tests.pictures` writes static/img/site/: each view in both languages, light and
dark, and the cards of shared links. A browser does all of it, the compressing too.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, FloatRect, Page, sync_playwright

from proactivox.launch.places import ROOT
from tests.browser import FLAGS, SIGNAL
from tests.chromium import find_chromium

_TO = ROOT / "static" / "img" / "site"
_MOST_BYTES = 900_000
_WEBP = """async ([data, quality]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + data;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").drawImage(image, 0, 0);
  const blob = await canvas.convertToBlob({type: "image/webp", quality});
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
}"""


@dataclass(frozen=True)
class View:
    """One picture: of which address, at which size, and of which part if not the top."""

    name: str
    path: str
    width: int
    height: int
    part: str = ""
    scale: float = 1.5
    # A link on that page that leads to what is shown.
    via: str = ""


VIEWS = (
    View("overview", "/w/{slug}/overview/", 1280, 760, scale=1.25),
    View("overview-narrow", "/w/{slug}/overview/", 390, 362, ".grid--metrics", 2),
    View("passport", "/w/{slug}/numbers/roas", 680, 560, ".card", 1.25),
    View(
        "incident",
        "/w/{slug}/incidents/",
        *(820, 640),
        "main .grid--aside > .stack",
        scale=1.25,
        via="tbody tr:last-child th a",
    ),
    View("explore", "/w/{slug}/explore/?metrics=spend,leads&by=channel", 900, 600, "#drawn", 1.25),
    View("campaigns", "/w/{slug}/overview/", 1060, 440, ".table-region >> visible=true", 1.25),
    View("centre", "/privacy/{slug}/", 680, 520, scale=1.25),
)


def main() -> None:
    """Every picture, or an error that says by how much they are too large together."""
    told = json.loads((ROOT / "var" / "demo.json").read_text())
    _TO.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        program, environment = find_chromium(playwright.chromium.executable_path)
        browser = playwright.chromium.launch(
            executable_path=program, chromium_sandbox=False, args=FLAGS, env={**environment}
        )
        state, home = _logged_in(browser, told)
        for language in ("en", "da"):
            for theme in ("light", "dark"):
                for view in VIEWS:
                    _take(browser, view, home, language, theme, state)
            _draw_card(browser, told["address"], language)
        browser.close()
    _weigh()


def _logged_in(browser: Browser, told: dict[str, str]) -> tuple[str, str]:
    """The file of a session, and the address of the workspace."""
    page = browser.new_context(extra_http_headers=SIGNAL, locale="en-GB").new_page()
    page.goto(f"{told['address']}/accounts/login/")
    page.get_by_label("E-mail").fill(told["email"])
    page.get_by_label("Password", exact=True).fill(told["password"])
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url("**/w/**")
    slug = urlsplit(page.url).path.split("/")[2]
    state = str(ROOT / "var" / "pictures.json")
    page.context.storage_state(path=state)
    return state, f"{told['address']}/w/{slug}/"


def _take(browser: Browser, view: View, home: str, language: str, theme: str, state: str) -> None:
    context = browser.new_context(
        extra_http_headers=SIGNAL,
        viewport={"width": view.width, "height": view.height},
        device_scale_factor=view.scale,
        reduced_motion="reduce",
        storage_state=state,
    )
    origin, slug = home.split("/w/")
    for name, value in (("theme", theme), ("django_language", language)):
        context.add_cookies([{"name": name, "value": value, "url": origin}])
    page = context.new_page()
    page.goto(origin + view.path.format(slug=slug.strip("/")), wait_until="networkidle")
    if view.via:
        page.locator(view.via).first.click()
        page.wait_for_load_state("networkidle")
    for canvas in page.locator("[data-chart-canvas]").all():
        canvas.locator("svg").wait_for()
    # Lines are drawn from their first day to their last.
    page.wait_for_timeout(500)
    shot = page.screenshot(full_page=True, clip=_clip(page, view))
    (_TO / f"{view.name}-{language}-{theme}.webp").write_bytes(_compressed(page, shot))
    context.close()


def _draw_card(browser: Browser, origin: str, language: str) -> None:
    """What is shown beside a shared link: the first screen of the landing page, at its size."""
    context = browser.new_context(viewport={"width": 1200, "height": 630}, color_scheme="light")
    page = context.new_page()
    page.goto(f"{origin}/{language}/", wait_until="networkidle")
    # The banner and the menu are for who is there.
    page.evaluate(
        "document.querySelectorAll('.consent, .site__nav, .site__bar > .button')"
        ".forEach((part) => part.remove())"
    )
    page.screenshot(path=_TO / f"card-{language}.jpg", type="jpeg", quality=52)
    context.close()


def _clip(page: Page, view: View) -> FloatRect:
    """The part from its top, at most as high as the view."""
    if not view.part:
        return {"x": 0, "y": 0, "width": view.width, "height": view.height}
    box = page.locator(view.part).first.bounding_box()
    assert box is not None
    return {**box, "height": min(box["height"], view.height)}


def _compressed(page: Page, png: bytes, quality: float = 0.4) -> bytes:
    page.goto("about:blank")
    return base64.b64decode(page.evaluate(_WEBP, [base64.b64encode(png).decode(), quality]))


def _files() -> Iterator[Path]:
    return _TO.glob("*.*")


def _weigh() -> None:
    total = sum(path.stat().st_size for path in _files())
    print(f"{total / 1000:.0f} kB in {_TO.relative_to(ROOT)}")
    if total > _MOST_BYTES:
        raise SystemExit(f"That is more than {_MOST_BYTES / 1000:.0f} kB.")


if __name__ == "__main__":
    main()
