"""CRM objects: one, lists by page with `after`, and many at once by id."""

from typing import Any

from sandbox.hubspot.access import guarded
from sandbox.hubspot.errors import invalid_request, not_found
from sandbox.hubspot.histories import MOST, histories
from sandbox.hubspot.limits import HubSpotLimits
from sandbox.hubspot.moments import iso
from sandbox.hubspot.store import KINDS, HubSpotRecords, find
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_SCOPE = "crm.objects.{kind}.read"
_WHOLE = "/crm/v3/objects/{kind}"


@routes.add("GET", _WHOLE)
@guarded(_SCOPE)
def listed(world: World, request: Request, *, kind: str) -> Response:
    """A page in the order of ids; `after` is where the next one begins."""
    known(kind)
    most = world.part(HubSpotLimits).settings.page_rows
    limit = int(request.query.get("limit", "10"))
    if not 1 <= limit <= most:
        raise invalid_request(f"limit must be between 1 and {most}")
    after = int(request.query.get("after") or 0)
    where = f"kind = ? AND id >= ? AND {_archived(request)} ORDER BY id LIMIT ?"
    with world.part(HubSpotRecords).reading() as db:
        found = find(db, where, (kind, after, limit + 1))
    names = names_of(request.query.get("properties", ""))
    body: dict[str, Any] = {"results": [record.shown(names) for record in found[:limit]]}
    if len(found) > limit:
        following = str(found[limit].id)
        link = f"https://api.hubapi.com/crm/v3/objects/{kind}?limit={limit}&after={following}"
        body["paging"] = {"next": {"after": following, "link": link}}
    return json_response(body)


@routes.add("POST", f"{_WHOLE}/batch/read")
@guarded(_SCOPE)
def batch(world: World, request: Request, *, kind: str) -> Response:
    """Up to 100 records by id; those that are not there are told apart, with status 207."""
    known(kind)
    asked = request.json() or {}
    ids = [int(one["id"]) for one in asked.get("inputs", [])]
    told = list(asked.get("propertiesWithHistory", []))
    most = MOST if told else world.part(HubSpotLimits).settings.batch_rows
    if len(ids) > most:
        what = " in a batch request for property histories" if told else ""
        raise invalid_request(f"The maximum number of inputs supported{what} is {most}")
    marks = ", ".join("?" for _ in ids)
    where = f"kind = ? AND {_archived(request)} AND id IN ({marks})"
    with world.part(HubSpotRecords).reading() as db:
        found = find(db, where, (kind, *ids))
        names = list(asked.get("properties", []))
        shown = [record.shown(names) for record in found]
        for one, record in zip(shown, found, strict=True) if told else ():
            one["propertiesWithHistory"] = histories(db, record, told)
    body: dict[str, Any] = {"status": "COMPLETE", "results": shown, **times(world)}
    if missing := sorted(set(ids) - {record.id for record in found}):
        error = {
            "status": "error",
            "category": "OBJECT_NOT_FOUND",
            "message": "Could not get some objects, they may be deleted or not exist.",
            "context": {"ids": [str(one) for one in missing]},
        }
        return json_response(body | {"numErrors": 1, "errors": [error]}, 207)
    return json_response(body)


@routes.add("GET", f"{_WHOLE}/{{key}}")
@guarded(_SCOPE)
def one(world: World, request: Request, *, kind: str, key: str) -> Response:
    """A record; the id of one that was merged away leads to where it went."""
    known(kind)
    with world.part(HubSpotRecords).reading() as db:
        row = db.execute(
            "SELECT coalesce(merged_into, id) FROM objects WHERE kind = ? AND id = ?", (kind, key)
        ).fetchone()
        where = f"kind = ? AND id = ? AND {_archived(request)}"
        found = find(db, where, (kind, row[0])) if row else []
    if not found:
        raise not_found()
    return json_response(found[0].shown(names_of(request.query.get("properties", ""))))


def known(kind: str) -> str:
    """Raises HubSpotError for an object that this account does not have."""
    if kind not in KINDS:
        raise invalid_request(f"Unable to infer object type from: {kind}")
    return kind


def names_of(text: str) -> list[str]:
    """The properties of a comma-separated list."""
    return [name for name in text.split(",") if name]


def times(world: World) -> dict[str, str]:
    """When a batch was asked for, begun and done."""
    now = iso(int(world.clock.seconds() * 1000))
    return {"requestedAt": now, "startedAt": now, "completedAt": now}


def _archived(request: Request) -> str:
    is_archived = request.query.get("archived", "false") == "true"
    return "archived IS NOT NULL" if is_archived else "archived IS NULL"
