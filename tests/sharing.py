"""Who runs what: journeys share one product, so one process runs them all, and begins with them."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling


class _OneProduct(LoadScopeScheduling):
    """Hands out single tests, but all journeys at once: the largest share goes first.

    By their folder, because marks do not reach the controller.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "journeys" if nodeid.startswith("tests/journeys/") else nodeid


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _OneProduct:
    """Instead of any that `--dist` names."""
    return _OneProduct(config, log)
