"""The addresses of Bulk 2.0 query jobs."""

from typing import Any

from sandbox.salesforce.access import guarded, is_pretty
from sandbox.salesforce.bulk_jobs import FINAL, Job, job_info
from sandbox.salesforce.bulk_rendering import DELIMITERS, ENDINGS
from sandbox.salesforce.errors import ApiError, not_found
from sandbox.soql import Statement, compile_query, parse
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
JOBS = r"/services/data/v{version}/jobs/query"


@routes.add("POST", JOBS)
@guarded
def create(world: World, request: Request, *, version: str) -> Response:
    asked = _body(request)
    operation, soql = asked.get("operation"), str(asked.get("query") or "")
    if operation not in ("query", "queryAll"):
        raise ApiError(400, "INVALIDJOB", f"Unsupported operation: {operation}")
    delimiter = str(asked.get("columnDelimiter") or "COMMA")
    ending = str(asked.get("lineEnding") or "LF")
    if delimiter not in DELIMITERS or ending not in ENDINGS:
        raise ApiError(400, "INVALIDJOB", "Unsupported column delimiter or line ending")
    statement = compile_bulk(world, soql, with_deleted=operation == "queryAll")
    now = world.clock.seconds()

    def make(job_id: str) -> Job:
        return Job(
            id=job_id,
            operation=str(operation),
            object=statement.sobject.name,
            query=soql,
            version=version,
            delimiter=delimiter,
            ending=ending,
            fields=tuple(field.name for field in statement.fields),
            user_id=world.user_id,
            created=world.clock.stamp(),
            created_at=now,
            ready_at=now + world.settings.job_delay,
        )

    fault = request.fault
    failure = fault.message if fault and fault.kind == "fail_job" else ""
    job = world.jobs.open(make, statement, failure)
    body = job_info(job, now, is_whole=False) | {"state": "UploadComplete"}
    return json_response(body, is_pretty=is_pretty(request))


def compile_bulk(world: World, soql: str, *, with_deleted: bool) -> Statement:
    """A query as Bulk takes it; raises ApiError or SoqlError for what Bulk refuses."""
    if not soql.strip():
        raise ApiError(400, "INVALIDJOB", "query must be specified")
    query = parse(soql)
    statement = compile_query(query, find=world.settings.seen, with_deleted=with_deleted)
    name = statement.sobject.name
    if name in world.settings.no_bulk_objects:
        raise ApiError(400, "INVALIDENTITY", f"Entity '{name}' is not supported by the Bulk API.")
    if not statement.fields:
        text = "Aggregate Relationships not supported in Bulk Query"
        raise ApiError(400, "API_ERROR", text)
    if any(field.is_compound for field in statement.fields):
        raise ApiError(400, "API_ERROR", "Selecting compound data not supported in Bulk Query")
    if query.offset:
        raise ApiError(400, "API_ERROR", "Offset isn't supported in Bulk Query")
    return statement


def _body(request: Request) -> dict[str, Any]:
    try:
        body = request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ApiError(400, "JSON_PARSER_ERROR", "The HTTP entity body is not valid JSON")
    return body


def find_job(world: World, job_id: str) -> Job:
    """A job by its id in either length; raises ApiError NOT_FOUND."""
    job = world.jobs.find(job_id) if len(job_id) in (15, 18) else None
    if job is None:
        raise not_found()
    return job


@routes.add("GET", JOBS)
@guarded
def listing(world: World, request: Request, *, version: str) -> Response:
    now = world.clock.seconds()
    records = [job_info(job, now, is_whole=True) for job in world.jobs.all()]
    return json_response({"done": True, "records": records, "nextRecordsUrl": None})


@routes.add("GET", JOBS + "/{job_id}")
@guarded
def show(world: World, request: Request, *, version: str, job_id: str) -> Response:
    info = job_info(find_job(world, job_id), world.clock.seconds(), is_whole=True)
    if request.fault and request.fault.kind == "wrong_count":
        info["numberRecordsProcessed"] += request.fault.delta
    return json_response(info, is_pretty=is_pretty(request))


@routes.add("PATCH", JOBS + "/{job_id}")
@guarded
def abort(world: World, request: Request, *, version: str, job_id: str) -> Response:
    job, now = find_job(world, job_id), world.clock.seconds()
    if _body(request).get("state") != "Aborted":
        raise ApiError(400, "INVALIDJOBSTATE", "Only Aborted can be set on a query job")
    if job.state(now) in FINAL:
        raise ApiError(400, "INVALIDJOBSTATE", "Aborting already Completed Job not allowed")
    changed = world.jobs.change(job.id, outcome="Aborted") or job
    return json_response(job_info(changed, now, is_whole=False))


@routes.add("DELETE", JOBS + "/{job_id}")
@guarded
def delete(world: World, request: Request, *, version: str, job_id: str) -> Response:
    job = find_job(world, job_id)
    if job.state(world.clock.seconds()) not in FINAL:
        text = "Job cannot be deleted before it has ended"
        raise ApiError(400, "INVALIDJOBSTATE", text)
    world.jobs.delete(job.id)
    return Response(204)
