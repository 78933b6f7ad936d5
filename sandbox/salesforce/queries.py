"""REST queries: the first page, the next ones, and single records."""

import re
from array import array
from typing import Any

from sandbox.salesforce.access import guarded, is_pretty, seen_object
from sandbox.salesforce.cursors import QueryCursor
from sandbox.salesforce.errors import ApiError, not_found
from sandbox.soql import compile_query, parse
from sandbox.store import rendering
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_BATCH = re.compile(r"batchSize\s*=\s*(\d+)", re.IGNORECASE)
# A real query stops at 16,384 characters of address.
MAX_ADDRESS = 16_384


@routes.add("GET", r"/services/data/v{version}/query")
@guarded
def query(world: World, request: Request, *, version: str) -> Response:
    return _first_page(world, request, version, with_deleted=False)


@routes.add("GET", r"/services/data/v{version}/queryAll")
@guarded
def query_all(world: World, request: Request, *, version: str) -> Response:
    return _first_page(world, request, version, with_deleted=True)


@routes.add("GET", r"/services/data/v{version}/(?:query|queryAll)/{locator}")
@guarded
def next_page(world: World, request: Request, *, version: str, locator: str) -> Response:
    name, _, start = locator.rpartition("-")
    cursor = world.cursors.find(name)
    if request.fault and request.fault.kind == "bad_locator":
        cursor = None
    if cursor is None or not start.isdigit():
        raise ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    return _page(world, request, version, cursor, name, int(start))


def _first_page(world: World, request: Request, version: str, *, with_deleted: bool) -> Response:
    soql = request.query.get("q", "")
    if len(soql) > MAX_ADDRESS:
        raise ApiError(414, "URI_TOO_LONG", "URI Too Long")
    if not soql.strip():
        raise ApiError(400, "MALFORMED_QUERY", "unexpected token: '<EOF>'")
    statement = compile_query(parse(soql), find=world.settings.seen, with_deleted=with_deleted)
    with world.store.reading() as db:
        rows = db.execute(statement.sql, statement.parameters)
        rowids = array("q", (row[0] for row in rows))
    total = len(rowids)
    if request.fault and request.fault.kind == "wrong_count":
        total += request.fault.delta
    if not statement.fields:
        return json_response({"totalSize": total, "done": True, "records": []})
    page_rows = _page_rows(world, request)
    cursor = QueryCursor(statement.sobject, statement.fields, rowids, total, page_rows)
    name = world.cursors.keep(cursor) if len(rowids) > page_rows else ""
    return _page(world, request, version, cursor, name, 0)


def _page_rows(world: World, request: Request) -> int:
    match = _BATCH.search(request.headers.get("sforce-query-options", ""))
    asked = max(200, min(2000, int(match[1]))) if match else 2000
    return min(asked, world.settings.page_rows)


def _page(
    world: World, request: Request, version: str, cursor: QueryCursor, name: str, start: int
) -> Response:
    shown = start
    if request.fault and request.fault.kind == "duplicate_page":
        shown = max(0, start - cursor.page_rows)
    end = start + cursor.page_rows
    rowids = cursor.rowids[shown : shown + cursor.page_rows]
    with world.store.reading() as db:
        records = rendering.records(db, cursor.sobject, cursor.fields, rowids, version=version)
    is_done = end >= len(cursor.rowids)
    body: dict[str, Any] = {"totalSize": cursor.total, "done": is_done}
    if not is_done:
        body["nextRecordsUrl"] = f"/services/data/v{version}/query/{name}-{end}"
    return json_response(body | {"records": records}, is_pretty=is_pretty(request))


@routes.add("GET", r"/services/data/v{version}/sobjects/{name}/{record_id}")
@guarded
def record(world: World, request: Request, *, version: str, name: str, record_id: str) -> Response:
    sobject = seen_object(world, name)
    wanted = [part.strip() for part in request.query.get("fields", "").split(",") if part.strip()]
    fields = tuple(sobject.by_name[n.lower()] for n in wanted if sobject.has(n))
    with world.store.reading() as db:
        row = db.execute(
            f'SELECT rowid FROM "{sobject.name}" WHERE substr("Id", 1, 15) = ?', (record_id[:15],)
        ).fetchone()
        if row is None:
            raise not_found()
        if sobject.has("IsDeleted"):
            # Whether or not the field was asked for.
            sql = f'SELECT "IsDeleted" FROM "{sobject.name}" WHERE rowid = ?'
            if db.execute(sql, (row[0],)).fetchone()[0]:
                raise ApiError(404, "ENTITY_IS_DELETED", "entity is deleted")
        shown = rendering.records(db, sobject, fields or sobject.fields, [row[0]], version=version)
    found = shown[0]
    return json_response(found, is_pretty=is_pretty(request))
