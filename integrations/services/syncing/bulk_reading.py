"""Reads a slice by a Bulk 2.0 job: the next page comes while this one is committed."""

import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple

from integrations.connectors.refusals import IncompleteAnswer
from integrations.connectors.salesforce.errors import ApiRefused, SessionExpired
from integrations.connectors.salesforce.pages import Page, bulk_page
from integrations.loading.people import Rewritten
from integrations.services.syncing.jobs import have_job, is_job_done
from integrations.services.syncing.slices import Slice

_TRIES = 3
# Seconds.
_TURN = 0.0002


class _Ready(NamedTuple):
    """A page, and what the database may see of it: made while the page before is committed."""

    page: Page
    rewritten: Rewritten | None


def start_job(item: Slice) -> bool:
    """Have a job at Salesforce; False: not read yet."""
    have_job(item, item.soql)
    return False


def read_bulk(item: Slice) -> bool:
    """Read the job's pages; False while Salesforce is still at work."""
    if item.row.mode != "bulk" or not item.row.remote_job_id:
        return False
    try:
        is_done = is_job_done(item)
    except ApiRefused as refused:
        if refused.status != 404:
            raise
        # Results are kept for seven days; after that the slice is asked for anew.
        item.restart()
        return start_job(item)
    if is_done:
        _read_pages(item)
    return is_done


@contextmanager
def _taking_short_turns() -> Iterator[None]:
    """Let the thread that waits for the database go on at once when it is answered.

    Else it waits for five milliseconds at each answer while the other takes a page of people apart.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(_TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _read_pages(item: Slice) -> None:
    with (
        _taking_short_turns(),
        ThreadPoolExecutor(max_workers=1, thread_name_prefix="page") as pool,
    ):
        page = _fetch(item, item.row.locator)
        while True:
            locator = page.page.locator
            coming = pool.submit(_page, item, locator) if locator else None
            _keep(item, page)
            if coming is None:
                return
            page = _await(item, coming)


def _keep(item: Slice, page: _Ready) -> None:
    """Keep the page; one that holds not what it says is fetched again a few times."""
    locator = item.row.locator
    for attempt in range(_TRIES):
        try:
            item.keep(page.page, page.rewritten)
        except IncompleteAnswer:
            if attempt == _TRIES - 1:
                raise
            page = _fetch(item, locator)
        else:
            return


def _await(item: Slice, coming: "Future[_Ready]") -> _Ready:
    try:
        return coming.result()
    except SessionExpired:
        # The thread touches no database, so the session is renewed here.
        item.client.renew()
        return _fetch(item, item.row.locator)


def _fetch(item: Slice, locator: str) -> _Ready:
    item.lease.keep()
    try:
        return _page(item, locator)
    except SessionExpired:
        item.client.renew()
        return _page(item, locator)


def _page(item: Slice, locator: str) -> _Ready:
    page = bulk_page(item.client, item.row.remote_job_id, locator, item.fields)
    return _Ready(page, item.rewrite(page))
