"""An erasure at its request: what it would do, how far it is, its certificate, the answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audit import record
from accounts.doors import MemberRequest, public, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.tenancy import inside
from integrations.models import Source
from integrations.selectors import sources_of_people
from privacy.erasure.certificate_files import FORMATS
from privacy.erasure.forms import CloseForm, ConfirmForm, IdsForm
from privacy.erasure.previewing import Preview, preview
from privacy.erasure.services import (
    begin_erasure,
    close_by_erasure,
    decide_upstream,
    outcome_of,
    retry_erasure,
    settle_by_hand,
)
from privacy.erasure.showing import (
    item_lines,
    lines_of,
    moves,
    source_rows,
    state_of,
    waits_for_member,
)
from privacy.erasure.upstream import links_of
from privacy.models import (
    DataSubjectRequest,
    Erasure,
    ErasureItem,
    ItemPlace,
    ItemState,
    State,
)
from privacy.requests.finding import address, linked
from privacy.requests.views.centre import gone, workspace_of
from privacy.requests.views.desk import Crumb, asked, crumb


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


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def decide(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """What becomes of the records at the sources that wait for a member."""
    choice = request.POST.get("choice", "")
    return _step(request, request_id, _("It is decided."), decide_upstream, choice=choice)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def by_hand(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Say that the rest was done in the source itself."""
    return _step(request, request_id, _("It is on record."), settle_by_hand)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def retry(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Try again what failed."""
    return _step(request, request_id, _("What failed is tried again."), retry_erasure)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def close(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Answer the person by what the erasure found, and close the request."""
    found = asked(request_id)
    erasure = Erasure.objects.filter(request=found).first()
    if erasure is None:
        raise Http404("Nothing was erased by this request.")
    form = CloseForm(
        request.POST or None, has_address=bool(found.address), initial={"text": _answer(erasure)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            close_by_erasure(request_id=found.pk, **form.cleaned_data)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("The request is closed."))
            return redirect("privacy_requests:detail", request.workspace.slug, found.pk)
    outcome = outcome_of(erasure)
    context = {"form": form, "asked": found, "outcome": outcome.label, **_crumbs(request, found)}
    return render(request, "privacy/erasure/close.html", context)


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def certificate(request: MemberRequest, request_id: UUID, kind: str) -> HttpResponseBase:
    """The signed certificate as a file."""
    found = asked(request_id)
    answer = _file(found, kind)
    record("erasure.certificate", found, format=kind)
    return answer


@require_safe
@public
@never_cache
def persons_certificate(
    request: HttpRequest, slug: str, secret: str, kind: str
) -> HttpResponseBase:
    """The same for the person, behind their own link, once the request is closed."""
    workspace = workspace_of(slug)
    with inside(workspace):
        found = linked(secret)
        if found is None or found.state != State.CLOSED:
            return gone(request, workspace)
        return _file(found, kind)


def _step(
    request: MemberRequest, request_id: UUID, done: str, service: Any, **said: str
) -> HttpResponseBase:
    found = asked(request_id)
    if not Erasure.objects.filter(request=found).exists():
        raise Http404("Nothing was erased by this request.")
    try:
        service(request_id=found.pk, **said)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, done)
    return redirect(_place(request, found))


def _file(found: DataSubjectRequest, kind: str) -> HttpResponseBase:
    erasure = Erasure.objects.filter(request=found).first()
    if erasure is None or erasure.certificate is None or kind not in FORMATS:
        raise Http404("There is no such certificate.")
    content_type, write = FORMATS[kind]
    response = HttpResponse(write(erasure.certificate), content_type=content_type)
    name = f"erasure-{found.number}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _begin(request: MemberRequest, found: DataSubjectRequest, form: IdsForm) -> HttpResponseBase:
    try:
        with inside(request.workspace):
            begin_erasure(request_id=found.pk, ids=form.ids())
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("The erasure has begun."))
    return redirect(_place(request, found))


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
            **_crumbs(request, found),
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
        **_crumbs(request, found),
    }
    response = render(request, "privacy/erasure/run.html", context)
    if request.htmx and not context["is_running"]:  # type: ignore[attr-defined]
        # Its head, with what can be done next, is no part of what is asked for again and again.
        response["HX-Refresh"] = "true"
    return response


def _answer(erasure: Erasure) -> str:
    if outcome_of(erasure) == "nothing_held":
        return _("We searched everything that we keep, and hold nothing about you.")
    if erasure.held_at is not None:
        return _(
            "Your data is erased, but for what we have to keep for legal claims (GDPR Art. "
            "17(3)(e)). We do not use it otherwise, and erase it when they are over. The "
            "certificate here says what that is, and until when."
        )
    return _("Your data is erased. The certificate here says where, and what stays and why.")


def _crumbs(request: MemberRequest, found: DataSubjectRequest) -> dict[str, Any]:
    url = reverse("privacy_requests:detail", args=[request.workspace.slug, found.pk])
    name = _("Request %(number)d") % {"number": found.number or 0}
    return {"breadcrumbs": [crumb(request), Crumb(name, url)]}


def _place(request: MemberRequest, found: DataSubjectRequest) -> str:
    return reverse("privacy_erasure:erasure", args=[request.workspace.slug, found.pk])
