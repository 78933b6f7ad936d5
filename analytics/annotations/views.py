"""The list of annotations, the form of one, deleting it and having it back."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from analytics.annotations.forms import AnnotationForm
from analytics.annotations.keeping import (
    add_annotation,
    change_annotation,
    delete_annotation,
    restore_annotation,
)
from analytics.annotations.reading import annotations
from analytics.annotations.showing import note_rows
from analytics.models import Annotation

_PAGE = 50


@require_safe
@requires(Permission.VIEW_NUMBERS)
def annotation_list(request: MemberRequest) -> HttpResponseBase:
    """All of them, the newest first; one that was just deleted can be had back here."""
    page = Paginator(annotations(), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": note_rows(page.object_list, request.workspace.slug),
        "can_define": Permission.DEFINE_NUMBERS in request.permissions,
        "deleted": _deleted(request),
    }
    return render(request, "analytics/annotations/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def new_annotation(request: MemberRequest) -> HttpResponseBase:
    """A new one; `on` is the day that was chosen on a chart."""
    if request.method == "POST":
        form = AnnotationForm(request.POST)
        if form.is_valid() and _is_done(form, lambda: add_annotation(written=form.written())):
            messages.success(request, _("Added. It is marked on the charts."))
            return redirect(_back(request))
        return _form(request, form, None, 422)
    return _form(request, AnnotationForm(initial={"first_on": _day(request)}), None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def annotation(request: MemberRequest, annotation_id: UUID) -> HttpResponseBase:
    """One to be changed."""
    row = annotations().filter(pk=annotation_id).first()
    if row is None:
        raise Http404("No such annotation.")
    if request.method == "POST":
        form = AnnotationForm(request.POST, row=row)

        def change() -> bool:
            return change_annotation(annotation_id=annotation_id, written=form.written())

        if form.is_valid() and _is_done(form, change):
            messages.success(request, _("Saved."))
            return redirect(_back(request))
        return _form(request, form, row, 422)
    return _form(request, AnnotationForm(row=row), row)


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def drop_annotation(request: MemberRequest, annotation_id: UUID) -> HttpResponseBase:
    """Take it away, with the way back on the next page."""
    url = reverse("analytics:annotations", kwargs={"slug": request.workspace.slug})
    try:
        delete_annotation(annotation_id=annotation_id)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return redirect(url)
    return redirect(f"{url}?{urlencode({'deleted': str(annotation_id)})}")


@require_POST
@requires(Permission.DEFINE_NUMBERS)
def undrop_annotation(request: MemberRequest, annotation_id: UUID) -> HttpResponseBase:
    """Have a deleted one back."""
    try:
        restore_annotation(annotation_id=annotation_id)
        messages.success(request, _("It is back."))
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return redirect("analytics:annotations", slug=request.workspace.slug)


def _form(
    request: MemberRequest, form: AnnotationForm, row: Annotation | None, status: int = 200
) -> HttpResponseBase:
    context = {"form": form, "row": row, "next": _back(request)}
    return render(request, "analytics/annotations/form.html", context, status=status)


def _is_done(form: AnnotationForm, act: Any) -> bool:
    try:
        act()
    except Trouble as trouble:
        form.add_error(None, str(trouble))
    return not form.errors


def _back(request: MemberRequest) -> str:
    """The page that one came from, where it is one of this workspace's."""
    slug = request.workspace.slug
    given = request.POST.get("next") or request.GET.get("next") or ""
    is_own = given.startswith(f"/w/{slug}/") and url_has_allowed_host_and_scheme(given, None)
    return given if is_own else reverse("analytics:annotations", kwargs={"slug": slug})


def _day(request: MemberRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def _deleted(request: MemberRequest) -> Annotation | None:
    """The one that was just deleted, for who may have it back."""
    if Permission.DEFINE_NUMBERS not in request.permissions:
        return None
    try:
        wanted = UUID(request.GET.get("deleted", ""))
    except ValueError:
        return None
    return Annotation.objects.filter(pk=wanted, deleted_at__isnull=False).first()
