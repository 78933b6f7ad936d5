"""Jobs by which Salesforce prepares the rows of a query: begun once, looked at until they end."""

from integrations.connectors.salesforce.errors import ApiRefused
from integrations.connectors.salesforce.pages import create_job, is_bulk_refused, job_state
from integrations.services.syncing.slices import REST_ONLY, Slice, query_mark


def have_job(item: Slice, soql: str) -> bool:
    """Have one, an earlier attempt's if it still fits; False, and REST, where Bulk refuses."""
    mark = query_mark(item, soql)
    stored = {"query_hash": item.row.query_hash, "api_version": item.row.api_version}
    if item.row.remote_job_id and stored == mark:
        return True
    item.lease.keep()
    try:
        job_id = create_job(item.client, soql)
    except ApiRefused as refused:
        if not is_bulk_refused(refused):
            raise
        item.restart(mode=REST_ONLY)
        return False
    # Stored before the first look at it, so that a successor finds it.
    begun = {"mode": "bulk", "rows_expected": item.row.rows_expected}
    item.restart(remote_job_id=job_id, **begun, **mark)
    return True


def is_job_done(item: Slice) -> bool:
    """Whether its rows are there, and how many; raises ApiRefused when it failed.

    How many is written with what is kept of them first: a successor asks again.
    """
    state = job_state(item.client, item.row.remote_job_id)
    if state["state"] in ("UploadComplete", "InProgress"):
        return False
    if state["state"] != "JobComplete":
        raise ApiRefused(400, str(state["state"]), str(state.get("errorMessage", "")))
    item.row.rows_expected = int(state["numberRecordsProcessed"])
    return True
