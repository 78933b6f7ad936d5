"""What tests see and turn at HubSpot, below /_control/hubspot."""

from dataclasses import asdict

from sandbox.hubspot import changes
from sandbox.hubspot.errors import HubSpotError, expired, limit_reached, missing_scopes
from sandbox.hubspot.grants import HubSpotGrants
from sandbox.hubspot.histories import histories
from sandbox.hubspot.limits import HubSpotLimits
from sandbox.hubspot.store import HubSpotRecords, find, known_kind
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_HTML = "<html><head><title>502 Bad Gateway</title></head><body></body></html>"
# kind of a failure -> the refusal that is given instead of the real answer
REFUSALS: dict[str, HubSpotError] = {
    "expired": expired(),
    "ten_secondly": limit_reached("TEN_SECONDLY_ROLLING"),
    "secondly": limit_reached("SECONDLY"),
    "daily": limit_reached("DAILY"),
    "missing_scopes": missing_scopes("crm.objects.contacts.read"),
    "server_error": HubSpotError(500, "", "internal error"),
}


@routes.add("GET", "/_control/hubspot/state")
def state(world: World, request: Request) -> Response:
    """Settings, grants, and rows by object and by what became of them."""
    sql = (
        "SELECT kind, count(*) FILTER (WHERE archived IS NULL AND merged_into IS NULL) AS live,"
        " count(archived) AS archived, count(merged_into) AS merged FROM objects GROUP BY kind"
    )
    with world.part(HubSpotRecords).reading() as db:
        rows = {
            row[0]: dict(zip(("live", "archived", "merged"), row[1:], strict=True))
            for row in db.execute(sql)
        }
    settings = asdict(world.part(HubSpotLimits).settings)
    grants = world.part(HubSpotGrants).summary()
    return json_response({"settings": settings, "grants": grants, "rows": rows})


@routes.add("POST", "/_control/hubspot/settings")
def settings(world: World, request: Request) -> Response:
    return json_response(world.part(HubSpotLimits).change(request.json()))


@routes.add("POST", "/_control/hubspot/grants/keep")
def keep_grants(world: World, request: Request) -> Response:
    """Remember who may read, so that tests may begin with a source that is connected."""
    world.part(HubSpotGrants).keep()
    return Response(204)


@routes.add("POST", "/_control/hubspot/grants/bring_back")
def bring_back_grants(world: World, request: Request) -> Response:
    """The grants and tokens that were kept, whatever happened to them since."""
    world.part(HubSpotGrants).bring_back()
    return Response(204)


@routes.add("POST", "/_control/hubspot/changes")
def change(world: World, request: Request) -> Response:
    """A list of changes, applied together or not at all."""
    asked = request.json()
    return json_response(changes.apply(world, asked if isinstance(asked, list) else [asked]))


@routes.add("POST", "/_control/hubspot/records/{kind}")
def dump(world: World, request: Request, kind: str) -> Response:
    """All records of an object; {"archived": true} for the archived ones."""
    is_archived = bool((request.json() or {}).get("archived"))
    where = f"kind = ? AND archived IS {'NOT ' if is_archived else ''}NULL ORDER BY id"
    with world.part(HubSpotRecords).reading() as db:
        found = find(db, where, (known_kind(kind),))
    return json_response([one.shown(list(one.properties)) for one in found])


@routes.add("POST", "/_control/hubspot/histories/{kind}")
def pasts(world: World, request: Request, kind: str) -> Response:
    """{id: {property: its values, newest first}} of all records; {"names": [...]}."""
    names = list(request.json()["names"])
    where = "kind = ? AND archived IS NULL ORDER BY id"
    with world.part(HubSpotRecords).reading() as db:
        found = find(db, where, (known_kind(kind),))
        return json_response({str(one.id): histories(db, one, names) for one in found})


@routes.add("POST", "/_control/hubspot/links/{kind}/{other}")
def links(world: World, request: Request, kind: str, other: str) -> Response:
    """All pairs of associated records of two objects, by id."""
    sql = "SELECT from_id, to_id FROM links WHERE from_kind = ? AND to_kind = ? ORDER BY 1, 2"
    with world.part(HubSpotRecords).reading() as db:
        found = db.execute(sql, (known_kind(kind), known_kind(other))).fetchall()
    return json_response([[str(one), str(two)] for one, two in found])


@routes.add("POST", "/_control/hubspot/faults")
def fault(world: World, request: Request) -> Response:
    """Plan a failure in HubSpot's words: kind of REFUSALS or bad_gateway; path, times, skip."""
    asked = request.json()
    kind = str(asked.pop("kind"))
    if kind == "bad_gateway":
        answer = {"status": 502, "body": _HTML}
    else:
        refusal = REFUSALS[kind]
        answer = {"status": refusal.status, "body": refusal.body}
    planned = {"kind": "status", "path": r" /hubspot/(crm|account-info)/", **answer, **asked}
    return json_response({"id": world.faults.add(planned).id}, 201)


@routes.add("POST", "/_control/hubspot/expire")
def expire(world: World, request: Request) -> Response:
    """End every access token; refresh tokens stay good."""
    world.part(HubSpotGrants).expire_access()
    return Response(204)


@routes.add("POST", "/_control/hubspot/revoke")
def revoke(world: World, request: Request) -> Response:
    """As when the customer uninstalls the app: no token is good any more."""
    world.part(HubSpotGrants).revoke_all()
    return Response(204)
