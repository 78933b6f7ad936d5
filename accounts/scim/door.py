"""The directory's door into a workspace: token, network, rate, then one transaction inside."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

import orjson
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from accounts.api_keys.bucket import take
from accounts.audit import Actor, acting_as
from accounts.doors import public
from accounts.errors import Refused, Trouble
from accounts.models import ScimToken, Workspace
from accounts.networks import address_of, admits
from accounts.scim.errors import NO_SYNTAX, ScimError
from accounts.scim.tokens import token_behind
from accounts.tenancy import inside

MEDIA_TYPE = "application/scim+json"
# Entra asks for room for 25 requests a second; a first push comes all at once.
AT_ONCE, PER_SECOND = 250, 25.0
_ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"


class ScimRequest(HttpRequest):
    """A request that passed the door."""

    workspace: Workspace


View = Callable[..., HttpResponseBase]


def scim(*request_method_list: str) -> Callable[[View], View]:
    """Let the directory of the workspace in; whatever fails undoes all and is told in SCIM's form.

    It is public to Django alone: nobody passes without a token of this very workspace.
    """

    def guard(view: View) -> View:
        @csrf_exempt
        @public
        @wraps(view)
        def guarded(request: Any, slug: str, **kwargs: Any) -> HttpResponseBase:
            try:
                token = _admit(request, slug)
                if request.method not in request_method_list:
                    raise ScimError("This cannot be done here.", status=405)
                with acting_as(Actor("scim", token.pk)), inside(request.workspace):
                    return view(request, **kwargs)
            except Trouble as trouble:
                return _refusal(trouble)

        return guarded

    return guard


def answer(said: Any, *, status: int = 200, location: str = "") -> HttpResponse:
    """A resource or a list of them."""
    response = JsonResponse(said, status=status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    if location:
        response.headers["Location"] = location
    return response


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request, whatever media type it claims; raises ScimError."""
    try:
        said = orjson.loads(request.body)
    except RequestDataTooBig as error:
        raise ScimError("The request is too long.", status=413) from error
    except ValueError as error:
        raise ScimError("The request is no JSON.", kind=NO_SYNTAX) from error
    if not isinstance(said, dict):
        raise ScimError("The request is no JSON object.", kind=NO_SYNTAX)
    return said


def _admit(request: Any, slug: str) -> ScimToken:
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    found = token_behind(text.strip(), slug) if scheme.lower() == "bearer" else None
    if found is None:
        raise ScimError(_("This token is not known, or it is no longer good."), status=401)
    request.workspace, token = found
    if not admits(request.workspace.networks, address_of(request)):
        raise ScimError(_("This workspace lets no program in from your address."), status=403)
    _count(request.workspace.pk, token.pk)
    return token


def _count(workspace_id: UUID, token_id: UUID) -> None:
    counter = f"px:scim:{workspace_id}:{datetime.now(UTC).date()}"
    drawn = take(str(token_id), counter, AT_ONCE, PER_SECOND)
    if not drawn.is_allowed:
        raise _TooOften(drawn.wait_seconds)


class _TooOften(ScimError):
    """Asked more often than the bucket holds."""

    def __init__(self, seconds: int) -> None:
        super().__init__(_("Too many requests. Try again in a moment."), status=429)
        self.seconds = seconds


def _refusal(trouble: Trouble) -> HttpResponse:
    status = trouble.status if isinstance(trouble, ScimError) else _status_of(trouble)
    said = {"schemas": [_ERROR], "status": str(int(status)), "detail": str(trouble)}
    if isinstance(trouble, ScimError) and trouble.kind:
        said["scimType"] = trouble.kind
    response = answer(said, status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="scim"'
    if isinstance(trouble, _TooOften):
        response.headers["Retry-After"] = str(trouble.seconds)
    return response


def _status_of(trouble: Trouble) -> int:
    """What the plan or a rule does not allow is no fault of the request's form."""
    return HTTPStatus.FORBIDDEN if isinstance(trouble, Refused) else HTTPStatus.BAD_REQUEST
