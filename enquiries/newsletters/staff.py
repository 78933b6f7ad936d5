"""The staff's pages of newsletters: write, look, try, send, hold."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, staff
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.signals import MailEnd
from enquiries.models import Newsletter, Topic
from enquiries.newsletters import writing
from enquiries.newsletters.composing import said
from enquiries.newsletters.finding import ends_of, opt_ins, still_to_get, unreachable
from enquiries.newsletters.forms import LetterForm, SendForm

_READ_AND_SEND = ["GET", "HEAD", "POST"]
_SHOWN = 200


@dataclass(frozen=True)
class Crumb:
    """One step of the way back."""

    label: str
    url: str


@dataclass(frozen=True)
class Progress:
    """How far a letter is: mails by how they ended."""

    sent: int
    waiting: int
    stopped: int
    failed: int
    returned: int

    @property
    def total(self) -> int:
        return self.sent + self.waiting + self.stopped + self.failed + self.returned


@require_safe
@staff(Permission.SEND_NEWSLETTERS)
def newsletters(request: MemberRequest) -> HttpResponseBase:
    """Every letter with its state, and how many agree to what."""
    letters = list(Newsletter.objects.order_by("-made_at")[:_SHOWN])
    ends = ends_of(letters)
    counts = opt_ins()
    context = {
        "rows": [(one, _progress(ends[one.pk])) for one in letters],
        "opt_ins": [(topic.label, counts[topic.value]) for topic in Topic],
        "unreachable": unreachable(),
    }
    return render(request, "enquiries/newsletters/list.html", context)


@require_http_methods(_READ_AND_SEND)
@staff(Permission.SEND_NEWSLETTERS)
def new(request: MemberRequest) -> HttpResponseBase:
    """A new letter."""
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        letter = writing.write_letter(words=form.cleaned_data)
        return _to(request, letter.pk)
    context = {"form": form, "breadcrumbs": [_crumb(request)]}
    return render(request, "enquiries/newsletters/write.html", context)


@require_http_methods(_READ_AND_SEND)
@staff(Permission.SEND_NEWSLETTERS)
def edit(request: MemberRequest, letter_id: UUID) -> HttpResponseBase:
    """Another wording, while nobody has the letter."""
    letter = _letter(letter_id)
    form = LetterForm(request.POST or None, instance=letter)
    if request.method == "POST" and form.is_valid():
        return _take(
            request,
            letter_id,
            lambda: writing.write_letter(words=form.cleaned_data, letter_id=letter_id),
        )
    context = {"form": form, "letter": letter, "breadcrumbs": [_crumb(request)]}
    return render(request, "enquiries/newsletters/write.html", context)


@require_safe
@staff(Permission.SEND_NEWSLETTERS)
def letter_page(request: MemberRequest, letter_id: UUID) -> HttpResponseBase:
    """The letter in both languages, how far it is, and what can be done now."""
    return _page(request, _letter(letter_id), SendForm())


@require_POST
@staff(Permission.SEND_NEWSLETTERS)
def send(request: MemberRequest, letter_id: UUID) -> HttpResponseBase:
    """Now, or at a moment to come, in the workspace's own time."""
    form = SendForm(request.POST)
    if not form.is_valid():
        return _page(request, _letter(letter_id), form)
    at = form.cleaned_data["at"]
    return _take(request, letter_id, lambda: writing.send_letter(letter_id=letter_id, at=at))


@require_POST
@staff(Permission.SEND_NEWSLETTERS)
def take_step(request: MemberRequest, letter_id: UUID, step: str) -> HttpResponseBase:
    """One of the steps that ask for nothing more."""
    if step == "test":
        return _take(
            request, letter_id, lambda: writing.test_letter(letter_id=letter_id, to=request.user)
        )
    answer = _take(request, letter_id, lambda: STEPS[step](letter_id=letter_id))
    if step == "delete" and not Newsletter.objects.filter(pk=letter_id).exists():
        return redirect("enquiries:newsletters", slug=request.workspace.slug)
    return answer


STEPS: Mapping[str, Callable[..., None]] = {
    "unschedule": writing.unschedule_letter,
    "pause": writing.pause_letter,
    "resume": writing.resume_letter,
    "delete": writing.delete_letter,
}


def _page(request: MemberRequest, letter: Newsletter, form: SendForm) -> HttpResponseBase:
    context = {
        "letter": letter,
        "letters": [
            (name, said(letter, code)) for code, name in (("en", "English"), ("da", "Dansk"))
        ],
        "progress": _progress(ends_of([letter])[letter.pk]),
        "to_get": still_to_get(letter).count(),
        "form": form,
        "breadcrumbs": [_crumb(request)],
    }
    return render(request, "enquiries/newsletters/letter_page.html", context)


def _progress(ends: Mapping[str, int]) -> Progress:
    failed = (MailEnd.REFUSED, MailEnd.UNSENT, MailEnd.UNCLEAR)
    return Progress(
        sent=ends.get(MailEnd.SENT, 0),
        waiting=ends.get("", 0),
        stopped=ends.get(MailEnd.STOPPED, 0),
        failed=sum(ends.get(one, 0) for one in failed),
        returned=ends.get(MailEnd.RETURNED, 0),
    )


def _letter(letter_id: UUID) -> Newsletter:
    letter = Newsletter.objects.filter(pk=letter_id).first()
    if letter is None:
        raise Http404("No such letter.")
    return letter


def _take(request: MemberRequest, letter_id: UUID, step: Callable[[], Any]) -> HttpResponseBase:
    try:
        step()
    except Newsletter.DoesNotExist as error:
        raise Http404("No such letter.") from error
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("Done."))
    return _to(request, letter_id)


def _to(request: MemberRequest, letter_id: UUID) -> HttpResponseBase:
    slug = request.workspace.slug
    return redirect("enquiries:newsletter_letter", slug=slug, letter_id=letter_id)


def _crumb(request: MemberRequest) -> Crumb:
    slug = request.workspace.slug
    return Crumb(_("Newsletters"), reverse("enquiries:newsletters", args=[slug]))
