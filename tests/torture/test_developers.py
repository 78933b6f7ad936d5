"""The examples of the reference page, run as they stand there against a running product."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from proactivox.launch.temporary import RunningProduct
from tests.journeys.people import settle
from tests.journeys.worlds import furnish
from tests.torture.test_api import issue_key

pytestmark = [pytest.mark.torture, pytest.mark.usefixtures("live_database")]

_CODE = re.compile(r'<code data-example="(\w+)" data-language="(\w+)">(.*?)</code>', re.DOTALL)
# What they need is not there, or is not to be done to the world: a request of a person, a member's
# step. Each of them is compiled and compared in tests/api.
_NEEDS = ("$REQUEST_ID", "$PERSON_ID", "rectifications", "restrictions")


def run(words: list[str], environment: dict[str, str]) -> Any:
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (words, done.stderr[-2000:], done.stdout[-2000:])
    return done.stdout


def test_examples_do_what_they_show(live_product: RunningProduct, tmp_path: Path) -> None:
    world = furnish(live_product, settle("Alice"), tmp_path)
    key = issue_key(live_product, world.owner)
    call = httpx.Client(
        base_url=f"{live_product.url}/api/v1", headers={"Authorization": f"Bearer {key}"}
    )
    source = call.get("/sources").json()["sources"][0]["id"]
    runs = call.get(f"/sources/{source}/runs").json()["runs"]
    question = {"metrics": ["clicks"], "from": "2026-10-01", "to": "2026-10-31"}
    export = call.post("/exports", json=question).json()["id"]
    environment = {
        **os.environ,
        "PROACTIVOX_URL": live_product.url,
        "PROACTIVOX_KEY": key,
        "SOURCE_ID": source,
        "EXPORT_ID": export,
        **({"RUN_ID": runs[0]["id"]} if runs else {}),
    }
    page = httpx.get(f"{live_product.url}/developers/").text
    ran = 0
    for name, language, shown in _CODE.findall(page):
        code = unescape(shown)
        if any(word in code or word[1:] in code for word in _NEEDS) or "SYNC_ID" in code:
            continue
        if "RUN_ID" in code and not runs:
            continue
        if name == "export_file":
            continue
        words = ["bash", "-c", code] if language == "curl" else [sys.executable, "-c", code]
        said = run(words, environment)
        assert "status" not in (json.loads(said) if said.startswith("{") else {}), (name, said)
        ran += 1
    assert ran >= 20
