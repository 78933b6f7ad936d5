"""The browser's door into a workspace: log-in, membership, permission, then one transaction."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from accounts.audit import Actor, acting_as
from accounts.models import Membership, User, Workspace
from accounts.permissions import Permission, grants
from accounts.tenancy import inside

View = Callable[..., HttpResponseBase]


class MemberRequest(HttpRequest):
    """A request that passed the door: it knows its workspace, membership and permissions."""

    user: User
    workspace: Workspace
    membership: Membership
    permissions: frozenset[Permission]


def requires(permission: Permission, *, transaction: bool = True) -> Callable[[View], View]:
    """Let in members whose role has the permission; the view takes no `slug`.

    Outsiders get 404, so that a workspace's existence is not told. With transaction=False the view
    opens `inside(request.workspace)` itself: for calls to the outside and for streams.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, slug: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            _admit(request, slug, permission)
            with acting_as(Actor("user", request.user.pk)):
                if not transaction:
                    return view(request, **kwargs)
                with inside(request.workspace):
                    return view(request, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def public(view: View) -> View:
    """Mark a view that anybody may call."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def _admit(request: Any, slug: str, permission: Permission) -> None:
    membership = (
        Membership.objects.select_related("workspace")
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


def workspace_id_of(request: Any) -> UUID | None:
    """The workspace of a request that passed the door, else None."""
    workspace = getattr(request, "workspace", None)
    return workspace.pk if workspace else None
