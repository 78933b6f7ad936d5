"""What tests of the end of a contract need: browsers logged in."""

from tests.accounts.conftest import danish, empty_cache

__all__ = ["danish", "empty_cache"]
