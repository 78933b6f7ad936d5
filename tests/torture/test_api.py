"""Programs may send anything: the API never breaks, and does what its own document says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from accounts.permissions import SCOPES
from proactivox.demo.visitor import Visitor
from proactivox.launch.temporary import RunningProduct
from tests.budget import Budget
from tests.journeys.people import Person, settle
from tests.journeys.worlds import furnish

pytestmark = [pytest.mark.torture, pytest.mark.usefixtures("live_database")]

# A start that is after the end is refused with 400, which no schema can foresee.
_NOT_IN_A_SCHEMA = "positive_data_acceptance"
_LONGEST = 900.0


def issue_key(product: RunningProduct, owner: Person) -> str:
    """A key with every scope, made as its owner makes one."""
    visitor = Visitor(product.url, ca=product.sandbox.ca)
    try:
        visitor.open("/accounts/login/")
        words = {"login": owner.email, "password": owner.password}
        visitor.submit(visitor.form_with("login", "password"), words)
        visitor.open(owner.place + "settings/api-keys/")
        form = visitor.form_with("name", "days")
        asked = {
            **form.fields,
            "name": "Any program",
            "scopes": [str(one) for one in SCOPES],
            "days": "30",
        }
        answer = visitor.http.post(visitor.url, data=asked, headers={"Referer": visitor.url})
    finally:
        visitor.close()
    found = re.search(r"pxt_\w+", answer.text)
    assert found, answer.text
    return found.group()


def test_whatever_is_sent_gets_an_answer_of_the_documented_shape(
    live_product: RunningProduct, tmp_path: Path, budget: Budget
) -> None:
    world = furnish(live_product, settle("Alice"), tmp_path)
    key = issue_key(live_product, world.owner)
    address = f"{live_product.url}/api/v1/openapi.json"
    words = [
        *(str(Path(sys.executable).with_name("st")), "run", address),
        *("--header", f"Authorization: Bearer {key}"),
        *("--exclude-checks", _NOT_IN_A_SCHEMA, "--continue-on-failure"),
        *("--max-time", str(int(min(budget.seconds, _LONGEST)) or 1)),
        *("--seed", str(budget.seed), "--request-timeout", "30"),
    ]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "mostly returned 429" not in done.stdout
    # What was sent reached the addresses behind the key.
    assert httpx.get(
        f"{live_product.url}/api/v1/me", headers={"Authorization": f"Bearer {key}"}
    ).is_success
