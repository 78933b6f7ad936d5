"""The desk: who asked for what, by when; a request with its story; taking one down."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import MemberRequest, requires
from accounts.parts import load_anew, nothing_new
from accounts.permissions import Permission
from privacy.clock import RULES
from privacy.inbound.addresses import address_for
from privacy.models import (
    Channel,
    DataSubjectRequest,
    Kind,
    State,
)
from privacy.recipients.finding import recipients_of
from privacy.rectifications.finding import corrections_of, corrections_under_way
from privacy.requests.finding import (
    DeskRow,
    events_of,
    letters_of,
    note_seen,
    on_the_desk,
    proposal_in,
    row_of,
    rows_of,
    shown_address,
    unconfirmed_mail,
)
from privacy.requests.forms import RecordForm
from privacy.requests.intake import record_request
from privacy.requests.opening import restrictions_under_way
from privacy.requests.passing import Passed, passed_to
from privacy.requests.sealing import about_of
from privacy.requests.story import story_of
from privacy.requests.timing import PROBLEM_WORDS, RULES_WORDS, both_laws
from privacy.requests.undone import is_undone
from privacy.restrictions.finding import notices_under_way, row_of_request

_OPEN_SHOWN = 50
_CLOSED_SHOWN = 50
_UNCONFIRMED_SHOWN = 50


@dataclass(frozen=True)
class Crumb:
    """One step of the way up."""

    label: str
    url: str


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def desk(request: MemberRequest) -> HttpResponseBase:
    """Late ones first; the latest closed ones below."""
    rows = DataSubjectRequest.objects.exclude(state=State.UNPROVEN)
    waiting = rows_of(rows.filter(state=State.OPEN))
    closed = rows_of(rows.filter(state=State.CLOSED).order_by("-closed_at")[:_CLOSED_SHOWN])
    closed.sort(key=lambda row: row.request.closed_at or timezone.now(), reverse=True)
    page = Paginator(waiting, _OPEN_SHOWN).get_page(request.GET.get("page"))
    context = {
        "waiting": page,
        "closed": closed,
        "unconfirmed": unconfirmed_mail().order_by("received_at")[:_UNCONFIRMED_SHOWN],
        "centre": _centre(request.workspace.slug),
        "mailbox": address_for(request.workspace),
    }
    return render(request, "privacy/requests/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def record_page(request: MemberRequest) -> HttpResponseBase:
    """Take down what came by mail, telephone or letter."""
    today = timezone.localdate()
    form = RecordForm(
        request.POST or None, initial={"received_on": today, "language": request.workspace.language}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kinds = {"kind": Kind(said["kind"]), "channel": Channel(said["channel"])}
        request_id = record_request(**{**said, **kinds})
        messages.success(request, _("The request is on the desk."))
        return redirect(
            "privacy_requests:detail", slug=request.workspace.slug, request_id=request_id
        )
    context = {"form": form, "breadcrumbs": [crumb(request)]}
    return render(request, "privacy/requests/record.html", context)


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def detail(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """One request: its days, its story, and what can be done next."""
    found = asked(request_id)
    row, events = row_of(found), events_of([found])[found.pk]
    # Before what it counts is read: what a job ends in between is shown again, and not for ever.
    passed = passed_to(found)
    left = _underway(found, passed)
    note_seen(found, place="desk")
    proposal = proposal_in(events)
    context = {
        "asked": found,
        "row": row,
        "address": shown_address(found),
        "about": about_of(found),
        "passed": passed,
        "both_laws": both_laws(found, events),
        "rules": RULES[found.rules],
        "rules_words": RULES_WORDS[found.rules],
        "story": story_of(events, letters_of(found, with_notes=True)),
        "problems": [PROBLEM_WORDS[problem] for problem in row.clock.problems],
        "restriction": row_of_request(found.pk),
        "corrections": corrections_of(found.pk),
        "recipients": recipients_of(found.pk),
        "underway": left,
        "is_undone": is_undone(found),
        "is_open": found.state == State.OPEN,
        "may_extend": _may_extend(row),
        "proposal": proposal,
        "may_decide": proposal is not None and proposal.actor_id != request.user.pk,
        "breadcrumbs": [crumb(request)],
    }
    return render(request, "privacy/requests/detail.html", context)


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def underway(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Has the page loaded once more when less is under way than its `left`; holds nothing else."""
    found = asked(request_id)
    left = str(_underway(found, passed_to(found)))
    return nothing_new() if left == request.GET.get("left", "") else load_anew()


def asked(request_id: UUID) -> DataSubjectRequest:
    """The request of an address; raises Http404 for what is on no desk of this workspace."""
    found = on_the_desk(request_id)
    if found is None:
        raise Http404("No such request.")
    return found


def crumb(request: MemberRequest) -> Crumb:
    """The way back to the desk."""
    slug = request.workspace.slug
    return Crumb(_("Privacy requests"), reverse("privacy_requests:desk", args=[slug]))


def name_of(found: DataSubjectRequest) -> str:
    """What people call it."""
    return _("Request %(number)d") % {"number": found.number or 0}


def place_of(request: MemberRequest, found: DataSubjectRequest) -> str:
    """Its page."""
    return reverse("privacy_requests:detail", args=[request.workspace.slug, found.pk])


def _underway(found: DataSubjectRequest, passed: Iterable[Passed]) -> int:
    """How much of it waits for a source, the mail server, a job, or its way to a customer."""
    pending = corrections_under_way(found.pk) + notices_under_way(found.pk)
    on_the_way = sum(one.arrived_at is None for one in passed)
    return pending + restrictions_under_way(found.pk) + on_the_way


def _centre(slug: str) -> str:
    """The address to tell people, by its public name and not by the one that was asked for."""
    path = reverse("privacy_requests:centre", args=[slug])
    return str(settings.PUBLIC_URL).rstrip("/") + path


def _may_extend(row: DeskRow) -> bool:
    """Whether it is worth offering; the clock decides when it is asked for."""
    return (
        row.request.state == State.OPEN
        and row.clock.extended_by < RULES[row.request.rules].most_months
    )
