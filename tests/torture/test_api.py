"""Programs may send anything, in any role: the API does not break, and does as it says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from allauth.account.models import EmailAddress

from accounts.models import Membership, Role, User, Workspace
from accounts.permissions import SCOPES, grants
from accounts.tenancy import inside
from proactivox.demo.visitor import Visitor
from proactivox.launch.temporary import RunningProduct
from tests.analytics.reporting.world import make_board, report_of
from tests.budget import Budget
from tests.cast import PASSWORD
from tests.journeys.people import Person, settle
from tests.journeys.worlds import furnish

pytestmark = [pytest.mark.torture, pytest.mark.usefixtures("live_database")]

# A start that is after the end is refused with 400, which no schema can foresee.
_NOT_IN_A_SCHEMA = "positive_data_acceptance"
_LONGEST = 900.0


# The one who may least comes first: what is there is taken away by those who may.
_ROLES = (Role.VIEWER, Role.PRIVACY_OFFICER, Role.MARKETER, Role.ADMIN, Role.OWNER)


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


def keys_of(product: RunningProduct, owner: Person) -> dict[Role, str]:
    """A key with every scope of a member of each role; all but the owner's were made by an admin.

    Who made one has another role since then, and their key does what that role may.
    """
    workspace = Workspace.objects.get(slug=owner.place.strip("/").removeprefix("w/"))
    found = {}
    for role in _ROLES[:-1]:
        email = f"{role.value}@{workspace.slug}.example"
        user = User.objects.create_user(email, PASSWORD, name=str(role.label))
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        Membership.objects.create(workspace=workspace, user=user, role=Role.ADMIN)
        found[role] = issue_key(product, Person(user.name, email, owner.place))
        Membership.objects.filter(user=user).update(role=role)
    return {**found, Role.OWNER: issue_key(product, owner)}


def furnish_numbers(owner: Person) -> None:
    """A dashboard that everybody sees, so that reports can be made and published of it."""
    workspace = Workspace.objects.get(slug=owner.place.strip("/").removeprefix("w/"))
    with inside(workspace):
        user = User.objects.get(email=owner.email)
        report_of(make_board(user), user, user)


def run_schemathesis(address: str, key: str, folder: Path, seconds: float, seed: int) -> Any:
    """What it says of everything that it sent with a key."""
    words = [
        *(str(Path(sys.executable).with_name("st")), "run", address),
        *("--header", f"Authorization: Bearer {key}"),
        *("--exclude-checks", _NOT_IN_A_SCHEMA, "--continue-on-failure"),
        *("--max-time", str(int(seconds) or 1)),
        *("--seed", str(seed), "--request-timeout", "30"),
    ]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def test_whatever_is_sent_gets_an_answer_of_the_documented_shape(
    live_product: RunningProduct, tmp_path: Path, budget: Budget
) -> None:
    world = furnish(live_product, settle("Alice"), tmp_path)
    furnish_numbers(world.owner)
    keys = keys_of(live_product, world.owner)
    address = f"{live_product.url}/api/v1/openapi.json"
    seconds = min(budget.seconds, _LONGEST) / len(keys)
    faults = {}
    for role, key in keys.items():
        done = run_schemathesis(address, key, tmp_path, seconds, budget.seed)
        if done.returncode or "mostly returned 429" in done.stdout:
            faults[role.value] = done.stdout[-8000:] + done.stderr[-2000:]
        # What was sent reached the addresses behind the key.
        me = httpx.get(f"{live_product.url}/api/v1/me", headers={"Authorization": f"Bearer {key}"})
        assert set(me.json()["scopes"]) == {one for one in SCOPES if one in grants(role)}
    assert not faults, "\n".join(f"== as {role}\n{said}" for role, said in faults.items())
