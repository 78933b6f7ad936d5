"""The browser's door into a workspace: log-in, membership, permission, then one transaction."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import Actor, acting_as
from accounts.models import Closure, Membership, User, Workspace
from accounts.permissions import WHILE_CLOSING, Permission, grants
from accounts.second_step import missing_step
from accounts.tenancy import inside

View = Callable[..., HttpResponseBase]
LAST_WORKSPACE = "workspace"
_YEAR = 365 * 24 * 3600


class MemberRequest(HttpRequest):
    """A request that passed the door: it knows its workspace, membership and permissions."""

    user: User
    workspace: Workspace
    membership: Membership
    permissions: frozenset[Permission]


def requires(permission: Permission, *, transaction: bool = True) -> Callable[[View], View]:
    """Let in members whose role has the permission; the view takes no `slug`.

    Outsiders get 404, so that a workspace's existence is not told. With transaction=False the view
    opens `inside(request.workspace)` itself: for calls to the outside and for streams. Times are
    shown in the workspace's zone.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, slug: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            _admit(request, slug, permission)
            if _is_closed_to(request, permission):
                messages.error(request, _("This workspace is closing, so nothing can be changed."))
                return redirect("accounts:home", slug=slug)
            if (missing := missing_step(request)) is not None:
                return missing
            actor = Actor("user", request.user.pk)
            with acting_as(actor), timezone.override(request.workspace.zone):
                return remember_workspace(request, _enter(request, view, transaction, kwargs))

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def public(view: View) -> View:
    """Mark a view that anybody may call."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def personal(view: View) -> View:
    """Mark a view about the person who is logged in, whatever their workspaces; others log in."""

    @wraps(view)
    def guarded(request: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, **kwargs)

    guarded.is_personal = True  # type: ignore[attr-defined]
    return guarded


def recently_authenticated(view: View) -> View:
    """Ask for the password or passkey again when that is long ago; stands above `requires`.

    The request that was interrupted goes on afterwards by itself. Reading is not interrupted.
    """

    @wraps(view)
    def guarded(request: Any, **kwargs: Any) -> HttpResponseBase:
        is_change = request.method not in ("GET", "HEAD")
        if is_change and request.user.is_authenticated and not _was_recent(request):
            raise ReauthenticationRequired
        return view(request, **kwargs)

    return guarded


def _was_recent(request: Any) -> bool:
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return bool(time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def _enter(request: Any, view: View, transaction: bool, kwargs: dict[str, Any]) -> HttpResponseBase:
    if not transaction:
        return view(request, **kwargs)
    with inside(request.workspace):
        return view(request, **kwargs)


def _admit(request: Any, slug: str, permission: Permission) -> None:
    membership = (
        Membership.objects.select_related("workspace__closure")
        .filter(workspace__slug=slug, user=request.user)
        .first()
    )
    if membership is None:
        raise Http404("No such workspace.")
    request.workspace = membership.workspace
    request.membership = membership
    request.permissions = grants(membership.role)
    if permission not in request.permissions:
        raise PermissionDenied(permission)


def _is_closed_to(request: Any, permission: Permission) -> bool:
    """A closing workspace is read, and changed by nobody."""
    is_change = request.method not in ("GET", "HEAD", "OPTIONS")
    return is_change and permission not in WHILE_CLOSING and closure_of(request) is not None


def closure_of(request: Any) -> Closure | None:
    """That the request's workspace is closing; None while it is not."""
    return getattr(getattr(request, "workspace", None), "closure", None)


def remember_workspace(request: Any, response: HttpResponseBase) -> HttpResponseBase:
    """So that the next log-in leads back here; says nothing to whoever is no member."""
    workspace_id = str(request.workspace.pk)
    if request.COOKIES.get(LAST_WORKSPACE) != workspace_id:
        response.set_cookie(
            LAST_WORKSPACE,
            workspace_id,
            max_age=_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


def workspace_id_of(request: Any) -> UUID | None:
    """The workspace of a request that passed the door, else None."""
    workspace = getattr(request, "workspace", None)
    return workspace.pk if workspace else None
