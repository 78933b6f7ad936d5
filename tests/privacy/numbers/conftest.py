"""What tests of numbers that are left out need: browsers logged in, a clean cache."""

from tests.accounts.conftest import danish, empty_cache

__all__ = ["danish", "empty_cache"]

# From the documentation of python-stdnum: nobody's.
NUMBER = "211062-5629"
PLAIN = NUMBER.replace("-", "")
