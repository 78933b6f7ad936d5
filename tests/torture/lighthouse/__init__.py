"""Lighthouse in a browser of its own, installed from its lock into `.tools/` when first asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Page, Playwright

from proactivox.launch.ports import free_port
from tests.browser import FLAGS
from tests.torture.packages import installed

_HERE = Path(__file__).parent
CATEGORIES = ["accessibility", "best-practices"]
# The product under test is on plain HTTP, which these would call out on every page.
_OF_PLAIN_HTTP = ["is-on-https", "redirects-http"]


@dataclass(frozen=True)
class Told:
    """Scores from 0 to 1 by category, and each audit that was not passed, with its places.

    A score is None where Lighthouse could make nothing of what it saw.
    """

    scores: dict[str, float | None]
    complaints: list[str]


class Lighthouse:
    """Use in a `with`; `open` gives the page to log in at, `ask` the verdict of an address."""

    def __init__(self, playwright: Playwright, program: Path, environment: dict[str, str]) -> None:
        self._playwright, self._program, self._environment = playwright, program, environment
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        folder, port = tempfile.mkdtemp(prefix="px-lighthouse-"), free_port()
        self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
        self._context = self._playwright.chromium.launch_persistent_context(
            folder,
            executable_path=self._program,
            chromium_sandbox=False,
            args=[*FLAGS, f"--remote-debugging-port={port}"],
            env={**os.environ, **self._environment},
        )
        self._stack.callback(self._context.close)
        node, place = installed(_HERE)
        self._asking = self._stack.enter_context(
            subprocess.Popen(
                [node, _HERE / "ask.mjs", place, str(port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
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

    def open(self, url: str) -> Page:
        """A page of the browser that is asked, at this address."""
        page = self._context.pages[0]
        page.set_default_timeout(60_000)
        page.goto(url)
        return page

    def ask(self, url: str, form_factor: str, *, categories: Sequence[str] = CATEGORIES) -> Told:
        """The verdict of one address; form_factor: desktop, mobile."""
        question: dict[str, object] = {"url": url, "formFactor": form_factor}
        question |= {"categories": list(categories), "left": _OF_PLAIN_HTTP}
        stdin, stdout = self._asking.stdin, self._asking.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(question) + "\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return Told(answer["scores"], answer["complaints"])
