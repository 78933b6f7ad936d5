"""What an app may do to one record: set properties, put it into the bin, erase a contact."""

from sandbox.hubspot.access import guarded
from sandbox.hubspot.changes import apply
from sandbox.hubspot.errors import HubSpotError, invalid_request, not_found
from sandbox.hubspot.objects import known
from sandbox.hubspot.properties import properties_of
from sandbox.hubspot.store import DONE, HubSpotRecords, find
from sandbox.web.messages import Request, Response, json_response
from sandbox.web.routing import Routes
from sandbox.world import World

routes: Routes[World] = Routes()
_SCOPE = "crm.objects.{kind}.write"
_ONE = "/crm/v3/objects/{kind}/{key}"


@routes.add("POST", "/crm/v3/objects/contacts/gdpr-delete")
@guarded("crm.objects.contacts.write")
def erase(world: World, request: Request) -> Response:
    """A contact is deleted for good, by its number or by `"idProperty": "email"`.

    An unknown address is put on a list instead, which nothing here reads.
    """
    said = request.json() or {}
    if "objectId" not in said:
        raise invalid_request("objectId is required")
    by_email = said.get("idProperty") == "email"
    key = _by_email(world, said["objectId"]) if by_email else str(said["objectId"])
    if key is not None:
        _must_be(world, "contacts", key)
        apply(world, [{"op": "purge", "object": "contacts", "id": key}])
    return Response(204)


@routes.add("DELETE", _ONE)
@guarded(_SCOPE)
def archive(world: World, request: Request, *, kind: str, key: str) -> Response:
    """Into the bin, from which it can be restored for 90 days; once more is no error."""
    known(kind)
    with world.part(HubSpotRecords).reading() as db:
        found = find(db, "kind = ? AND id = ? AND archived IS NULL", (kind, key))
    if found:
        apply(world, [{"op": "archive", "object": kind, "id": key}])
    return Response(204)


@routes.add("PATCH", _ONE)
@guarded(_SCOPE)
def update(world: World, request: Request, *, kind: str, key: str) -> Response:
    """Set properties; those that HubSpot fills itself are refused, and none is set then."""
    known(kind)
    values = dict((request.json() or {}).get("properties", {}))
    named = [] if kind in DONE else properties_of(kind)
    read_only = {one["name"] for one in named if one["modificationMetadata"]["readOnlyValue"]}
    if wrong := sorted(read_only & set(values)):
        message = f"{wrong[0]} is a read only property; its value cannot be set."
        raise HubSpotError(400, "VALIDATION_ERROR", message)
    _must_be(world, kind, key)
    apply(world, [{"op": "update", "object": kind, "id": key, "properties": values}])
    with world.part(HubSpotRecords).reading() as db:
        record = find(db, "kind = ? AND id = ?", (kind, key))[0]
    return json_response(record.shown(list(values)))


def _by_email(world: World, email: str) -> str | None:
    with world.part(HubSpotRecords).reading() as db:
        where = "kind = 'contacts' AND archived IS NULL AND properties LIKE ?"
        found = find(db, where, (f'%"email":"{email}"%',))
    return str(found[0].id) if found else None


def _must_be(world: World, kind: str, key: str) -> None:
    with world.part(HubSpotRecords).reading() as db:
        if not find(db, "kind = ? AND id = ? AND archived IS NULL", (kind, key)):
            raise not_found()
