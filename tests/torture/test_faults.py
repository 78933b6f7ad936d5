"""Worker, broker, database die in mid-sync: the tables still equal the sandbox's records."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from proactivox.demo.visitor import Visitor
from tests.budget import Budget
from tests.products import BreakableProduct
from tests.torture.scenes import Scene, wait_until

_KILLABLE = ("worker", "broker", "database")
_CLEAN: dict[str, object] = {"dead": [], "differences": {}, "unfinished": []}


@pytest.fixture
def scene(breakable_product: BreakableProduct, tmp_path: Path) -> Iterator[Scene]:
    made = Scene(breakable_product, tmp_path)
    yield made
    made.close()


@pytest.mark.torture
def test_whatever_dies_the_tables_are_right(scene: Scene) -> None:
    """All three, each twice as far into the same sync as the one before."""
    visitor, place = scene.begin_sync()
    for what, far in zip(_KILLABLE, (8, 16, 24), strict=True):
        scene.await_requests(far)
        scene.kill(what)
        look_at_outage(scene, what, visitor, place)
        scene.revive(what)
        wait_until(lambda: scene.get("/readyz").status_code == 200, f"recovery of the {what}")
        wait_until(lambda: "Everything works" in scene.get("/en/status/").text, "the good news")
        assert scene.get(f"{place}sources/", visitor).status_code == 200
    before = scene.asked()
    check(scene, place)
    assert scene.asked() > before, "nothing was left to do, so nothing was tested"


def check(scene: Scene, place: str, when: str = "") -> None:
    """No job is dead or left over, no row differs, and the rollups agree with the rows."""
    found = scene.outcome(place)
    assert {**found, **_CLEAN} == found, f"{when}\n{scene.last_words()}"
    scene.product.running.manage("rollups", "--verify")


def look_at_outage(scene: Scene, what: str, visitor: Visitor, place: str) -> None:
    """What people and watchers are told while it is away."""
    if what == "worker":
        return
    ready = scene.get("/readyz")
    assert ready.status_code == 503
    assert ready.json()[what] != "ok"
    assert scene.get("/healthz").status_code == 200
    if what == "database":
        page = scene.get(f"{place}sources/", visitor)
        assert page.status_code == 503, scene.product.running.log_of("web")[-6000:]
        assert "We will be back in a moment" in page.text
        assert page.headers["Retry-After"]
        status = scene.get("/en/status/", visitor)
        assert status.status_code == 503
        assert "The database does not answer" in status.text
    else:
        assert scene.get(f"{place}settings/members/", visitor).status_code == 200


@pytest.mark.torture
def test_a_dead_broker_stops_no_page_and_loses_no_job(scene: Scene) -> None:
    visitor, place = scene.begin_sync(seconds_a_request=0)
    check(scene, place)
    visitor.open(f"{place}sources/")
    source = next(x.href for x in visitor.page.links if "/sources/0" in x.href)
    visitor.open(source)
    sync = next(form for form in visitor.page.forms if form.action.endswith("/sync/"))
    scene.control.reset_counters()
    scene.kill("broker")
    visitor.submit(sync, {})
    assert visitor.open(f"{place}settings/members/").page.forms
    assert scene.asked() == 0
    scene.revive("broker")
    wait_until(lambda: scene.asked() > 0, "the sync that was asked for meanwhile")
    check(scene, place)


@pytest.mark.torture
def test_kills_at_any_moment(scene: Scene, budget: Budget) -> None:
    for number in budget.rounds():
        _visitor, place = scene.begin_sync(budget.chance.uniform(0.02, 0.15))
        for _ in range(budget.chance.randint(1, 4)):
            what = budget.chance.choice(_KILLABLE)
            time.sleep(budget.chance.uniform(0, 2))
            scene.kill(what)
            time.sleep(budget.chance.uniform(0, 1))
            scene.revive(what)
        check(scene, place, f"round {number}, seed {budget.seed}")
