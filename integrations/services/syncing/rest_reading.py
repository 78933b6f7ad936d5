"""Reads a slice by REST queries: for few rows, and where Bulk cannot."""

from typing import Any

from integrations.connectors.salesforce.errors import ApiRefused, SessionExpired
from integrations.connectors.salesforce.pages import FEWEST_ROWS, REST_ROWS, Page, rest_page
from integrations.services.syncing.slices import REST_ONLY, Slice, query_mark


def read_rest(item: Slice) -> bool:
    """Read all pages; False when there are so many that Bulk takes over."""
    mark = query_mark(item, item.soql)
    if item.row.locator and item.row.query_hash != mark["query_hash"]:
        item.restart()
    page, known = _first(item), dict[str, Any]()
    if not item.row.locator:
        if (page.total or 0) > item.run.bulk_from and item.row.mode != REST_ONLY:
            # Written when the job is there: who is killed before begins with the same answer.
            item.row.mode, item.row.rows_expected = "bulk", page.total
            return False
        if page.locator and item.row.cursor_from is not None:
            # There are more than the first look asked for: in pages of the usual size.
            page = _fetch(item, "")
        known = {"rows_expected": page.total, **mark}
    while True:
        item.keep(page, known=known)
        if not page.locator:
            return True
        page, known = _fetch(item, page.locator), {}


def _first(item: Slice) -> Page:
    """The page at which reading goes on; the whole slice again when its locator has expired.

    Of changes, the first look asks for few: most hours there are few, and where there are many it
    is Bulk that reads them.
    """
    if not item.row.locator and item.row.cursor_from is not None:
        is_rest = item.row.mode == REST_ONLY
        return _fetch(item, "", FEWEST_ROWS, None if is_rest else item.run.bulk_from)
    try:
        return _fetch(item, item.row.locator)
    except ApiRefused as refused:
        if refused.error != "INVALID_QUERY_LOCATOR" or not item.row.locator:
            raise
        item.restart()
        return _fetch(item, "")


def _fetch(
    item: Slice, locator: str, most: int = REST_ROWS, wanted_until: int | None = None
) -> Page:
    item.lease.keep()
    try:
        return rest_page(item.client, item.soql, locator, item.fields, most, wanted_until)
    except SessionExpired:
        item.client.renew()
        return rest_page(item.client, item.soql, locator, item.fields, most, wanted_until)
