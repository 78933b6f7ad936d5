"""The page of an erasure: what it would do and the button, then what became of each part."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.parts import is_by_htmx
from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations.models import Source
from integrations.selectors import sources_of_people
from privacy.erasure.forms import ConfirmForm, IdsForm
from privacy.erasure.previewing import Preview, preview
from privacy.erasure.services import begin_erasure
from privacy.erasure.showing import (
    item_lines,
    lines_of,
    moves,
    source_rows,
    state_of,
    waits_for_member,
)
from privacy.erasure.upstream import links_of
from privacy.erasure.views.places import crumbs, place_of_erasure
from privacy.models import DataSubjectRequest, Erasure, ErasureItem, ItemPlace, ItemState, State
from privacy.requests.finding import address
from privacy.requests.views.desk import asked


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY, transaction=False)
@never_cache
def erasure_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """What an erasure would do, and the button; once it has begun, what became of each part."""
    with inside(request.workspace):
        found = asked(request_id)
        begun = Erasure.objects.filter(request=found).first()
        if begun is not None:
            return _run_page(request, found, begun)
        sources = sources_of_people()
    if found.state != State.OPEN:
        raise Http404("Nothing was erased by this request.")
    ids = IdsForm(request.POST or None, sources=sources)
    confirm = _confirm_form(request, found, sources)
    if confirm.is_valid():
        return _begin(request, found, confirm)
    return _preview_page(request, found, ids, confirm)


def _begin(request: MemberRequest, found: DataSubjectRequest, form: IdsForm) -> HttpResponseBase:
    try:
        with inside(request.workspace):
            begin_erasure(request_id=found.pk, ids=form.ids())
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("The erasure has begun."))
    return redirect(place_of_erasure(request, found))


def _confirm_form(
    request: MemberRequest, found: DataSubjectRequest, sources: list[Source]
) -> ConfirmForm:
    """Bound once its number is typed; until then it carries the ids of the preview along."""
    typed = {name: value for name, value in request.POST.items() if name.startswith("ids_")}
    data = request.POST if "number" in request.POST else None
    return ConfirmForm(data, initial=typed, sources=sources, expected=found.number or 0)


def _preview_page(
    request: MemberRequest, found: DataSubjectRequest, ids: IdsForm, confirm: ConfirmForm
) -> HttpResponseBase:
    shown: Preview | None = None
    trouble = ""
    known = ids.ids() if ids.is_valid() else {}
    try:
        shown = preview(workspace_id=request.workspace.pk, request_id=found.pk, ids=known)
    except Trouble as refused:
        trouble = str(refused)
    with inside(request.workspace):
        context = {
            "asked": found,
            "address": address(found),
            "ids_form": ids,
            "confirm": confirm,
            "trouble": trouble,
            "preview": shown,
            "lines": lines_of(shown.done) if shown else [],
            "sources": source_rows(shown.looks, shown.done.held) if shown else [],
            "moves": moves(shown.done.before, shown.done.after) if shown else [],
            **crumbs(request, found),
        }
        return render(request, "privacy/erasure/preview.html", context)


def _run_page(
    request: MemberRequest, found: DataSubjectRequest, erasure: Erasure
) -> HttpResponseBase:
    items = list(ErasureItem.objects.filter(erasure=erasure).order_by("place", "name", "id"))
    words, tone = state_of(erasure, items)
    has_failed = any(one.state == ItemState.FAILED for one in items)
    is_asking = waits_for_member(erasure, items)
    by_hand = any(
        one.state == ItemState.FAILED and one.is_permanent and one.place == ItemPlace.UPSTREAM
        for one in items
    )
    context = {
        "asked": found,
        "erasure": erasure,
        "state": words,
        "tone": tone,
        "is_running": erasure.finished_at is None and not has_failed and not is_asking,
        "is_asking": is_asking,
        "may_settle": by_hand,
        "has_failed": has_failed and erasure.finished_at is None,
        "lines": item_lines(items, links_of(items)),
        "moves": moves(erasure.before, erasure.after) if erasure.after else [],
        "search": erasure.search,
        "is_open": found.state == State.OPEN,
        **crumbs(request, found),
    }
    response = render(request, "privacy/erasure/run.html", context)
    if is_by_htmx(request) and not context["is_running"]:
        # Its head, with what can be done next, is no part of what is asked for again and again.
        response["HX-Refresh"] = "true"
    return response
