"""What tests of erasures need: browsers logged in, a cache of their own."""

from tests.accounts.conftest import danish, empty_cache

__all__ = ["danish", "empty_cache"]
