"""Two strangers who look at the banner: a scanner for dark patterns, and an agent that refuses."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import BrowserContext
from playwright.sync_api import TimeoutError as TooSlow

from tests.browser import FLAGS
from tests.torture.packages import installed

_HERE = Path(__file__).parent
_AGENT = Path("node_modules/@duckduckgo/autoconsent/dist/autoconsent.playwright.js")
# It looks for 100 ms and twenty times, which on a busy machine is not long.
_PATIENT = {"heuristicPopupSearchTimeout": 10_000, "detectRetries": 200}
_CHATTER = ("init", "eval", "report")
# Neither of the two speaks Danish. What they look for is put into their own lists, at these places;
# whatever they do with it is theirs.
_TAUGHT = {
    "/reject all/gi,": "/afvis alle/gi,",
    '"i do not agree"': ', "afvis alle"',
}


@dataclass(frozen=True)
class Scanned:
    """What the scanner complained of, which answers it found, optional cookies after each."""

    issues: list[str]
    errors: list[str]
    answers: list[str]
    after_reject: list[str]
    after_accept: list[str]


class Scanner:
    """Use in a `with`; `scan` opens browsers of its own and gives its verdict of an address."""

    def __init__(self, program: Path, environment: dict[str, str]) -> None:
        self._program, self._environment = program, environment
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        node, place = installed(_HERE)
        self._asking = self._stack.enter_context(
            subprocess.Popen(
                [node, _HERE / "scan.mjs", place, self._program, *FLAGS],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={**os.environ, **self._environment},
                text=True,
            )
        )
        self._stack.callback(self._asking.terminate)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def scan(self, url: str, locale: str) -> Scanned:
        """First visit, Reject, and Accept in another browser."""
        stdin, stdout = self._asking.stdin, self._asking.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps({"url": url, "locale": locale}) + "\n")
        stdin.flush()
        return Scanned(**json.loads(stdout.readline()))


class Agent:
    """DuckDuckGo's autoconsent by its general rules alone: it knows nothing of our banner."""

    def __init__(self) -> None:
        _node, place = installed(_HERE)
        self._script = (place / _AGENT).read_text(encoding="utf-8")

    def refuse(self, context: BrowserContext, url: str) -> list[str]:
        """What it reported, in order, as "type" or "type result", until the banner is gone.

        Whoever calls looks whether it is, for it may have given up.
        """
        page, heard = context.new_page(), []
        config = {"enabled": True, "autoAction": "optOut", "heuristicMode": "reject", **_PATIENT}
        answer = {"type": "initResp", "config": config, "rules": {"autoconsent": []}}

        def listen(source: dict[str, Any], message: dict[str, Any]) -> None:
            if message["type"] not in _CHATTER:
                heard.append(" ".join(filter(None, (message["type"], _result(message)))))
            if message["type"] == "init":
                source["frame"].evaluate("(said) => autoconsentReceiveMessage(said)", answer)

        page.expose_binding("autoconsentSendMessage", listen)
        page.goto(url)
        # By the page's own language: some addresses have one, whatever the browser asks for.
        is_danish = page.locator("html").get_attribute("lang") == "da"
        page.evaluate(_taught(self._script) if is_danish else self._script)
        with suppress(TooSlow):
            page.locator("#consent").wait_for(state="detached")
        page.close()
        return heard


def _result(message: dict[str, Any]) -> str:
    return str(message["result"]).lower() if "result" in message else ""


def _taught(script: str) -> str:
    for place, words in _TAUGHT.items():
        assert script.count(place) == 1, f"{place} is no longer where Danish can be taught"
        script = script.replace(place, place + words)
    return script
