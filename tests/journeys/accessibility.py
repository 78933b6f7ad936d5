"""Asks axe about a page, and says what it found in words that lead to the place."""

from __future__ import annotations

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_axe = Axe()
# What is left undrawn below the screen may still be without its styles.
_DRAW_ALL = """() => {
    for (const { style } of document.querySelectorAll("main section")) {
        style.contentVisibility = "visible";
    }
    // Drawn in the next frame, which a busy machine takes its time for.
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())));
}"""
# Switched off by the fixture `looked_at` alone.
is_looking = True


def findings(page: Page) -> list[str]:
    """One line per broken rule and place; none is what we want."""
    if not is_looking:
        return []
    page.wait_for_load_state()  # not before its styles have come
    page.evaluate(_DRAW_ALL)
    options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": _RULES}}
    found = _axe.run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


def findings_at(page: Page, paths: list[str]) -> dict[str, list[str]]:
    """{address: findings} of every page that has any, or that led elsewhere or answered 5xx."""
    bad: dict[str, list[str]] = {}
    for path in paths:
        answer = page.goto(path)
        assert answer is not None
        found = findings(page)
        if answer.status >= 500:
            found.append(f"answered {answer.status}")
        if urlsplit(page.url).path != urlsplit(path).path:
            found.append(f"led to {page.url}")
        if found:
            bad[path] = found
    return bad
