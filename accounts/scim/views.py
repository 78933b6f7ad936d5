"""The addresses that a directory asks, below /scim/v2/<slug>/."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from accounts.models import ScimGroup
from accounts.scim.asking import read_filter, read_page
from accounts.scim.described import configuration, resource_types, schemas
from accounts.scim.door import ScimRequest, answer, body_of, scim
from accounts.scim.errors import NO_VALUE, ScimError, not_found
from accounts.scim.groups import (
    delete_group,
    find_group,
    make_group,
    members_of,
    patch_group,
    replace_group,
)
from accounts.scim.people import (
    change_person,
    delete_person,
    known,
    make_person,
    people,
    person,
    search,
)
from accounts.scim.reading import patched_person, read_person
from accounts.scim.shapes import group_shape, list_shape, person_shape

_NAMES_OF_PEOPLE = ("username", "externalid", "emails.value")
_NAMES_OF_GROUPS = {"displayname": "display_name__iexact", "externalid": "external_id"}


@scim("GET")
def service_provider_config(request: ScimRequest) -> HttpResponse:
    """What this service can."""
    return answer(configuration(request.workspace))


@scim("GET")
def described(request: ScimRequest, what: str, name: str = "") -> HttpResponse:
    """Kinds of resources, or their attributes: all of them, or one by its name."""
    found = (resource_types if what == "ResourceTypes" else schemas)(request.workspace)
    if not name:
        return answer(list_shape(found, total=len(found), start=1))
    one = next((shape for shape in found if shape["id"] == name), None)
    if one is None:
        raise not_found()
    return answer(one)


@scim("GET", "POST")
def users(request: ScimRequest) -> HttpResponse:
    """The people, or one more."""
    if request.method == "POST":
        shape = person_shape(request.workspace, make_person(read_person(body_of(request))))
        return answer(shape, status=201, location=shape["meta"]["location"])
    wanted = read_filter(request.GET.get("filter", ""), _NAMES_OF_PEOPLE)
    found, page = search(*wanted) if wanted else people(), read_page(request.GET)
    shapes = [person_shape(request.workspace, one) for one in known(page.of(found))]
    return answer(list_shape(shapes, total=found.count(), start=page.start))


@scim("GET", "PUT", "PATCH", "DELETE")
def user(request: ScimRequest, row_id: str) -> HttpResponse:
    """One of them: asked for, said anew, changed, ended."""
    user_id = _id(row_id)
    if request.method == "DELETE":
        delete_person(user_id)
        return HttpResponse(status=204)
    if request.method == "GET":
        return answer(person_shape(request.workspace, person(user_id)))
    body = body_of(request)
    said = read_person(body) if request.method == "PUT" else patched_person(body)
    if request.method == "PUT" and not said.user_name:
        raise ScimError("A person needs a userName.", kind=NO_VALUE)
    return answer(person_shape(request.workspace, change_person(user_id, said)))


@scim("GET", "POST")
def groups(request: ScimRequest) -> HttpResponse:
    """The groups, or one more."""
    if request.method == "POST":
        shape = _with_members(request, make_group(body_of(request)))
        return answer(shape, status=201, location=shape["meta"]["location"])
    wanted = read_filter(request.GET.get("filter", ""), tuple(_NAMES_OF_GROUPS))
    found = ScimGroup.objects.order_by("pk")
    if wanted:
        found = found.filter(**{_NAMES_OF_GROUPS[wanted[0]]: wanted[1]})
    page = read_page(request.GET)
    shapes = _shapes(request, page.of(found))
    return answer(list_shape(shapes, total=found.count(), start=page.start))


@scim("GET", "PUT", "PATCH", "DELETE")
def group(request: ScimRequest, row_id: str) -> HttpResponse:
    """One of them: asked for, said anew, changed, taken away."""
    group_id = _id(row_id)
    if request.method == "GET":
        return answer(_shapes(request, [find_group(group_id)])[0])
    if request.method == "PUT":
        return answer(_with_members(request, replace_group(group_id, body_of(request))))
    if request.method == "PATCH":
        # Groups can be long, so nothing is sent back (RFC 7644, 3.5.2); Entra expects it.
        patch_group(group_id, body_of(request))
    else:
        delete_group(group_id)
    return HttpResponse(status=204)


def _id(text: str) -> UUID:
    """Ours are UUIDs; whatever else is asked for is not there."""
    try:
        return UUID(text)
    except ValueError as error:
        raise not_found() from error


def _shapes(request: ScimRequest, rows: list[ScimGroup]) -> list[dict[str, Any]]:
    """Without members where the directory says that it does not want them."""
    unwanted = request.GET.get("excludedAttributes", "").lower().replace(" ", "").split(",")
    if "members" in unwanted:
        return [group_shape(request.workspace, row, None) for row in rows]
    members = members_of(rows)
    return [group_shape(request.workspace, row, members.get(row.pk, ())) for row in rows]


def _with_members(request: ScimRequest, row: ScimGroup) -> dict[str, Any]:
    return group_shape(request.workspace, row, members_of([row]).get(row.pk, ()))
