"""The control plane under /_control: see everything, change everything, break anything."""

import time
from dataclasses import asdict

import orjson

from sandbox.salesforce.bulk import compile_bulk
from sandbox.schema import OBJECTS
from sandbox.spend import spend_csv
from sandbox.store import changes, late, records, rendering
from sandbox.web.messages import Request, Response, json_response, text_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()


@routes.add("GET", "/_control/state")
def state(world: World, request: Request) -> Response:
    """Settings, faults, grants, jobs and row counts in one answer."""
    with world.store.reading() as db:
        counts = {
            name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in OBJECTS
        }
        waiting = db.execute("SELECT count(*) FROM _late").fetchone()[0]
    jobs = [asdict(job) | {"state": job.state(world.clock.seconds())} for job in world.jobs.all()]
    return json_response(
        {
            "now": world.clock.stamp(),
            "settings": world.settings.as_dict(),
            "faults": [asdict(fault) for fault in world.faults.all()],
            "grants": world.grants.summary(),
            "jobs": jobs,
            "rows": counts,
            "late_rows": waiting,
            "business": dict(world.meta),
        }
    )


@routes.add("POST", "/_control/settings")
def settings(world: World, request: Request) -> Response:
    world.change_settings(request.json())
    return json_response(world.settings.as_dict())


@routes.add("POST", "/_control/faults")
def add_fault(world: World, request: Request) -> Response:
    return json_response(asdict(world.faults.add(request.json())), 201)


@routes.add("GET", "/_control/faults")
def list_faults(world: World, request: Request) -> Response:
    return json_response([asdict(fault) for fault in world.faults.all()])


@routes.add("DELETE", "/_control/faults")
def clear_faults(world: World, request: Request) -> Response:
    world.faults.clear()
    return Response(204)


@routes.add("GET", "/_control/counters")
def counters(world: World, request: Request) -> Response:
    return json_response(world.counters.as_dict())


@routes.add("GET", "/_control/requests")
def recent(world: World, request: Request) -> Response:
    """The latest requests, oldest first."""
    return json_response(list(world.counters.recent))


@routes.add("DELETE", "/_control/counters")
def reset_counters(world: World, request: Request) -> Response:
    world.counters.reset()
    return Response(204)


@routes.add("POST", "/_control/changes")
def change(world: World, request: Request) -> Response:
    """A list of changes, applied together or not at all."""
    asked = request.json()
    listed = asked if isinstance(asked, list) else [asked]
    return json_response(changes.apply(world.store, world.clock, world.user_id, listed))


@routes.add("POST", "/_control/late/release")
def release(world: World, request: Request) -> Response:
    """Let every row that is held back appear now."""
    return json_response({"released": late.release_due(world.store, float("inf"))})


@routes.add("GET", "/_control/records/{name}")
def dump(world: World, request: Request, name: str) -> Response:
    """All rows of an object as JSON lines: ?deleted=1 with those in the bin, ?fields=A,B."""
    sobject = records.object_named(name)
    wanted = [part for part in request.query.get("fields", "").split(",") if part]
    fields = tuple(sobject.by_name[part.lower()] for part in wanted) or sobject.stored
    where = ""
    if request.query.get("deleted") != "1" and sobject.has("IsDeleted"):
        where = ' WHERE "IsDeleted" = 0'
    columns = ", ".join(f'"{field.name}"' for field in fields)
    parts: list[bytes] = []
    with world.store.reading() as db:
        found = db.execute(f'SELECT {columns} FROM "{sobject.name}"{where} ORDER BY rowid')
        names = [field.name for field in fields]
        for row in found:
            stored = dict(zip(names, row, strict=True))
            shown = {field.name: rendering.json_value(field, stored) for field in fields}
            parts.append(orjson.dumps(shown, option=orjson.OPT_APPEND_NEWLINE))
    return Response(headers={"Content-Type": "application/x-ndjson"}, body=[b"".join(parts)])


@routes.add("GET", "/_control/deletions/{name}")
def deletions(world: World, request: Request, name: str) -> Response:
    """What the replication log knows of an object: [{id, deleted_at}]."""
    with world.store.reading() as db:
        sql = "SELECT id, deleted_at FROM _deletions WHERE object = ? ORDER BY rowid"
        found = db.execute(sql, (records.object_named(name).name,)).fetchall()
    return json_response([{"id": one, "deleted_at": at} for one, at in found])


@routes.add("POST", "/_control/prerender")
def prerender(world: World, request: Request) -> Response:
    """Make a bulk result beforehand: {"query", "operation", "gzip"}; its rows and bytes."""
    asked = request.json()
    is_all = asked.get("operation", "queryAll") == "queryAll"
    started = time.monotonic()
    statement = compile_bulk(world, asked["query"], with_deleted=is_all)
    result = world.jobs.renderer.render(statement, "COMMA", "LF")
    if asked.get("gzip"):
        size = int(asked.get("max_records") or world.settings.bulk_page_rows)
        header = ",".join(f'"{field.name}"' for field in statement.fields).encode() + b"\n"
        for start in range(0, max(1, result.rows), size):
            result.zipped(header, start, min(result.rows, start + size))
    return json_response(
        {
            "rows": result.rows,
            "bytes": result.path.stat().st_size,
            "seconds": round(time.monotonic() - started, 3),
        }
    )


@routes.add("POST", "/_control/sessions/expire")
def expire_sessions(world: World, request: Request) -> Response:
    """End every access token; refresh tokens stay good."""
    world.grants.expire_access()
    return Response(204)


@routes.add("POST", "/_control/grants/revoke")
def revoke_grants(world: World, request: Request) -> Response:
    """As when the customer removes the app: no token is good any more."""
    world.grants.revoke_all()
    return Response(204)


@routes.add("POST", "/_control/grants/keep")
def keep_grants(world: World, request: Request) -> Response:
    """Remember who may read, so that tests may begin with a source that is connected."""
    world.grants.keep()
    return Response(204)


@routes.add("POST", "/_control/grants/bring_back")
def bring_back_grants(world: World, request: Request) -> Response:
    """The grants and tokens that were kept, whatever happened to them since."""
    world.grants.bring_back()
    return Response(204)


@routes.add("POST", "/_control/reset")
def reset(world: World, request: Request) -> Response:
    """Back to the generated business and the first settings; {"grants": true} drops grants too."""
    asked = request.json() or {}
    world.store.reset()
    world.faults.clear()
    world.reset_settings()
    world.cursors.clear()
    world.jobs.clear()
    world.counters.reset()
    if asked.get("grants"):
        world.grants.clear()
    world.reset_parts(grants=bool(asked.get("grants")))
    return Response(204)


@routes.add("GET", "/_control/files/spend.csv")
def spend(world: World, request: Request) -> Response:
    with world.store.reading() as db:
        return text_response(spend_csv(db), kind="text/csv")
