"""What tests of published texts need: a clean cache, and what is announced asked for each time."""

import pytest

from privacy.policies import waiting
from tests.accounts.conftest import danish, empty_cache

__all__ = ["danish", "empty_cache"]


@pytest.fixture(autouse=True)
def asked_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process knows of coming versions would outlive the test's own transaction."""
    for name in ("_announced", "_announced_columns"):
        monkeypatch.setattr(waiting, name, getattr(waiting, name).__wrapped__)
