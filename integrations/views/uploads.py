"""Uploading a file and settling on a preview how it is read; nothing is imported before."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.parts import is_by_htmx
from accounts.permissions import Permission
from integrations.files import store
from integrations.files.fields import Kind
from integrations.files.receiving import PrivateUploadHandler, ReceivedFile
from integrations.forms import UploadForm, too_large
from integrations.services import files
from integrations.views.links import crumbs, file_steps
from integrations.views.preview import PreviewPage

_AROUND_BYTES = 1024 * 1024


@csrf_exempt
@requires(Permission.IMPORT_FILES, transaction=False)
def upload_page(request: MemberRequest) -> HttpResponseBase:
    """Takes the file straight to disk.

    The token is checked by `_receive`: Django's middleware would read the body before we could say
    where it goes.
    """
    if request.method != "POST":
        return _page(request, UploadForm())
    if int(request.META.get("CONTENT_LENGTH") or 0) > 2 * _limit() + _AROUND_BYTES:
        form = UploadForm()
        form.cleaned_data = {}
        form.add_error("file", too_large())
        return _page(request, form, 413)
    handler = PrivateUploadHandler(request, request.workspace.pk)
    request.upload_handlers = [handler]
    try:
        return _receive(request, handler)
    finally:
        if not handler.is_taken:
            handler.discard()


@csrf_protect
def _receive(request: MemberRequest, handler: PrivateUploadHandler) -> HttpResponseBase:
    form = UploadForm(request.POST, request.FILES)
    if handler.is_too_large or handler.is_disk_full:
        form.errors.pop("file", None)
        text = too_large() if handler.is_too_large else _("There is no room for the file just now.")
        form.add_error("file", text)
        return _page(request, form, 413 if handler.is_too_large else 507)
    if not form.is_valid():
        return _page(request, form, 422)
    received = form.cleaned_data["file"]
    assert isinstance(received, ReceivedFile)  # noqa: S101  the one handler makes nothing else
    handler.is_taken = True
    try:
        upload = files.accept_upload(
            workspace=request.workspace,
            upload=received.upload,
            kind=Kind(form.cleaned_data["kind"]),
        )
    except Trouble as trouble:
        form.add_error("file", str(trouble))
        return _page(request, form, 422)
    address = reverse("integrations:preview_file", args=[request.workspace.slug, upload.id])
    if is_by_htmx(request):
        response = HttpResponse(status=200)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


def _limit() -> int:
    return int(settings.IMPORT_FILE_MAX_BYTES)


def _page(request: MemberRequest, form: UploadForm, status: int = 200) -> HttpResponseBase:
    context = {
        "form": form,
        "limit": _limit(),
        "steps": file_steps(0),
        "breadcrumbs": crumbs(request),
    }
    # htmx shows nothing of an answer that is no success.
    if is_by_htmx(request):
        status = 200
    return render(request, "integrations/upload.html", context, status=status)


@requires(Permission.IMPORT_FILES)
def preview_page(request: MemberRequest, upload_id: UUID) -> HttpResponseBase:
    """How the file is understood, each part open to choice; then the import begins."""
    page = PreviewPage(request, find_upload(request, upload_id))
    if request.method != "POST":
        return page.show()
    return page.settle(is_import=request.POST.get("action") == "import")


@require_POST
@requires(Permission.IMPORT_FILES, goes_on=True)
def discard(request: MemberRequest, upload_id: UUID) -> HttpResponseBase:
    """Delete the upload."""
    files.discard_upload(upload=find_upload(request, upload_id))
    messages.success(request, _("The file is deleted. Nothing was imported."))
    return redirect("integrations:sources", request.workspace.slug)


def find_upload(request: MemberRequest, upload_id: UUID) -> store.Upload:
    """An upload of this workspace that waits; 404 for any other."""
    upload = store.load(request.workspace.pk, upload_id)
    if upload is None or not upload.path.exists():
        raise Http404("No such upload.")
    return upload
