"""Reads a slice page by page, as any CRM but Salesforce is read: its connector gives the pages."""

from integrations.connectors.contract import Entities, PageQuery
from integrations.connectors.entities import Page
from integrations.connectors.refusals import IncompleteAnswer
from integrations.loading import mark_deleted
from integrations.services.syncing.slices import Slice

_TRIES = 3


def read_pages(item: Slice, engine: Entities) -> bool:
    """Read from the page at which an earlier attempt stopped to the last one."""
    while True:
        page = _kept(item, engine)
        if not page.locator:
            return True


def mark_removed(item: Slice, engine: Entities) -> None:
    """Mark what was deleted since the last run, where pages do not show it."""
    if engine.removed is None or item.row.cursor_from is None or item.row.pages_loaded:
        return
    gone = engine.removed(item.client, item.stream, item.row.cursor_from)
    if gone:
        with item.lease.batch():
            mark_deleted(item.target, gone)


def _kept(item: Slice, engine: Entities) -> Page:
    """The next page, loaded; one that holds not what it says is fetched again a few times."""
    assert engine.read_page is not None  # noqa: S101
    locator = item.row.locator
    query = PageQuery(item.stream, item.fields, item.row.cursor_from, item.row.cursor_to, locator)
    for attempt in range(_TRIES):
        item.lease.keep()
        page = engine.read_page(item.client, query)
        try:
            item.keep(page)
        except IncompleteAnswer:
            if attempt == _TRIES - 1:
                raise
        else:
            return page
    raise AssertionError("the tries ended without a page")
