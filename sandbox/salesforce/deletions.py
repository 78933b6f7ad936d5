"""The replication calls: which records were deleted or updated in a window of time."""

from datetime import datetime, timedelta

from sandbox import clock
from sandbox.salesforce.access import guarded, seen_object
from sandbox.salesforce.errors import ApiError
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
KEPT = timedelta(days=15)
OLDEST_START = timedelta(days=30)
_TOO_MANY = "number of ids exceeded the limit"


def _window(world: World, request: Request) -> tuple[datetime, datetime]:
    try:
        start = clock.parse(request.query.get("start", "").replace(" ", "+"))
        end = clock.parse(request.query.get("end", "").replace(" ", "+"))
    except ValueError:
        raise ApiError(400, "INVALID_DATE_FORMAT", "start and end must be ISO 8601") from None
    if start >= end:
        raise ApiError(400, "INVALID_REPLICATION_DATE", "startDate must be before endDate")
    if start < world.clock.now() - OLDEST_START:
        text = "startDate cannot be more than 30 days ago"
        raise ApiError(400, "INVALID_REPLICATION_DATE", text)
    return start.replace(second=0, microsecond=0), end


@routes.add("GET", r"/services/data/v{version}/sobjects/{name}/deleted")
@guarded
def deleted(world: World, request: Request, *, version: str, name: str) -> Response:
    sobject = seen_object(world, name)
    start, end = _window(world, request)
    earliest = clock.stamp((world.clock.now() - KEPT).replace(second=0, microsecond=0))
    earliest = max(earliest, world.settings.purged_before)
    most = world.settings.replication_limit
    with world.store.reading() as db:
        rows = db.execute(
            "SELECT id, deleted_at FROM _deletions WHERE object = ? AND deleted_at >= ?"
            " AND deleted_at <= ? ORDER BY deleted_at, rowid LIMIT ?",
            (
                sobject.name,
                max(clock.stamp(start), earliest),
                clock.stamp(end),
                most + 1,
            ),
        ).fetchall()
    if len(rows) > most:
        raise ApiError(400, "EXCEEDED_ID_LIMIT", _TOO_MANY)
    covered = clock.stamp(min(end, world.clock.now()))
    return json_response(
        {
            "deletedRecords": [
                {"deletedDate": clock.json_stamp(at), "id": record_id} for record_id, at in rows
            ],
            "earliestDateAvailable": clock.json_stamp(earliest),
            "latestDateCovered": clock.json_stamp(covered),
        }
    )


@routes.add("GET", r"/services/data/v{version}/sobjects/{name}/updated")
@guarded
def updated(world: World, request: Request, *, version: str, name: str) -> Response:
    sobject = seen_object(world, name)
    start, end = _window(world, request)
    most = world.settings.replication_limit
    column = "SystemModstamp" if sobject.has("SystemModstamp") else "CreatedDate"
    with world.store.reading() as db:
        rows = db.execute(
            f'SELECT "Id" FROM "{sobject.name}" WHERE "{column}" >= ? AND "{column}" <= ?'
            " ORDER BY rowid LIMIT ?",
            (clock.stamp(start), clock.stamp(end), most + 1),
        ).fetchall()
    if len(rows) > most:
        raise ApiError(400, "EXCEEDED_ID_LIMIT", _TOO_MANY)
    covered = clock.stamp(min(end, world.clock.now()))
    return json_response(
        {"ids": [row[0] for row in rows], "latestDateCovered": clock.json_stamp(covered)}
    )
