"""The page of a copy at the desk: where it stands, whom it asked, its items."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.models import Job
from accounts.permissions import Permission
from integrations.selectors import sources_of_people
from privacy.access.annex import searched_of
from privacy.access.cards import cards_of
from privacy.access.forms import IdsForm
from privacy.access.portable import missing_bases
from privacy.access.redacting import shown, waiting_items
from privacy.access.services import BUILD, GATHER, gather, outcome_of
from privacy.access.views.places import copy_asked, crumbs, note_read, take
from privacy.access.words import store_words
from privacy.models import Kind, Outcome, Package, PackageItem, State

_ITEMS = 25
_ENDED = ("dead", "cancelled")


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def package(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Where the copy stands, what was asked, and its items."""
    found = copy_asked(request_id)
    copy = Package.objects.filter(request=found).first()
    context: dict[str, Any] = {
        "asked": found,
        "copy": copy,
        "is_open": found.state == State.OPEN,
        "breadcrumbs": crumbs(request, found),
        "ids_form": IdsForm(sources=sources_of_people()),
    }
    if copy is not None:
        context |= _state(copy)
        if copy.gathered_at is not None and copy.deleted_at is None:
            context |= _items(request, copy)
    return render(request, "privacy/access/package.html", context)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def gather_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Ask every store and every source."""
    found = copy_asked(request_id)
    form = IdsForm(request.POST, sources=sources_of_people())
    if not form.is_valid():
        raise Http404("No such ids.")
    return take(request, found, lambda: gather(request_id=found.pk, ids=form.ids()))


def _state(copy: Package) -> dict[str, Any]:
    task = BUILD if copy.building_at else GATHER
    job = Job.objects.filter(task=task, dedupe_key=str(copy.pk)).order_by("-created_at").first()
    is_running = copy.gathered_at is None or (copy.building_at and copy.built_at is None)
    is_stuck = bool(is_running and job and job.state in _ENDED)
    return {
        "is_gathering": copy.gathered_at is None,
        "is_building": copy.building_at is not None and copy.built_at is None,
        "is_running": bool(is_running) and not is_stuck,
        "is_stuck": is_stuck,
        "trouble": job.last_error if job and is_stuck else "",
        "progress": job.progress if job else {},
        "searched": searched_of(copy),
        "nothing": outcome_of(copy) == Outcome.NOTHING_HELD if copy.gathered_at else False,
    }


def _items(request: MemberRequest, copy: Package) -> dict[str, Any]:
    rows = PackageItem.objects.filter(package=copy).order_by("number")
    only = request.GET.get("only") == "texts"
    if only:
        rows = rows.exclude(texts=[])
    page = Paginator(rows, _ITEMS).get_page(request.GET.get("page"))
    found = shown(page.object_list)
    if found:
        note_read(copy.request)
    needs_basis = copy.request.kind == Kind.PORTABILITY
    return {
        "page": page,
        "cards": cards_of(found),
        "is_only_texts": only,
        "waiting": waiting_items(copy),
        "missing_bases": [store_words(one) for one in missing_bases(copy)] if needs_basis else [],
        "may_change": copy.building_at is None and copy.request.state == State.OPEN,
    }
