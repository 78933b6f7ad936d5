"""The staff's pages: webinars, one with who comes, making, changing, publishing, calling off."""

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audit import record
from accounts.cells import safe_cell
from accounts.doors import MemberRequest, recently_authenticated_to_read, staff
from accounts.errors import Refused
from accounts.permissions import Permission
from accounts.readings import email_key, note_readings
from accounts.security import tell_of_export
from enquiries.crumbs import Crumb
from enquiries.models import Registration, Webinar
from enquiries.webinars.arranging import (
    cancel_webinar,
    change_webinar,
    make_webinar,
    publish_webinar,
)
from enquiries.webinars.finding import attendees, every_webinar
from enquiries.webinars.forms import WebinarForm
from enquiries.webinars.purposes import HOLD_WEBINAR
from enquiries.webinars.sealing import PERSON, REGISTRATION

_MANAGE = Permission.MANAGE_BOOKINGS
_PAGE = 50
_HEADS = ("name", "email", "company", "state", "seat", "confirmed_at")


@require_safe
@staff(_MANAGE)
def webinars(request: MemberRequest) -> HttpResponseBase:
    """All of them, the latest date first."""
    page = Paginator(every_webinar(), _PAGE).get_page(request.GET.get("page"))
    return render(request, "enquiries/webinars/list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@staff(_MANAGE)
def new(request: MemberRequest) -> HttpResponseBase:
    """A draft."""
    form = WebinarForm(request.POST or None, initial={"length_minutes": 45, "seats": 100})
    if request.method == "POST" and form.is_valid():
        return _back(request, make_webinar(**form.cleaned_data).pk)
    context = {"form": form, "breadcrumbs": [_crumb(request)]}
    return render(request, "enquiries/webinars/form.html", context)


@require_safe
@staff(_MANAGE)
def webinar(request: MemberRequest, webinar_id: UUID) -> HttpResponseBase:
    """Its data and who comes; each person whose name is shown is a reading, and noted."""
    found = _found(webinar_id)
    page = Paginator(attendees(found), _PAGE).get_page(request.GET.get("page"))
    context = {
        "webinar": found,
        "page": page,
        "people": _people(page.object_list, "webinar"),
        "breadcrumbs": [_crumb(request)],
    }
    return render(request, "enquiries/webinars/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(_MANAGE)
def change(request: MemberRequest, webinar_id: UUID) -> HttpResponseBase:
    """Change it; who registered hears of another time or link."""
    found = _found(webinar_id)
    initial = {name: getattr(found, name) for name in WebinarForm.base_fields}
    form = WebinarForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_webinar(webinar_id=found.pk, **form.cleaned_data)
        except Refused as trouble:
            form.add_error(None, str(trouble))
        else:
            return _back(request, found.pk)
    context = {"form": form, "webinar": found, "breadcrumbs": [_crumb(request)]}
    return render(request, "enquiries/webinars/form.html", context)


@require_POST
@staff(_MANAGE)
def publish(request: MemberRequest, webinar_id: UUID) -> HttpResponseBase:
    """Show it on the public page."""
    return _step(request, webinar_id, publish_webinar, _("The webinar is published."))


@require_POST
@staff(_MANAGE)
def cancel(request: MemberRequest, webinar_id: UUID) -> HttpResponseBase:
    """Call it off."""
    words = _("The webinar is cancelled, and everybody who registered is told.")
    return _step(request, webinar_id, cancel_webinar, words)


@require_safe
@staff(_MANAGE)
@recently_authenticated_to_read
def export(request: MemberRequest, webinar_id: UUID) -> HttpResponseBase:
    """Who comes and who waits, as CSV that no spreadsheet runs."""
    found = _found(webinar_id)
    people = _people(attendees(found), "webinar export")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_HEADS)
    for person in people:
        writer.writerow([safe_cell(str(person[name] or "")) for name in _HEADS])
    tell_of_export("attendees", workspace=request.workspace, by=request.user)
    record("webinar.exported", found, rows=len(people))
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="webinar-{found.pk}.csv"'
    return response


def _people(rows: Any, place: str) -> list[dict[str, Any]]:
    """Who they are, in the clear; noted in the log of readings."""
    found = [_person(row) for row in rows]
    if found:
        note_readings(
            subject_keys=[email_key(one["email"]) for one in found],
            purpose=HOLD_WEBINAR,
            fields=REGISTRATION.fields(*PERSON),
            place=place,
        )
    return found


def _person(row: Registration) -> dict[str, Any]:
    return {
        **REGISTRATION.texts(row, purpose=HOLD_WEBINAR),
        "state": row.get_state_display(),
        "seat": row.seat,
        "confirmed_at": row.confirmed_at,
    }


def _step(request: MemberRequest, webinar_id: UUID, service: Any, words: str) -> HttpResponseBase:
    try:
        service(webinar_id=_found(webinar_id).pk)
    except Refused as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, words)
    return _back(request, webinar_id)


def _found(webinar_id: UUID) -> Webinar:
    found = every_webinar().filter(pk=webinar_id).first()
    if found is None:
        raise Http404("No such webinar.")
    return found


def _back(request: MemberRequest, webinar_id: UUID) -> HttpResponseBase:
    return redirect("enquiries:staff_webinar", slug=request.workspace.slug, webinar_id=webinar_id)


def _crumb(request: MemberRequest) -> Crumb:
    url = reverse("enquiries:staff_webinars", args=[request.workspace.slug])
    return Crumb(_("Webinars"), url)
