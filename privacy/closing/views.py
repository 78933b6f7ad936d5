"""The owner's page of the end of a contract: close, see how far it is, download, take it back."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.audit import record
from accounts.doors import MemberRequest, closure_of, recently_authenticated, requires
from accounts.errors import Trouble
from accounts.parts import is_part, load_anew, nothing_new
from accounts.permissions import Permission
from accounts.security import tell_of_export
from accounts.tenancy import inside
from privacy.backups import backups_gone_by
from privacy.closing.asking import ask_closing, ask_export, cancel_closing, is_being_made
from privacy.closing.exporting import read_export
from privacy.models import WorkspaceExport


@require_safe
@requires(Permission.CLOSE_WORKSPACE)
def page(request: MemberRequest) -> HttpResponseBase:
    """What closing means, or how far it is; asks by itself until the file is written."""
    closure = closure_of(request)
    export = WorkspaceExport.objects.order_by("-asked_at").first()
    if is_part(request):
        return nothing_new() if closure and _state(export) == "waiting" else load_anew()
    context = {
        "closure": closure,
        "days": settings.CLOSING_DAYS,
        "backup_days": settings.BACKUP_DAYS + 1,
        "is_over": closure is not None and closure.erase_after <= timezone.now(),
        "backups_until": backups_gone_by(closure.erase_after) if closure else None,
        "export": export,
        "export_state": _state(export),
    }
    return render(request, "privacy/closing/page.html", context)


@require_POST
@recently_authenticated
@requires(Permission.CLOSE_WORKSPACE)
def ask(request: MemberRequest) -> HttpResponseBase:
    """Close it, once its address was typed."""
    if request.POST.get("address", "").strip() != request.workspace.slug:
        messages.error(request, _("Type the workspace’s address to close it. Nothing was changed."))
        return _back(request)
    try:
        ask_closing(workspace=request.workspace, by=request.user)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return _back(request)


@require_POST
@recently_authenticated
@requires(Permission.CLOSE_WORKSPACE)
def cancel(request: MemberRequest) -> HttpResponseBase:
    """Leave everything as it is."""
    try:
        cancel_closing(workspace=request.workspace)
        messages.success(request, _("The workspace stays."))
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return _back(request)


@require_POST
@recently_authenticated
@requires(Permission.CLOSE_WORKSPACE)
def export(request: MemberRequest) -> HttpResponseBase:
    """Make the export anew."""
    try:
        ask_export(workspace=request.workspace)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return _back(request)


@require_POST
@recently_authenticated
@requires(Permission.CLOSE_WORKSPACE, transaction=False)
def download(request: MemberRequest, export_id: UUID) -> HttpResponseBase:
    """The ZIP, streamed; each time a line in the trail."""
    with inside(request.workspace):
        found = WorkspaceExport.objects.filter(pk=export_id).first()
        if found is None:
            raise Http404("No such export.")
        if _state(found) != "ready":
            messages.error(request, _("This export is no longer there. Have it made again."))
            return _back(request)
        tell_of_export("workspace", workspace=request.workspace, by=request.user)
        record("workspace.export_downloaded", found)
    response = StreamingHttpResponse(read_export(found), content_type="application/zip")
    name = f"{request.workspace.slug}-{found.asked_at:%Y-%m-%d}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(found.size)
    response.headers["Cache-Control"] = "no-store"
    return response


def _state(export: WorkspaceExport | None) -> str:
    if export is None or export.gone_at is not None:
        return "gone"
    if export.ready_at is None or export.expires_at is None:
        return "waiting" if is_being_made(export) else "failed"
    return "ready" if export.expires_at > timezone.now() else "gone"


def _back(request: MemberRequest) -> HttpResponseBase:
    return redirect("privacy:closing", slug=request.workspace.slug)
