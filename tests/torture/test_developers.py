"""The examples of the reference page, run as they stand there against a running product."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from proactivox.launch.temporary import RunningProduct
from tests.journeys.people import settle
from tests.journeys.worlds import furnish
from tests.torture.test_api import furnish_numbers, issue_key

pytestmark = [pytest.mark.torture, pytest.mark.usefixtures("live_database")]

_CODE = re.compile(r'<code data-example="(\w+)" data-language="(\w+)">(.*?)</code>', re.DOTALL)
# What they need is not there, or is not to be done to the world: a request of a person, a member's
# step. Each of them is compiled and compared in tests/api.
_NEEDS = ("$REQUEST_ID", "$PERSON_ID", "rectifications", "restrictions")
# What they act on is needed by those after them, or a member has to be named who is there.
_NOT_HERE = frozenset(
    {
        *("export_file", "delete_monitor", "end_budget", "delete_annotation"),
        *("delete_saved_report", "accept_level", "own_incident", "delete_automation"),
        *("delete_report", "withdraw_publication", "report_file", "publication_file"),
        "delete_dashboard",
    }
)
# Whose body names something that is there.
_NAMED = {
    "make_report": "DASHBOARD_ID",
    "publish": "DASHBOARD_ID",
    "make_shared_link": "DASHBOARD_ID",
    "set_automation_live": "PREVIEW_ID",
}
_ANY = "00000000-0000-7000-8000-000000000001"
# Done by curl; the same in Python is then refused, as it should be.
_ONCE = frozenset({"create_budget", "resolve_incident", "define_metric", "send_me_report"})


def run(words: list[str], environment: dict[str, str]) -> Any:
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (words, done.stderr[-2000:], done.stdout[-2000:])
    return done.stdout


_RULE = {
    "name": "Clicks",
    "rule": {
        "trigger": {"tests": [{"metric": "clicks", "compare": ">", "number": 1_000_000}]},
        "action": {"do": "notify"},
    },
}


def _previewed(call: httpx.Client, rule: str) -> str:
    """Its preview, once a worker has answered it."""
    preview = str(call.get(f"/automations/{rule}").json()["preview_id"])
    for _second in range(120):
        if call.get(f"/automations/{rule}/previews/{preview}").json()["state"] == "done":
            return preview
        time.sleep(1)
    raise AssertionError("No worker has answered the preview.")


def _furnished(call: httpx.Client) -> dict[str, str]:
    """What the examples act on: {variable: id}; empty where the world has none."""

    def made(path: str, body: Any) -> str:
        answer = call.post(path, json=body)
        assert answer.is_success, answer.text
        return str(answer.json()["id"])

    def first(name: str) -> str:
        return next((str(one["id"]) for one in call.get(f"/{name}").json()[name]), "")

    watched = {"name": "Clicks", "kind": "anomaly", "metric": "clicks"}
    amounts = [{"from": "2026-11-01", "micros": 1_000_000_000}]
    board = first("dashboards")
    rule = made("/automations", _RULE)
    return {
        "AUTOMATION_ID": rule,
        "PREVIEW_ID": _previewed(call, rule),
        "METRIC_ID": made("/own-metrics", {"name": "Price", "formula": "spend / clicks"}),
        "NUMBER": "1",
        "SENT_REPORT_ID": first("reports"),
        "PUBLICATION_ID": made("/publications", {"dashboard_id": board, "name": "March"}),
        "MONITOR_ID": made("/monitors", watched),
        "TRIAL_ID": made("/monitor-trials", watched),
        "BUDGET_ID": made("/budgets", {"metric": "spend", "every": "year", "amounts": amounts}),
        "ANNOTATION_ID": made(
            "/annotations", {"kind": "sale", "text": "Sale", "first_on": "2026-11-27"}
        ),
        "REPORT_ID": made("/saved-reports", {"name": "Spend", "question": "metrics=spend"}),
        "INCIDENT_ID": first("incidents"),
        "DASHBOARD_ID": board,
        "ACTION_ID": first("actions"),
    }


def shown_examples(url: str) -> Iterator[tuple[str, str, str]]:
    """(operation, language, code) of every page of the reference that the first one leads to."""
    first = httpx.get(f"{url}/developers/").text
    for path in sorted(set(re.findall(r'href="(/developers/[\w-]+/)"', first))):
        yield from _CODE.findall(httpx.get(f"{url}{path}").text)


def test_examples_do_what_they_show(live_product: RunningProduct, tmp_path: Path) -> None:
    world = furnish(live_product, settle("Alice"), tmp_path)
    furnish_numbers(world.owner)
    key = issue_key(live_product, world.owner)
    address, headers = f"{live_product.url}/api/v1", {"Authorization": f"Bearer {key}"}
    question = {"metrics": ["clicks"], "from": "2026-10-01", "to": "2026-10-31"}
    with httpx.Client(base_url=address, headers=headers) as call:
        source = call.get("/sources").json()["sources"][0]["id"]
        runs = call.get(f"/sources/{source}/runs").json()["runs"]
        export = call.post("/exports", json=question).json()["id"]
        kept = _furnished(call)
    environment = {
        **os.environ,
        **kept,
        "PROACTIVOX_URL": live_product.url,
        "PROACTIVOX_KEY": key,
        "SOURCE_ID": source,
        "EXPORT_ID": export,
        **({"RUN_ID": runs[0]["id"]} if runs else {}),
    }
    ran = 0
    for name, language, shown in shown_examples(live_product.url):
        code = unescape(shown)
        if any(word in code or word[1:] in code for word in _NEEDS):
            continue
        if any(not environment.get(word) for word in re.findall(r"\b([A-Z]+_ID)\b", code)):
            continue
        if name in _NOT_HERE or (name in _ONCE and language == "python"):
            continue
        if name in _NAMED:
            code = code.replace(_ANY, environment[_NAMED[name]])
        words = ["bash", "-c", code] if language == "curl" else [sys.executable, "-c", code]
        said = run(words, environment)
        answer = json.loads(said) if said.startswith("{") else {}
        assert not isinstance(answer.get("status"), int), (name, said)
        ran += 1
    assert ran >= 100
