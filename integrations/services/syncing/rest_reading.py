"""Reads a slice by REST queries: for few rows, and where Bulk cannot."""

from integrations.connectors.salesforce.errors import ApiRefused, SessionExpired
from integrations.connectors.salesforce.pages import Page, rest_page
from integrations.services.syncing.slices import REST_ONLY, Slice, query_mark


def read_rest(item: Slice) -> bool:
    """Read all pages; False when there are so many that Bulk takes over."""
    mark = query_mark(item, item.soql)
    if item.row.locator and item.row.query_hash != mark["query_hash"]:
        item.restart()
    page = _first(item)
    if not item.row.locator:
        if (page.total or 0) > item.run.bulk_from and item.row.mode != REST_ONLY:
            item.restart(mode="bulk", rows_expected=page.total)
            return False
        item.save(rows_expected=page.total, **mark)
    while True:
        item.keep(page)
        if not page.locator:
            return True
        page = _fetch(item, page.locator)


def _first(item: Slice) -> Page:
    """The page at which reading goes on; the whole slice again when its locator has expired."""
    try:
        return _fetch(item, item.row.locator)
    except ApiRefused as refused:
        if refused.error != "INVALID_QUERY_LOCATOR" or not item.row.locator:
            raise
        item.restart()
        return _fetch(item, "")


def _fetch(item: Slice, locator: str) -> Page:
    item.lease.keep()
    try:
        return rest_page(item.client, item.soql, locator, item.fields)
    except SessionExpired:
        item.client.renew()
        return rest_page(item.client, item.soql, locator, item.fields)
