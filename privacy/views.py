"""The records of processing: as of a day, on a page and as a file."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.audit import record
from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from privacy.activities import CONTROLLER, PROCESSOR, ROLES
from privacy.exports import FORMATS
from privacy.records import LANGUAGES
from privacy.selectors import (
    Customer,
    Found,
    customer,
    first_kept,
    record_on,
    with_connected,
)


@dataclass(frozen=True)
class Tab:
    """One of the two records."""

    label: str
    url: str
    is_current: bool
    icon: str = ""
    count: None = None


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def processor(request: MemberRequest) -> HttpResponseBase:
    """What Proactivox does for this workspace (Art. 30(2))."""
    return _page(request, PROCESSOR)


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def controller(request: MemberRequest) -> HttpResponseBase:
    """What Proactivox does with its own users' data (Art. 30(1))."""
    return _page(request, CONTROLLER)


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def export(request: MemberRequest) -> HttpResponseBase:
    """Either record as a file, in either language."""
    kind, language = request.GET.get("record", PROCESSOR), request.GET.get("language", "en")
    file_format = request.GET.get("format", "html")
    if kind not in ROLES or language not in LANGUAGES or file_format not in FORMATS:
        raise Http404("There is no such file.")
    on = _day(request)
    found = _find(request, kind, language, on)
    if found is None:
        raise Http404("Nothing was kept by that day.")
    content_type, write = FORMATS[file_format]
    day = on or timezone.localdate()
    body = write(found, _customer(request, kind), day)
    name = f"records-{kind}-{request.workspace.slug}-{day.isoformat()}-{language}.{file_format}"
    record("records.exported", kind=kind, format=file_format, language=language, day=day)
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _page(request: MemberRequest, kind: str) -> HttpResponseBase:
    on, language = _day(request), (get_language() or "en")[:2]
    found = _find(request, kind, language if language in LANGUAGES else "en", on)
    context: dict[str, Any] = {
        "kind": kind,
        "is_processor": kind == PROCESSOR,
        "tabs": _tabs(request, kind),
        "on": on,
        "today": timezone.localdate(),
        "found": found,
        "record": found.record if found else None,
        "customer": _customer(request, kind),
        "first_kept": first_kept() if on else None,
        "languages": [("da", _("Danish")), ("en", _("English"))],
        "language": language,
        "formats": [("html", "HTML"), ("csv", "CSV"), ("json", "JSON")],
    }
    return render(request, "privacy/records.html", context)


def _find(request: MemberRequest, kind: str, language: str, on: date | None) -> Found | None:
    found = record_on(kind, language, on, request.workspace.zone)
    if found is None or kind != PROCESSOR:
        return found
    return replace(found, record=with_connected(found.record, on, request.workspace.zone))


def _customer(request: MemberRequest, kind: str) -> Customer | None:
    if kind != PROCESSOR:
        return None
    return customer(request.workspace.name, _day(request), request.workspace.zone)


def _day(request: MemberRequest) -> date | None:
    """The day that is asked for; none for today, a later one, and what cannot be read."""
    try:
        on = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return on if on < timezone.localdate() else None


def _tabs(request: MemberRequest, kind: str) -> list[Tab]:
    on = _day(request)
    query = f"?on={on.isoformat()}" if on else ""
    pages = {
        PROCESSOR: ("records", _("For this workspace")),
        CONTROLLER: ("records_controller", _("About users of Proactivox")),
    }
    return [
        Tab(
            label,
            reverse(f"privacy:{name}", kwargs={"slug": request.workspace.slug}) + query,
            key == kind,
        )
        for key, (name, label) in pages.items()
    ]
