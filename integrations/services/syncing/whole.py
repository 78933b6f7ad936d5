"""A query of all records of an object: its pages, by a job or by REST, as they come."""

from collections.abc import Callable, Iterator

from integrations.connectors.entities import Page
from integrations.connectors.salesforce.errors import ApiRefused, SessionExpired
from integrations.connectors.salesforce.pages import (
    bulk_page,
    create_job,
    is_bulk_refused,
    job_state,
    rest_page,
)
from integrations.connectors.salesforce.queries import fingerprint
from integrations.services.syncing.slices import REST_ONLY, Slice


def whole_pages(item: Slice, soql: str, fields: tuple[str, ...]) -> Iterator[Page] | None:
    """All pages from the first one; None while a job of theirs is running at the vendor."""
    if item.row.mode == "bulk" and not _is_job_done(item, soql):
        return None
    if item.row.mode == REST_ONLY:
        return rest_pages(item, soql, fields)
    job_id = item.row.remote_job_id
    return _pages(item, lambda at: bulk_page(item.client, job_id, at, fields))


def rest_pages(item: Slice, soql: str, fields: tuple[str, ...]) -> Iterator[Page]:
    """All pages by REST, whatever the slice's mode is."""
    return _pages(item, lambda at: rest_page(item.client, soql, at, fields))


def _is_job_done(item: Slice, soql: str) -> bool:
    """Have a job, an earlier attempt's if it still fits; also done where Bulk refuses the query."""
    mark = {"query_hash": fingerprint(soql), "api_version": item.client.version}
    stored = {"query_hash": item.row.query_hash, "api_version": item.row.api_version}
    if not item.row.remote_job_id or stored != mark:
        item.lease.keep()
        try:
            job_id = create_job(item.client, soql)
        except ApiRefused as refused:
            if not is_bulk_refused(refused):
                raise
            item.restart(mode=REST_ONLY)
            return True
        # Stored before the first look at it, so that a successor finds it.
        item.restart()
        item.save(remote_job_id=job_id, **mark)
    state = job_state(item.client, item.row.remote_job_id)
    if state["state"] in ("UploadComplete", "InProgress"):
        return False
    if state["state"] != "JobComplete":
        raise ApiRefused(400, str(state["state"]), str(state.get("errorMessage", "")))
    item.save(rows_expected=int(state["numberRecordsProcessed"]))
    return True


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
