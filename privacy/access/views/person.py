"""Where the person fetches the copy, and the schema of what is in it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import acting_as
from accounts.doors import public
from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.tenancy import inside
from privacy.access.fetching import copy_of, open_copy, send_code
from privacy.access.forms import CodeForm
from privacy.access.schema import schema as schema_of
from privacy.clock import RULES
from privacy.models import DataSubjectRequest
from privacy.requests.finding import linked
from privacy.requests.rates import too_many
from privacy.requests.views.centre import PUBLIC, gone, workspace_of


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def fetch(request: HttpRequest, slug: str, secret: str) -> HttpResponseBase:
    """A code to the mailbox, then the file; without both there is none."""
    workspace = workspace_of(request, slug)
    if (refusal := too_many(request, "link")) is not None:
        return refusal
    try:
        with acting_as(PUBLIC):
            return _answer(request, workspace, secret)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect("privacy_access:fetch", slug=slug, secret=secret)
    except DataSubjectRequest.DoesNotExist:
        return gone(request, workspace)


@require_safe
@public
def schema(request: HttpRequest) -> HttpResponseBase:
    """The published schema of data.json."""
    url = str(settings.PUBLIC_URL).rstrip("/") + reverse("privacy_access:schema")
    answer = JsonResponse(schema_of(url), json_dumps_params={"indent": 2})
    answer["Content-Type"] = "application/schema+json"
    return answer


def _answer(request: Any, workspace: Workspace, secret: str) -> HttpResponseBase:
    step = request.POST.get("step", "")
    if step == "send":
        with inside(workspace):
            send_code(secret=secret)
        return redirect("privacy_access:fetch", slug=workspace.slug, secret=secret)
    form = CodeForm(request.POST if step == "fetch" else None)
    if step == "fetch" and form.is_valid():
        with inside(workspace):
            opened = open_copy(secret=secret, code=form.cleaned_data["code"])
        if opened is not None:
            package, pieces = opened
            return as_file(pieces, f"{workspace.slug}-copy", package.size)
        form.add_error("code", _("This is not the code that we sent last."))
    with inside(workspace):
        return _page(request, workspace, secret, form)


def as_file(pieces: Any, name: str, size: int) -> StreamingHttpResponse:
    """A ZIP that is sent piece by piece and kept by nobody on its way."""
    answer = StreamingHttpResponse(pieces, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    answer["Content-Length"] = str(size)
    answer["Cache-Control"] = "no-store"
    return answer


def _page(request: Any, workspace: Workspace, secret: str, form: CodeForm) -> HttpResponseBase:
    found = linked(secret)
    copy = copy_of(found) if found else None
    if found is None or copy is None or not found.address:
        raise DataSubjectRequest.DoesNotExist
    is_sent = copy.code_until is not None and copy.code_until > timezone.now()
    context = {
        "place": workspace,
        "asked": found,
        "copy": copy,
        "form": form,
        "is_sent": is_sent,
        "secret": secret,
    }
    with timezone.override(RULES[found.rules].zone):
        return render(request, "privacy/access/fetch.html", context)
