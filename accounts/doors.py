"""The browser's door into a workspace: log-in, membership, permission, then one transaction."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import acting_as
from accounts.coming_in import page_before, to_login
from accounts.entry import frozen_page, note_entry, refused_entry
from accounts.freezing import is_frozen
from accounts.models import Closure, Membership, User, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.number_formats import writing_numbers
from accounts.permissions import SHUTS_OUT, WHILE_CLOSING, Permission, grants
from accounts.second_step import missing_step
from accounts.sso.requiring import missing_sso
from accounts.sso.sessions import sso_records
from accounts.support.entry import actor_of, admit_by_grant, grant_of, note_page
from accounts.tenancy import inside
from accounts.unpaid import payment_page, stops

View = Callable[..., HttpResponseBase]
LAST_WORKSPACE = "workspace"
_YEAR = 365 * 24 * 3600


class MemberRequest(HttpRequest):
    """A request that passed the door: it knows its workspace, membership and permissions."""

    user: User
    workspace: Workspace
    membership: Membership
    permissions: frozenset[Permission]


def requires(
    permission: Permission,
    *,
    transaction: bool = True,
    goes_on: bool = False,
    while_frozen: bool = False,
) -> Callable[[View], View]:
    """Let in members whose role has the permission; the view takes no `slug`.

    Outsiders get 404, so that a workspace's existence is not told; one of ours with a grant of the
    workspace reads (`accounts.support`). With transaction=False the view
    opens `inside(request.workspace)` itself: for calls to the outside and for streams. Times are
    shown in the workspace's zone, numbers as it or the reader chose. What goes on is done in a
    read-only workspace, too: it only takes something away; in one that closes where it shuts
    somebody out. So may be, while frozen, what a member does whom the plan has no room for.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Any, slug: str, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return to_login(request)
            _admit(request, slug, permission)
            if (refused := refused_entry(request)) is not None:
                return refused
            if not while_frozen and _is_kept_out(request):
                return frozen_page(request)
            if not (goes_on and permission in SHUTS_OUT) and _is_closed_to(request, permission):
                messages.error(request, _("This workspace is closing, so nothing can be changed."))
                return redirect("accounts:home", slug=slug)
            if not goes_on and stops(request.method, permission, request.workspace.pk):
                return payment_page(request)
            if missing_sso(request):
                return _to_company(request)
            if (missing := missing_step(request)) is not None:
                return missing
            note_entry(request)
            note_page(request)
            with (
                acting_as(actor_of(request)),
                timezone.override(request.workspace.zone),
                writing_numbers(workspace=request.workspace.number_format),
            ):
                return remember_workspace(request, _enter(request, view, transaction, kwargs))

        vars(guarded).update(permission=permission, goes_on=goes_on)
        return guarded

    return guard


def staff(permission: Permission, *, transaction: bool = True) -> Callable[[View], View]:
    """As `requires`, for pages that Proactivox's own workspace alone has: 404 in every other."""

    def guard(view: View) -> View:
        door = requires(permission, transaction=transaction)(view)

        @wraps(door)
        def guarded(request: Any, slug: str, **kwargs: Any) -> HttpResponseBase:
            if not Workspace.objects.filter(pk=HOUSE_ID, slug=slug).exists():
                raise Http404("Only Proactivox itself has this page.")
            return door(request, slug, **kwargs)

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
            return to_login(request)
        return view(request, **kwargs)

    guarded.is_personal = True  # type: ignore[attr-defined]
    return guarded


def recently_authenticated(view: View) -> View:
    """Ask for the password or passkey again when that is long ago; stands above `requires`.

    The request that was interrupted goes on afterwards by itself. Reading is not interrupted.
    """
    return _asking_again(view, ("GET", "HEAD"))


def recently_authenticated_to_read(view: View) -> View:
    """As `recently_authenticated`, for what is read and taken along; stands below the door.

    Whoever may not have it is told so first, and is not asked for a password in vain.
    """
    return _asking_again(view, ())


def _asking_again(view: View, free: tuple[str, ...]) -> View:
    @wraps(view)
    def guarded(request: Any, **kwargs: Any) -> HttpResponseBase:
        is_asked = request.method not in free
        if is_asked and request.user.is_authenticated and not _was_recent(request):
            if by := sso_records(request, request.user):
                return _prove_by_company(request, by[-1]["workspace"])
            raise ReauthenticationRequired
        return view(request, **kwargs)

    return guarded


def _to_company(request: Any) -> HttpResponseBase:
    """Members of this workspace come in by their company; a page says so, and leads there."""
    start = reverse("accounts:sso_start", args=[request.workspace.pk])
    # What was sent is not sent again afterwards, as with a second step.
    way_back = request.get_full_path() if request.method == "GET" else "/"
    context = {"place": str(request.workspace), "start": f"{start}?{urlencode({'next': way_back})}"}
    return render(request, "accounts/sso/needed.html", context, status=403)


def _prove_by_company(request: Any, workspace_id: str) -> HttpResponseBase:
    """Who came by their company proves themselves there, too: they may have no password here."""
    start = reverse("accounts:sso_start", args=[workspace_id])
    query = urlencode({"again": "1", "next": page_before(request)})
    return render(request, "accounts/sso/again.html", {"start": f"{start}?{query}"}, status=403)


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
        admit_by_grant(request, slug)
    else:
        request.workspace = membership.workspace
        request.membership = membership
        request.permissions = grants(membership.role)
    if permission not in request.permissions:
        raise PermissionDenied(permission)


def _is_kept_out(request: Any) -> bool:
    """Members beyond what the plan holds; those of ours with a grant have no seat."""
    return grant_of(request) is None and is_frozen(request.membership)


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
    if grant_of(request) is None and request.COOKIES.get(LAST_WORKSPACE) != workspace_id:
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
