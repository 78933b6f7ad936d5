"""What tests of the end of a contract need: browsers logged in."""

from tests.accounts.conftest import browser, danish, empty_cache

__all__ = ["browser", "danish", "empty_cache"]
