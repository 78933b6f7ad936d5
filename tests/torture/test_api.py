"""Programs may send anything, in any role: the API does not break, and does as it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from accounts.models import Membership, Role, User, Workspace
from accounts.permissions import SCOPES, grants
from accounts.tenancy import inside
from proactivox.launch.temporary import RunningProduct
from tests.analytics.reporting.world import make_board, report_of
from tests.api_keys import key_for
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


def keys_of(owner: Person) -> dict[Role, str]:
    """A key of a member of each role, with every scope of that role; straight into the tables."""
    workspace = Workspace.objects.get(slug=owner.place.strip("/").removeprefix("w/"))
    found = {}
    for role in _ROLES:
        email = f"{role.value}@{workspace.slug}.example"
        user = User.objects.create_user(email, PASSWORD, name=str(role.label))
        Membership.objects.create(workspace=workspace, user=user, role=role)
        found[role] = key_for(user, workspace)
    return found


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
    keys = keys_of(world.owner)
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
