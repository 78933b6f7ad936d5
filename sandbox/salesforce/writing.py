"""REST writes of single records: what a product needs to carry a change back."""

from typing import Any

from sandbox import ids
from sandbox.salesforce.access import guarded, seen_object
from sandbox.salesforce.errors import ApiError, not_found
from sandbox.salesforce.field_describing import DERIVED, describe_field
from sandbox.schema import OBJECTS, Field, SObject
from sandbox.store import changes, records
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_RECORD = r"/services/data/v{version}/sobjects/{name}/{record_id}"


@routes.add("POST", r"/services/data/v{version}/sobjects/{name}")
@guarded
def create(world: World, request: Request, *, version: str, name: str) -> Response:
    sobject = _writable(world, name, "createable")
    fields = _fields(sobject, request, "createable")
    made = _apply(world, {"op": "insert", "object": sobject.name, "fields": fields})
    return json_response({"id": made["id"], "success": True, "errors": []}, 201)


@routes.add("PATCH", _RECORD)
@guarded
def update(world: World, request: Request, *, version: str, name: str, record_id: str) -> Response:
    sobject = _writable(world, name, "updateable")
    _check_alive(world, sobject, record_id)
    fields = _fields(sobject, request, "updateable")
    _check_unconverted(world, sobject, ids.long_id(record_id))
    change = {"op": "update", "object": sobject.name, "id": record_id, "fields": fields}
    _apply(world, change, *_mirrored(world, sobject, ids.long_id(record_id), fields))
    return Response(204)


@routes.add("DELETE", _RECORD)
@guarded
def delete(world: World, request: Request, *, version: str, name: str, record_id: str) -> Response:
    sobject = _writable(world, name, "deletable")
    _check_alive(world, sobject, record_id)
    _apply(world, {"op": "delete", "object": sobject.name, "id": record_id})
    return Response(204)


def _apply(world: World, *asked: dict[str, Any]) -> dict[str, Any]:
    try:
        return changes.apply(world.store, world.clock, world.user_id, list(asked))[0]
    except ValueError as error:
        raise ApiError(400, "INVALID_FIELD", str(error)) from None


def _writable(world: World, name: str, ability: str) -> SObject:
    sobject = seen_object(world, name)
    if ability in world.settings.missing_rights.get(sobject.name, ()):
        text = "insufficient access rights on object id"
        raise ApiError(403, "INSUFFICIENT_ACCESS_OR_READONLY", text)
    if ability not in sobject.abilities:
        text = f"entity type cannot be changed: {sobject.name}"
        raise ApiError(400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", text)
    return sobject


def _fields(sobject: SObject, request: Request, ability: str) -> dict[str, Any]:
    try:
        given = request.json()
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise ApiError(400, "JSON_PARSER_ERROR", "The HTTP entity body is not valid JSON")
    given.pop("attributes", None)
    for name, value in given.items():
        field = sobject.by_name.get(name.lower())
        if field is None:
            text = f"No such column '{name}' on sobject of type {sobject.name}"
            raise ApiError(400, "INVALID_FIELD", text)
        _check_value(sobject, field, value, ability)
    return given


def _check_value(sobject: SObject, field: Field, value: Any, ability: str) -> None:
    if not describe_field(sobject, field)[ability]:
        text = (
            f"Unable to create/update fields: {field.name}. Please check the security settings of "
            "this field and verify that it is read/write for your profile or permission set."
        )
        raise ApiError(400, "INVALID_FIELD_FOR_INSERT_UPDATE", text)
    if field.is_required and value in (None, ""):
        raise ApiError(
            400, "REQUIRED_FIELD_MISSING", f"Required fields are missing: [{field.name}]"
        )
    if field.length and len(str(value or "")) > field.length:
        text = f"{field.label}: data value too large: (max length={field.length})"
        raise ApiError(400, "STRING_TOO_LONG", text)
    if field.type == "email" and value and "@" not in str(value):
        text = f"{field.label}: invalid email address: {value}"
        raise ApiError(400, "INVALID_EMAIL_ADDRESS", text)


def _check_unconverted(world: World, sobject: SObject, record_id: str) -> None:
    if sobject.name != "Lead":
        return
    with world.store.reading() as db:
        if records.load(db, sobject, record_id)["IsConverted"]:
            raise ApiError(400, "CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")


def _mirrored(
    world: World, sobject: SObject, record_id: str, fields: dict[str, Any]
) -> list[dict[str, Any]]:
    """The name that follows from its parts, and what campaign members show of the person."""
    if sobject.name not in ("Lead", "Contact"):
        return []
    shown = {name: value for name, value in fields.items() if name in DERIVED}
    with world.store.reading() as db:
        row = records.load(db, sobject, record_id) | fields
        shown["Name"] = " ".join(part for n in ("FirstName", "LastName") if (part := row.get(n)))
        members = records.children(db, "CampaignMember", f"{sobject.name}Id", record_id)
    quiet = {"op": "update", "silent": True}
    own = {"object": sobject.name, "id": record_id, "fields": {"Name": shown["Name"]}}
    told = {name: value for name, value in shown.items() if OBJECTS["CampaignMember"].has(name)}
    return [
        quiet | own,
        *(quiet | {"object": "CampaignMember", "id": one, "fields": told} for one in members),
    ]


def _check_alive(world: World, sobject: SObject, record_id: str) -> None:
    where = ' AND "IsDeleted" = 0' if sobject.has("IsDeleted") else ""
    with world.store.reading() as db:
        sql = f'SELECT 1 FROM "{sobject.name}" WHERE "Id" = ?{where}'
        if db.execute(sql, (ids.long_id(record_id),)).fetchone() is None:
            raise not_found()
    if ids.long_id(record_id) in world.settings.locked_records:
        text = "this record is locked. If you need to edit it, please contact your admin."
        raise ApiError(400, "ENTITY_IS_LOCKED", text)
