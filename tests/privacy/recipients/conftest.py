"""What tests of recipients share with those of requests."""

from tests.privacy.requests.conftest import browser, danish, empty_cache

__all__ = ["browser", "danish", "empty_cache"]
