"""The desk's pages of a copy: gathered, looked through item by item, made, released."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.models import Job
from accounts.permissions import Permission
from accounts.readings import ANSWER_REQUEST, note_reading
from accounts.tenancy import inside
from integrations.selectors import sources_of_people
from privacy.access.annex import searched_of
from privacy.access.fetching import open_for_desk
from privacy.access.forms import BasesForm, IdsForm, LeaveOutForm, ReleaseForm
from privacy.access.holdings import CONTENT
from privacy.access.portable import missing_bases, state_bases
from privacy.access.redacting import (
    Shown,
    bring_back,
    leave_out,
    look_at,
    shown,
    waiting_items,
)
from privacy.access.services import (
    BUILD,
    GATHER,
    KINDS,
    build,
    change,
    gather,
    outcome_of,
    release,
)
from privacy.access.views.person import as_file
from privacy.access.words import field_words, store_words
from privacy.models import (
    DataSubjectRequest,
    Kind,
    LeftOut,
    Outcome,
    Package,
    PackageItem,
    Redaction,
    State,
)
from privacy.requests.finding import person_key
from privacy.requests.views.desk import Crumb, asked, crumb

_ITEMS = 25
_READ_AND_SEND = ["GET", "HEAD", "POST"]
_ENDED = ("dead", "cancelled")


@dataclass(frozen=True)
class Field:
    """One field of an item: what is given out, and what is left out why."""

    name: str
    label: str
    value: str | None
    is_text: bool
    left_out: tuple[Any, ...]


@dataclass(frozen=True)
class Card:
    """One item as the desk sees it."""

    item: PackageItem
    store: str
    source: str
    fields: tuple[Field, ...]

    @property
    def is_waiting(self) -> bool:
        """Somebody wrote freely in it, and no member has looked at that."""
        return bool(self.item.texts) and self.item.looked_at is None


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def package(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Where the copy stands, what was asked, and its items."""
    found = _asked(request_id)
    copy = Package.objects.filter(request=found).first()
    context: dict[str, Any] = {
        "asked": found,
        "copy": copy,
        "is_open": found.state == State.OPEN,
        "breadcrumbs": _crumbs(request, found),
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
    found = _asked(request_id)
    form = IdsForm(request.POST, sources=sources_of_people())
    if not form.is_valid():
        raise Http404("No such ids.")
    return _do(request, found, lambda: gather(request_id=found.pk, ids=form.ids()))


@require_http_methods(_READ_AND_SEND)
@requires(Permission.MANAGE_PRIVACY)
def leave_out_page(request: MemberRequest, request_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Leave one field of one item out, or words in it, with the reason."""
    found = _asked(request_id)
    item = _item(found, item_id)
    name = request.POST.get("field") or request.GET.get("field", "")
    (one,) = shown([item])
    if name not in one.content:
        raise Http404("No such field.")
    form = LeaveOutForm(request.POST or None, initial={"field": name})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            leave_out(
                item_id=item.pk,
                field=said["field"],
                reason=LeftOut(said["reason"]),
                words=said["words"],
            )
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            return _back(request, found)
    _note(found)
    context = {
        "asked": found,
        "form": form,
        "label": field_words(name),
        "value": one.content[name],
        "store": store_words(item.store),
        "breadcrumbs": [*_crumbs(request, found), Crumb(_("Copy"), _place(request, found))],
    }
    return render(request, "privacy/access/leave_out.html", context)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def looked_at(request: MemberRequest, request_id: UUID, item_id: UUID) -> HttpResponseBase:
    """What was written freely in an item is read."""
    found = _asked(request_id)
    item = _item(found, item_id)
    return _do(request, found, lambda: look_at(item_id=item.pk))


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def brought_back(request: MemberRequest, request_id: UUID, redaction_id: UUID) -> HttpResponseBase:
    """Give out after all what was left out."""
    found = _asked(request_id)
    rows = Redaction.objects.filter(item__package__request=found, pk=redaction_id)
    if not rows.exists():
        raise Http404("Nothing of this copy is left out so.")
    return _do(request, found, lambda: bring_back(redaction_id=redaction_id))


@require_http_methods(_READ_AND_SEND)
@requires(Permission.MANAGE_PRIVACY)
def bases(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """On which basis the workspace processes what was found; what is portable depends on it."""
    found = _asked(request_id)
    copy = Package.objects.filter(request=found).first()
    stores = missing_bases(copy) if copy else []
    form = BasesForm(request.POST or None, stores=stores)
    if not stores:
        return _back(request, found)
    if request.method == "POST" and form.is_valid():
        state_bases(bases=form.bases())
        return _back(request, found)
    crumbs = [*_crumbs(request, found), Crumb(_("Copy"), _place(request, found))]
    context = {"asked": found, "form": form, "breadcrumbs": crumbs}
    return render(request, "privacy/access/bases.html", context)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def build_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Have the file made."""
    found = _asked(request_id)
    return _do(request, found, lambda: build(request_id=found.pk))


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def change_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Throw the file away and look through the items again."""
    found = _asked(request_id)
    return _do(request, found, lambda: change(request_id=found.pk))


@require_POST
@requires(Permission.MANAGE_PRIVACY, transaction=False)
def open_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """The file, for a member to look at or to hand over."""
    with inside(request.workspace):
        found = _asked(request_id)
        rows = Package.objects.select_related("request").filter(request=found, deleted_at=None)
        copy = rows.exclude(built_at=None).first()
        if copy is None:
            raise Http404("No copy is made.")
        pieces = open_for_desk(copy)
    return as_file(pieces, f"request-{found.number}-copy", copy.size)


@require_http_methods(_READ_AND_SEND)
@requires(Permission.MANAGE_PRIVACY)
def release_page(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Answer with the copy, which closes the request."""
    found = _asked(request_id)
    copy = Package.objects.filter(request=found).exclude(built_at=None).first()
    if copy is None:
        return _back(request, found)
    is_empty = outcome_of(copy) == Outcome.NOTHING_HELD
    form = ReleaseForm(request.POST or None, has_address=bool(found.address))
    if request.method == "POST" and form.is_valid():
        try:
            release(request_id=found.pk, **form.cleaned_data)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("The person has the copy, and the request is closed."))
            return _back(request, found)
    crumbs = [*_crumbs(request, found), Crumb(_("Copy"), _place(request, found))]
    context = {"asked": found, "form": form, "breadcrumbs": crumbs, "is_empty": is_empty}
    return render(request, "privacy/access/release.html", context)


def _asked(request_id: UUID) -> DataSubjectRequest:
    found = asked(request_id)
    if found.kind not in KINDS:
        raise Http404("No copy was asked for.")
    return found


def _item(found: DataSubjectRequest, item_id: UUID) -> PackageItem:
    item = PackageItem.objects.filter(package__request=found, pk=item_id).first()
    if item is None:
        raise Http404("No such item.")
    return item


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
        _note(copy.request)
    needs_basis = copy.request.kind == Kind.PORTABILITY
    return {
        "page": page,
        "cards": _cards(found),
        "is_only_texts": only,
        "waiting": waiting_items(copy),
        "missing_bases": [store_words(one) for one in missing_bases(copy)] if needs_basis else [],
        "may_change": copy.building_at is None and copy.request.state == State.OPEN,
    }


def _cards(found: list[Shown]) -> list[Card]:
    names = {source.pk: source.name for source in sources_of_people()}
    made: dict[tuple[Any, str], list[Redaction]] = {}
    for one in Redaction.objects.filter(item__in=[each.item for each in found]).order_by("made_at"):
        made.setdefault((one.item_id, one.field), []).append(one)
    return [
        Card(
            one.item,
            store_words(one.item.store),
            names.get(one.item.source_id, "") if one.item.source_id else "",
            tuple(
                Field(
                    name,
                    field_words(name),
                    value,
                    name in one.item.texts,
                    tuple(made.get((one.item.pk, name), ())),
                )
                for name, value in one.content.items()
                if value or name in one.left_out
            ),
        )
        for one in found
    ]


def _note(found: DataSubjectRequest) -> None:
    key = person_key(found)
    note_reading(subject_key=key, purpose=ANSWER_REQUEST, fields=(CONTENT,), place="package")


def _do(
    request: MemberRequest, found: DataSubjectRequest, step: Callable[[], Any]
) -> HttpResponseBase:
    try:
        step()
    except Trouble as trouble:
        messages.error(request, str(trouble))
    return _back(request, found)


def _back(request: MemberRequest, found: DataSubjectRequest) -> HttpResponseBase:
    where = request.POST.get("back", "")
    query = f"?{where}" if where == "only=texts" else ""
    return redirect(_place(request, found) + query)


def _place(request: MemberRequest, found: DataSubjectRequest) -> str:
    return reverse("privacy_access:package", args=[request.workspace.slug, found.pk])


def _crumbs(request: MemberRequest, found: DataSubjectRequest) -> list[Crumb]:
    name = _("Request %(number)d") % {"number": found.number or 0}
    place = reverse("privacy_requests:detail", args=[request.workspace.slug, found.pk])
    return [crumb(request), Crumb(name, place)]
