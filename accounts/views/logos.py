"""A workspace's logo: whoever manages it gives and removes it, and anybody may see it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, public, requires
from accounts.errors import Refused
from accounts.models import Workspace, WorkspaceLogo
from accounts.permissions import Permission
from accounts.pictures import MOST_BYTES
from accounts.services.logos import change_logo, remove_logo
from accounts.tenancy import inside
from accounts.views.workspaces import settings_page

_UNCHANGING = "public, max-age=31536000, immutable"


@require_POST
@requires(Permission.MANAGE_WORKSPACE)
def change(request: MemberRequest) -> HttpResponseBase:
    """Take a picture; what is none changes nothing, and the page says why."""
    # One byte more than may be, so that a larger one is known without being read.
    upload: Any = request.FILES.get("logo")
    try:
        if upload is None:
            raise Refused(_("Choose a file first."), code="nothing")
        change_logo(workspace=request.workspace, content=upload.read(MOST_BYTES + 1))
    except Refused as refused:
        return settings_page(request, logo_error=str(refused))
    messages.success(request, _("Saved."))
    return redirect("accounts:settings", slug=request.workspace.slug)


@require_POST
@requires(Permission.MANAGE_WORKSPACE)
def remove(request: MemberRequest) -> HttpResponseBase:
    """Show the first letter of the name again."""
    remove_logo(workspace=request.workspace)
    messages.success(request, _("The logo is removed."))
    return redirect("accounts:settings", slug=request.workspace.slug)


@require_safe
@public
def logo(request: HttpRequest, place: str, digest: str) -> HttpResponseBase:
    """The picture itself, which its address names; it is on the workspace's public pages, too."""
    workspace = Workspace.objects.filter(slug=place, logo_digest=digest).first()
    if workspace is None or not digest:
        raise Http404("No such logo.")
    with inside(workspace):
        kept = WorkspaceLogo.objects.get()
    headers = {
        "Cache-Control": _UNCHANGING,
        "Content-Disposition": 'inline; filename="logo.png"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(kept.image), content_type="image/png", headers=headers)
