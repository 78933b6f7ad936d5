"""What enquiries holds of people: nothing yet, because it has no tables."""

from accounts.subjects import Classifications, Collected, Erased, Subject

CLASSIFICATIONS: Classifications = {}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Nothing: there is no table to look in."""
    return ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Nothing: there is no table to erase from."""
    return ()
