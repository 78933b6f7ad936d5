"""Numbers of a person that were kept apart from their own words: copied with them, erased first."""

from collections.abc import Iterable
from uuid import UUID

from accounts.national_numbers.keeping import numbers_of, of_rows
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Collected, Erased, plain_rows

_TABLE = "accounts.quarantinednumber"


def collect_numbers(row_ids: Iterable[UUID]) -> tuple[Collected, ...]:
    """What was taken out of these texts and is still kept."""
    rows = [
        {"found_at": row.found_at, "numbers": list(numbers_of(row, purpose=ANSWER_REQUEST))}
        for row in of_rows(row_ids)
    ]
    return (Collected(_TABLE, plain_rows(rows)),) if rows else ()


def erase_numbers(row_ids: Iterable[UUID]) -> tuple[Erased, ...]:
    """They go at once: no ground that retains the words needs them."""
    gone = of_rows(row_ids).delete()[0]
    return (Erased(_TABLE, gone),) if gone else ()
