"""Counts the queries of a page at one row and at three: a list page may not ask once per row."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(call: Callable[[], object]) -> list[str]:
    """The statements that a call sends, without savepoints and the entering of a workspace."""
    with CaptureQueriesContext(connection) as captured:
        call()
    silent = ("SAVEPOINT", "RELEASE", "ROLLBACK TO", "SET LOCAL")
    return [q["sql"] for q in captured if not q["sql"].startswith(silent)]


def assert_same_queries(
    call: Callable[[], object], add_row: Callable[[], object], *, most: int = 30
) -> None:
    """`call` renders a page; it sends as many statements with three rows as with one.

    `add_row` adds one row each time it is called; `most` is what the page may cost at all. The
    first call is not counted, because it fills caches.
    """
    add_row()
    call()
    one = queries_of(call)
    add_row()
    add_row()
    three = queries_of(call)
    assert len(three) == len(one), "\n".join(["More with three rows:", *_added(one, three)])
    assert len(one) <= most, "\n".join([f"{len(one)} statements:", *one])


def _added(one: list[str], three: list[str]) -> list[str]:
    rest = list(one)
    return [text for text in three if text not in rest or rest.remove(text)]  # type: ignore[func-returns-value]
