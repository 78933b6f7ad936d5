"""The addresses of Bulk 2.0 results: pages by locator, and several to fetch side by side."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from typing import Any

from sandbox.salesforce.access import guarded
from sandbox.salesforce.bulk import JOBS, find_job
from sandbox.salesforce.bulk_jobs import Job
from sandbox.salesforce.bulk_rendering import DELIMITERS, ENDINGS
from sandbox.salesforce.errors import ApiError
from sandbox.web.messages import FileSlice, Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
MAX_PARALLEL = 5


def _finished(world: World, job_id: str, version: str) -> Job:
    job = find_job(world, job_id)
    if job.version != version:
        text = f"Job was created with API version {job.version}, results asked for with {version}"
        raise ApiError(409, "API_VERSION_MISMATCH", text)
    state = job.state(world.clock.seconds())
    if state != "JobComplete":
        text = f"Results are not available: the state of the job is {state}"
        raise ApiError(400, "INVALIDJOBSTATE", text)
    return job


@routes.add("GET", JOBS + "/{job_id}/results")
@guarded
def results(world: World, request: Request, *, version: str, job_id: str) -> Response:
    job = _finished(world, job_id, version)
    start = _start(job, request.query.get("locator", ""))
    limit = request.query.get("maxRecords", "")
    asked = int(limit) if limit.isdigit() and int(limit) > 0 else world.settings.bulk_page_rows
    size = min(asked, world.settings.bulk_page_rows)
    end = min(job.rows, start + size)
    response = _page(job, request, start, end)
    response.headers["Sforce-Locator"] = _locator(end) if end < job.rows else "null"
    return response


def _page(job: Job, request: Request, start: int, end: int) -> Response:
    count, fault = end - start, request.fault
    if fault and fault.kind == "wrong_count":
        count += fault.delta
    if fault and fault.kind == "duplicate_page":
        start, end = max(0, start - (end - start)), start or end
    delimiter = DELIMITERS[job.delimiter]
    header = delimiter.join(f'"{name}"' for name in job.fields).encode()
    header += ENDINGS[job.ending].encode()
    response = Response(headers={"Content-Type": "text/csv; charset=UTF-8"})
    if request.accepts_gzip():
        path = job.result.zipped(header, start, end)
        response.headers["Content-Encoding"] = "gzip"
        response.body = [FileSlice(path, 0, path.stat().st_size)]
    else:
        response.body = [header, job.result.part(start, end)]
    response.headers["Sforce-NumberOfRecords"] = str(count)
    return response


@routes.add("GET", JOBS + "/{job_id}/resultPages")
@guarded
def result_pages(world: World, request: Request, *, version: str, job_id: str) -> Response:
    """Up to five addresses of results that may be fetched side by side."""
    job = _finished(world, job_id, version)
    start, size = _start(job, request.query.get("locator", "")), world.settings.bulk_page_rows
    starts = list(range(start, job.rows, size)) or [0]
    base = f"/services/data/v{version}/jobs/query/{job.id}"
    pages = [{"resultUrl": f"{base}/results?locator={_locator(s)}"} for s in starts[:MAX_PARALLEL]]
    body: dict[str, Any] = {"resultPages": pages, "done": len(starts) <= MAX_PARALLEL}
    if len(starts) > MAX_PARALLEL:
        following = _locator(starts[MAX_PARALLEL])
        body["nextRecordsUrl"] = f"{base}/resultPages?locator={following}"
    return json_response(body)


def _locator(row: int) -> str:
    return urlsafe_b64encode(str(row).encode()).decode().rstrip("=")


def _start(job: Job, locator: str) -> int:
    if locator in ("", "null"):
        return 0
    try:
        padded = locator + "=" * (-len(locator) % 4)
        row = int(urlsafe_b64decode(padded).decode())
    except (ValueError, Base64Error):
        row = -1
    if not 0 <= row <= job.rows:
        raise ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    return row
