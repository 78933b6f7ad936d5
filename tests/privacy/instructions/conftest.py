"""What tests of instructions need: browsers logged in, a clean cache."""

from tests.accounts.conftest import browser, danish, empty_cache

__all__ = ["browser", "danish", "empty_cache"]
