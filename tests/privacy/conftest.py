"""What tests of privacy need: browsers logged in, and the Danish as it is now."""

from tests.accounts.conftest import browser, danish

__all__ = ["browser", "danish"]
