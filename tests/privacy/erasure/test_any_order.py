"""In whatever order things happen to an erased person, they stay away; everybody else stays."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import Phase, given, seed
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as some
from pytest_django.fixtures import Settings

from accounts.crypto import forget_keys
from accounts.tenancy import inside
from analytics.rollups import find_differences
from integrations.models import Source
from sandbox.serving import Running
from tests.budget import Budget
from tests.cast import Cast
from tests.integrations.salesforce.comparing import differences
from tests.integrations.salesforce.conftest import cast, synced
from tests.integrations.salesforce.test_people_written import Desk
from tests.privacy.erasure.lives import ERASURES, STEPS, Life

__all__ = ["cast", "synced"]
# Each order takes seconds: their number is the budget's.
_SETTINGS = hypothesis_settings(
    max_examples=1000,
    deadline=None,
    database=None,
    phases=(Phase.generate, Phase.shrink),
    report_multiple_bugs=False,
)
# Who was kept out by an id, a hash or a merge comes neither by what changed nor by everything.
_LAST = ("undelete there", "sync", "restore", "sync", "full sync")


@contextmanager
def undone(control: Any, django: Settings) -> Iterator[None]:
    """A database, an organisation and a ledger as they were before the first step."""
    control.reset(grants=True)
    control.bring_back_grants()
    django.LEDGER_DIR = str(Path(django.LEDGER_DIR).with_name(uuid4().hex))
    forget_keys()
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)
        # A failure inside of a block forbids all queries until a rollback: this was one.
        transaction.set_rollback(False)


@pytest.mark.torture
@pytest.mark.long
def test_any_order_leaves_the_erased_absent_and_everybody_else_present(
    cast: Cast,
    salesforce: Running,
    synced: Source,
    settings: Settings,
    budget: Budget,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Statements 42, 47, 48, 54: syncs, merges, the bin, restored backups and restrictions."""
    monkeypatch.setattr("privacy.ledger.state._COMMITTING", timedelta(0))
    failed: list[list[str]] = []

    def live_through(steps: list[str]) -> None:
        with undone(salesforce.control, settings):
            life = Life(cast, Desk(synced, salesforce.control))
            try:
                for step in steps:
                    life.live(step)
                see_the_rest(life, synced, salesforce)
            except BaseException:
                failed.append(life.told)
                raise

    any_steps = some.lists(some.sampled_from(STEPS), max_size=6)

    @seed(budget.seed)
    @_SETTINGS
    @given(any_steps, some.sampled_from(ERASURES), any_steps)
    def live(before: list[str], erasure: str, after: list[str]) -> None:
        # Once something failed, its shortest form is looked for, however late it is.
        if failed or not budget.is_over:
            live_through([*before, erasure, *after, *_LAST])

    live()


def see_the_rest(life: Life, source: Source, salesforce: Running) -> None:
    """What is stored equals the organisation but for the person, and the sums say the same."""
    with inside(life.cast.acme):
        found = differences(source, salesforce.control)
        left = {
            f"{name} {key}"
            for name, rows in found.items()
            for key, values in rows.items()
            if not any(one in f"{key} {values}" for one in life.ids)
        }
        assert left == set(), life.told
        assert find_differences() == [], life.told
