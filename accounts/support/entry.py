"""Lets one of ours into a workspace by its grant, to read alone, and writes down every page."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from accounts.audit import Actor, acting_as, record
from accounts.models import AccessGrant, Confidant, Membership, Role, User, Workspace
from accounts.permissions import BY_GRANT
from accounts.tenancy import inside

_READING = ("GET", "HEAD")


def admit_by_grant(request: Any, slug: str) -> None:
    """Set what the door sets for a member; Http404 for whoever has no grant that runs now.

    What is asked for otherwise than by reading is refused. The row of the grant is read anew for
    each page, so one that was ended ends with the next.
    """
    grant = _grant(request.user, slug)
    if grant is None:
        raise Http404("No such workspace.")
    if request.method not in _READING:
        raise PermissionDenied("A grant is for reading alone.")
    request.workspace = grant.workspace
    # Of nobody's table: the page's shell asks which role it is drawn for.
    request.membership = Membership(workspace=grant.workspace, user=request.user, role=Role.VIEWER)
    request.permissions = BY_GRANT
    request.support_grant = grant


def note_page(request: Any) -> None:
    """One line of the workspace's trail for the page, before it is drawn; nothing for members."""
    grant = grant_of(request)
    if grant is not None:
        with inside(request.workspace), acting_as(actor_of(request)):
            record("support.page_viewed", grant, page=request.path)


def actor_of(request: Any) -> Actor:
    """Who acts behind the door of a workspace: a member, or one of ours."""
    return Actor("support" if grant_of(request) else "user", request.user.pk)


def grant_of(request: Any) -> AccessGrant | None:
    """The grant by which a request came in; None for members."""
    return getattr(request, "support_grant", None)


def is_bound(user: User) -> bool:
    """Whether the person may ask for a look at all: ours or a partner, and bound to silence."""
    bound = Confidant.objects.filter(user_id=user.pk, signed_at__isnull=False, left_at=None)
    return user.is_active and bound.exists()


def _grant(user: User, slug: str) -> AccessGrant | None:
    if not is_bound(user):
        return None
    workspace = Workspace.objects.select_related("closure").filter(slug=slug).first()
    if workspace is None:
        return None
    now = timezone.now()
    with inside(workspace):
        rows = AccessGrant.objects.filter(staff_id=user.pk, is_allowed=True, ended_at=None)
        grant = rows.filter(ends_at__gt=now).order_by("-ends_at").first()
    if grant is not None:
        grant.workspace = workspace
    return grant
