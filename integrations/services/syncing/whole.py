"""A query of all records of an object: its pages, by a job or by REST, as they come."""

from collections.abc import Callable, Iterator

from integrations.connectors.entities import Page
from integrations.connectors.salesforce.errors import SessionExpired
from integrations.connectors.salesforce.pages import bulk_page, rest_page
from integrations.services.syncing.jobs import have_job, is_job_done
from integrations.services.syncing.slices import REST_ONLY, Slice


def whole_pages(item: Slice, soql: str, fields: tuple[str, ...]) -> Iterator[Page] | None:
    """All pages from the first one; None while a job of theirs is running at the vendor."""
    if item.row.mode == "bulk" and have_job(item, soql) and not is_job_done(item):
        return None
    if item.row.mode == REST_ONLY:
        return rest_pages(item, soql, fields)
    job_id = item.row.remote_job_id
    return _pages(item, lambda at: bulk_page(item.client, job_id, at, fields))


def rest_pages(item: Slice, soql: str, fields: tuple[str, ...]) -> Iterator[Page]:
    """All pages by REST, whatever the slice's mode is."""
    return _pages(item, lambda at: rest_page(item.client, soql, at, fields))


def _pages(item: Slice, fetch: Callable[[str], Page]) -> Iterator[Page]:
    """The session is renewed where it ends in between."""
    locator: str | None = ""
    while locator is not None:
        item.lease.keep()
        try:
            page = fetch(locator)
        except SessionExpired:
            item.client.renew()
            page = fetch(locator)
        yield page
        locator = page.locator or None
