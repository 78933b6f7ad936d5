"""What tests of corrections share with those of requests."""

from tests.privacy.requests.conftest import danish, empty_cache

__all__ = ["danish", "empty_cache"]
