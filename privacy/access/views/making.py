"""From the items of a copy to the answer: on which bases, the file, its release."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.tenancy import inside
from privacy.access.fetching import open_for_desk
from privacy.access.forms import BasesForm, ReleaseForm
from privacy.access.portable import missing_bases, state_bases
from privacy.access.services import build, change, outcome_of, release
from privacy.access.views.person import as_file
from privacy.access.views.places import READ_AND_SEND, back, copy_asked, crumbs_to_copy, take
from privacy.models import Outcome, Package


@require_http_methods(READ_AND_SEND)
@requires(Permission.MANAGE_PRIVACY)
def bases(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """On which basis the workspace processes what was found; what is portable depends on it."""
    found = copy_asked(request_id)
    copy = Package.objects.filter(request=found).first()
    stores = missing_bases(copy) if copy else []
    form = BasesForm(request.POST or None, stores=stores)
    if not stores:
        return back(request, found)
    if request.method == "POST" and form.is_valid():
        state_bases(bases=form.bases())
        return back(request, found)
    crumbs = crumbs_to_copy(request, found)
    context = {"asked": found, "form": form, "breadcrumbs": crumbs}
    return render(request, "privacy/access/bases.html", context)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def build_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Have the file made."""
    found = copy_asked(request_id)
    return take(request, found, lambda: build(request_id=found.pk))


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def change_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Throw the file away and look through the items again."""
    found = copy_asked(request_id)
    return take(request, found, lambda: change(request_id=found.pk))


@require_POST
@requires(Permission.MANAGE_PRIVACY, transaction=False)
def open_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """The file, for a member to look at or to hand over."""
    with inside(request.workspace):
        found = copy_asked(request_id)
        rows = Package.objects.select_related("request").filter(request=found, deleted_at=None)
        copy = rows.exclude(built_at=None).first()
        if copy is None:
            raise Http404("No copy is made.")
        pieces = open_for_desk(copy)
    return as_file(pieces, f"request-{found.number}-copy", copy.size)


@require_http_methods(READ_AND_SEND)
@requires(Permission.MANAGE_PRIVACY)
def release_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Answer with the copy, which closes the request."""
    found = copy_asked(request_id)
    copy = Package.objects.filter(request=found).exclude(built_at=None).first()
    if copy is None:
        return back(request, found)
    is_empty = outcome_of(copy) == Outcome.NOTHING_HELD
    form = ReleaseForm(request.POST or None, has_address=bool(found.address))
    if request.method == "POST" and form.is_valid():
        try:
            release(request_id=found.pk, **form.cleaned_data)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("The person has the copy, and the request is closed."))
            return back(request, found)
    crumbs = crumbs_to_copy(request, found)
    context = {"asked": found, "form": form, "breadcrumbs": crumbs, "is_empty": is_empty}
    return render(request, "privacy/access/release.html", context)
