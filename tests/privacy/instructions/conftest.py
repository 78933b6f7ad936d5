"""What tests of instructions need: browsers logged in, a clean cache."""

from tests.accounts.conftest import danish, empty_cache

__all__ = ["danish", "empty_cache"]
