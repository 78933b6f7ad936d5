"""REST writes of single records: what a product needs to carry a change back."""

from typing import Any

from sandbox import ids
from sandbox.salesforce.access import guarded, seen_object
from sandbox.salesforce.errors import ApiError, not_found
from sandbox.schema import SObject
from sandbox.store import changes
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_RECORD = r"/services/data/v{version}/sobjects/{name}/{record_id}"


@routes.add("POST", r"/services/data/v{version}/sobjects/{name}")
@guarded
def create(world: World, request: Request, *, version: str, name: str) -> Response:
    sobject = _writable(world, name, "createable")
    made = _apply(world, op="insert", object=sobject.name, fields=_fields(sobject, request))
    return json_response({"id": made["id"], "success": True, "errors": []}, 201)


@routes.add("PATCH", _RECORD)
@guarded
def update(world: World, request: Request, *, version: str, name: str, record_id: str) -> Response:
    sobject = _writable(world, name, "updateable")
    _check_alive(world, sobject, record_id)
    fields = _fields(sobject, request)
    _apply(world, op="update", object=sobject.name, id=record_id, fields=fields)
    return Response(204)


@routes.add("DELETE", _RECORD)
@guarded
def delete(world: World, request: Request, *, version: str, name: str, record_id: str) -> Response:
    sobject = _writable(world, name, "deletable")
    _check_alive(world, sobject, record_id)
    _apply(world, op="delete", object=sobject.name, id=record_id)
    return Response(204)


def _apply(world: World, **change: Any) -> dict[str, Any]:
    try:
        return changes.apply(world.store, world.clock, world.user_id, [change])[0]
    except ValueError as error:
        raise ApiError(400, "INVALID_FIELD", str(error)) from None


def _writable(world: World, name: str, ability: str) -> SObject:
    sobject = seen_object(world, name)
    if ability not in sobject.abilities:
        text = f"entity type cannot be changed: {sobject.name}"
        raise ApiError(400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", text)
    return sobject


def _fields(sobject: SObject, request: Request) -> dict[str, Any]:
    try:
        given = request.json()
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise ApiError(400, "JSON_PARSER_ERROR", "The HTTP entity body is not valid JSON")
    for name in given:
        if not sobject.has(name):
            text = f"No such column '{name}' on sobject of type {sobject.name}"
            raise ApiError(400, "INVALID_FIELD", text)
    return {name: value for name, value in given.items() if name != "attributes"}


def _check_alive(world: World, sobject: SObject, record_id: str) -> None:
    where = ' AND "IsDeleted" = 0' if sobject.has("IsDeleted") else ""
    with world.store.reading() as db:
        sql = f'SELECT 1 FROM "{sobject.name}" WHERE "Id" = ?{where}'
        if db.execute(sql, (ids.long_id(record_id),)).fetchone() is None:
            raise not_found()
