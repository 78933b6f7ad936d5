"""What restrictions do at night: they forget what they promised to forget."""

from accounts.tenancy import in_each_workspace
from privacy.restrictions import holdings


def forget_restrictions() -> int:
    """Delete restrictions that ended three years ago; how many."""
    return in_each_workspace(holdings.forget_restrictions)
