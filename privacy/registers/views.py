"""Pages of the registers: a list, an entry with its story, a form for each step, a file."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import record
from accounts.doors import MemberRequest, recently_authenticated_to_read, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.security import tell_of_export
from privacy.models import RegisterEntry, Step
from privacy.registers import exports
from privacy.registers.book import Book
from privacy.registers.breaches.book import BOOK as BREACHES
from privacy.registers.complaints.book import BOOK as COMPLAINTS
from privacy.registers.disclosures.book import BOOK as DISCLOSURES
from privacy.registers.reading import Told, note_seen, told, told_one
from privacy.views import Tab

BOOKS = {book.slug: book for book in (BREACHES, COMPLAINTS, DISCLOSURES)}
_SHOWN = 50
_WRITE = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Crumb:
    """One step of the way up."""

    label: str
    url: str


@dataclass(frozen=True)
class Line:
    """One line of an entry's story."""

    at: Any
    label: str
    text: str = ""


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def listing(request: MemberRequest, book: str) -> HttpResponseBase:
    """All entries of a register: what waits first, by its hours, then the newest."""
    shown = BOOKS[book]
    now = timezone.now()
    entries = RegisterEntry.objects.filter(register=shown.register)
    waiting = [shown.row(one, now) for one in told(entries.filter(closed_at=None))]
    waiting.sort(key=lambda row: (row.urgency, -row.told.entry.number))
    closed = Paginator(entries.exclude(closed_at=None).order_by("-number"), _SHOWN)
    page = closed.get_page(request.GET.get("page"))
    context = {
        "book": shown,
        "place": f"privacy_registers:{shown.register}",
        "waiting": waiting,
        "closed": [shown.row(one, now) for one in told(page.object_list)],
        "page": page,
        "tabs": _tabs(request, shown),
        "new_url": _url(request, f"{shown.register}_new"),
        "export_url": _url(request, f"{shown.register}_export"),
        "formats": [("csv", "CSV"), ("json", "JSON")],
    }
    return render(request, "privacy/registers/list.html", context)


@require_http_methods(_WRITE)
@requires(Permission.MANAGE_PRIVACY)
def new(request: MemberRequest, book: str) -> HttpResponseBase:
    """Enter something."""
    shown = BOOKS[book]
    form = shown.new_form(request.POST or None, initial=dict(shown.initial()))
    if request.method == "POST" and form.is_valid():
        try:
            entry_id = shown.enter(form)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("It is in the register."))
            return redirect(_url(request, shown.register, entry_id))
    return _form(request, form, shown.new_title, _("Enter it"), [_crumb(request, shown)])


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def detail(request: MemberRequest, book: str, entry_id: UUID) -> HttpResponseBase:
    """One entry: what is known, what the law still wants, what happened."""
    shown = BOOKS[book]
    found = _found(shown, entry_id)
    now = timezone.now()
    note_seen([found], place="register")
    context = {
        "title": shown.name(found.entry.number),
        "badge": shown.badge(found, now),
        "facts": shown.facts(found),
        "alerts": shown.alerts(found, now),
        "steps": [
            {"label": shown.steps[name].title, "url": _step_url(request, shown, name, entry_id)}
            for name in shown.offered(found)
        ],
        "story": _story(shown, found),
        "breadcrumbs": [_crumb(request, shown)],
    }
    return render(request, "privacy/registers/detail.html", context)


@require_http_methods(_WRITE)
@requires(Permission.MANAGE_PRIVACY)
def take_step(request: MemberRequest, book: str, entry_id: UUID, step: str) -> HttpResponseBase:
    """Show the step's form, or do it."""
    shown = BOOKS[book]
    found, chosen = _found(shown, entry_id), shown.steps[step]
    if step not in shown.offered(found):
        raise Http404("There is no such step now.")
    form = chosen.form(request.POST or None, initial=dict(chosen.initial(found)))
    if request.method == "POST" and form.is_valid():
        try:
            chosen.do(entry_id=entry_id, **chosen.said(form))
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, str(chosen.done))
            return redirect(_url(request, shown.register, entry_id))
    up = Crumb(shown.name(found.entry.number), _url(request, shown.register, entry_id))
    return _form(request, form, chosen.title, chosen.button, [_crumb(request, shown), up])


@require_safe
@requires(Permission.MANAGE_PRIVACY)
@recently_authenticated_to_read
def export(request: MemberRequest, book: str) -> HttpResponseBase:
    """The whole register as a file."""
    shown, file_format = BOOKS[book], request.GET.get("format", "csv")
    if file_format not in exports.FORMATS:
        raise Http404("There is no such file.")
    content_type, write = exports.FORMATS[file_format]
    rows = RegisterEntry.objects.filter(register=shown.register).order_by("number")
    entries = told(rows)
    body = write(shown, entries)
    note_seen(entries, place="register")
    tell_of_export("register", workspace=request.workspace, by=request.user)
    record("register.exported", register=shown.register, format=file_format)
    day = timezone.localdate().isoformat()
    name = f"{shown.slug}-{request.workspace.slug}-{day}.{file_format}"
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _found(book: Book, entry_id: UUID) -> Told:
    found = told_one(book.register, entry_id)
    if found is None:
        raise Http404("No such entry.")
    return found


def _story(book: Book, found: Told) -> list[Line]:
    """What happened and what was said, oldest first."""
    lines = []
    for event in found.events:
        label, detail = str(Step(event.step).label), book.event_detail(event.detail)
        lines.append(Line(event.at, f"{label}: {detail}" if detail else label))
    lines += [Line(n.at, str(book.fields.get(n.field, n.field)), n.text) for n in found.notes]
    return sorted(lines, key=lambda line: line.at)


def _form(
    request: MemberRequest, form: Any, title: Any, button: Any, breadcrumbs: list[Crumb]
) -> HttpResponseBase:
    context = {"form": form, "title": title, "button": button, "breadcrumbs": breadcrumbs}
    return render(request, "privacy/registers/form.html", context)


def _tabs(request: MemberRequest, shown: Book) -> list[Tab]:
    return [
        Tab(str(book.title), _url(request, f"{book.register}_list"), book is shown)
        for book in BOOKS.values()
    ]


def _crumb(request: MemberRequest, book: Book) -> Crumb:
    return Crumb(str(book.title), _url(request, f"{book.register}_list"))


def _step_url(request: MemberRequest, book: Book, step: str, entry_id: UUID) -> str:
    return _url(request, f"{book.register}_{step}", entry_id)


def _url(request: MemberRequest, name: str, *args: Any) -> str:
    return reverse(f"privacy_registers:{name}", args=[request.workspace.slug, *args])
