"""Who runs what: tests that share something dear are run by one process, which begins with them."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# The running product; the sandbox of 1,100 leads; all of the source, parsed; what connectors' first
# syncs have read, and the sandboxes that it was read from.
_SHARING = ("tests/journeys/", "tests/sandbox/", "tests/architecture/", "tests/integrations/")
# The one test elsewhere that begins with the product of the journeys.
_BEGINS = "tests/torture/test_faults.py::test_whatever_dies"


class _Shares(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """Hands out single tests, but those of a sharing folder at once: the largest shares go first.

    By folders, because marks do not reach the controller.
    """

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(_BEGINS):
            return _SHARING[0]
        return next((folder for folder in _SHARING if nodeid.startswith(folder)), nodeid)


@pytest.hookimpl(tryfirst=True, optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _Shares:
    """Instead of any that `--dist` names."""
    return _Shares(config, log)
