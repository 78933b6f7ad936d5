"""What tests of erasures need: browsers logged in, a cache of their own."""

from tests.accounts.conftest import browser, danish, empty_cache

__all__ = ["browser", "danish", "empty_cache"]
