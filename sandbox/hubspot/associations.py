"""Which records belong together: many at once, and of each no more than a page."""

import sqlite3
from typing import Any

from sandbox.hubspot.access import guarded
from sandbox.hubspot.errors import invalid_request
from sandbox.hubspot.limits import HubSpotLimits
from sandbox.hubspot.objects import known, times
from sandbox.hubspot.store import HubSpotRecords
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
MOST = 1000
# Beside a label of its own, an association always has the type of its two objects.
_PLAIN = {5: 341, 6: 342, 1: 279, 2: 280}


@routes.add("POST", "/crm/v4/associations/{kind}/{other}/batch/read")
@guarded("crm.objects.{kind}.read")
def batch(world: World, request: Request, *, kind: str, other: str) -> Response:
    """For each input with any: whom it is associated with, and `after` where there are more."""
    known(kind)
    inputs = (request.json() or {}).get("inputs", [])
    if len(inputs) > MOST:
        raise invalid_request(f"The maximum number of inputs supported is {MOST}")
    most = world.part(HubSpotLimits).settings.association_page
    with world.part(HubSpotRecords).reading() as db:
        found = [_page(db, (kind, other), one, most) for one in inputs]
    results = [one for one in found if one["to"]]
    return json_response({"status": "COMPLETE", "results": results, **times(world)})


def _page(
    db: sqlite3.Connection, kinds: tuple[str, str], asked: dict[str, str], most: int
) -> dict[str, Any]:
    rows = db.execute(
        "SELECT to_id, type, label FROM links JOIN objects ON kind = to_kind AND id = to_id"
        " WHERE from_kind = ? AND to_kind = ? AND from_id = ? AND to_id >= ?"
        " AND archived IS NULL AND merged_into IS NULL ORDER BY to_id LIMIT ?",
        (*kinds, int(asked["id"]), int(asked.get("after") or 0), most + 1),
    ).fetchall()
    page: dict[str, Any] = {
        "from": {"id": asked["id"]},
        "to": [_shown(*row) for row in rows[:most]],
    }
    if len(rows) > most:
        page["paging"] = {"next": {"after": str(rows[most][0]), "link": "deprecated"}}
    return page


def _shown(key: int, kind: int, label: str | None) -> dict[str, Any]:
    types: list[dict[str, Any]] = [
        {"category": "HUBSPOT_DEFINED", "typeId": kind, "label": "Primary" if label else None}
    ]
    if label == "Primary" or label is None:
        if kind in _PLAIN:
            plain = {"category": "HUBSPOT_DEFINED", "typeId": _PLAIN[kind], "label": None}
            types.append(plain)
    else:
        types = [
            {"category": "HUBSPOT_DEFINED", "typeId": kind, "label": None},
            {"category": "USER_DEFINED", "typeId": 37, "label": label},
        ]
    return {"toObjectId": key, "associationTypes": types}
