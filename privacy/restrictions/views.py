"""Pages of restrictions: who is restricted, restricting somebody, and the steps to its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from integrations.models import Source
from privacy.models import DataSubjectRequest, Decision, Ground, Kind, RestrictedPerson, State
from privacy.requests.finding import address
from privacy.requests.views.desk import Crumb, asked, name_of, place_of
from privacy.requests.views.desk import crumb as desk_crumb
from privacy.restrictions import ending, starting
from privacy.restrictions.finding import lines_of, restricted_rows
from privacy.restrictions.forms import AnnounceForm, DecideForm, LiftForm, RestrictForm

_SHOWN = 50


@dataclass(frozen=True)
class Step:
    """One step towards the end: its form, its service, its words."""

    form: Callable[..., forms.Form]
    do: Callable[..., Any]
    title: Any
    hint: Any
    button: Any
    done: Any
    types: Mapping[str, Callable[[str], Any]]


STEPS: dict[str, Step] = {
    "decide": Step(
        *(DecideForm, ending.decide_objection, gettext_lazy("Decide the objection")),
        gettext_lazy("Until then the data stays out of use."),
        *(gettext_lazy("Decide and tell the person"), gettext_lazy("The objection is decided.")),
        {"decision": Decision},
    ),
    "announce": Step(
        *(AnnounceForm, ending.announce_lifting, gettext_lazy("Tell the person before")),
        gettext_lazy("The restriction can be lifted once this notice is sent."),
        *(gettext_lazy("Send the notice"), gettext_lazy("The person is told.")),
        {},
    ),
    "lift": Step(
        *(LiftForm, ending.lift, gettext_lazy("Lift the restriction")),
        gettext_lazy(
            "The person’s records are in use again, and the numbers of the days that they touch "
            "are made again with them."
        ),
        *(gettext_lazy("Lift it"), gettext_lazy("The restriction is lifted.")),
        {},
    ),
}


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def restrictions(request: MemberRequest) -> HttpResponseBase:
    """Who is restricted now, by their records, what waits first; those lately freed below."""
    rows = RestrictedPerson.objects.select_related("request")
    waiting = Case(When(ground=Ground.OBJECTION, decision="", then=0), default=1)
    active = rows.filter(lifted_at=None, erased_at=None)
    active = active.order_by(waiting, "-restricted_at", "-id")
    page = Paginator(active, _SHOWN).get_page(request.GET.get("page"))
    over = rows.exclude(lifted_at=None, erased_at=None).order_by("-restricted_at", "-id")
    context = {
        "page": page,
        "active": restricted_rows(list(page)),
        "over": [] if page.number > 1 else list(over[:_SHOWN]),
    }
    return render(request, "privacy/restrictions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def begin(request: MemberRequest) -> HttpResponseBase:
    """Restrict somebody who made no request that is on the desk."""
    return _begin(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def begin_for(request: MemberRequest, request_id: UUID) -> HttpResponseBase:
    """Restrict the person of a request."""
    return _begin(request, asked(request_id))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def take_step(request: MemberRequest, person_id: UUID, step: str) -> HttpResponseBase:
    """Show the step's form, or do it."""
    person, chosen = _person(person_id), STEPS[step]
    has_address = person.request is not None and bool(person.request.address)
    form = chosen.form(request.POST or None, has_address=has_address)
    if request.method == "POST" and form.is_valid():
        try:
            chosen.do(person_id=person.pk, **_said(form, chosen))
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, str(chosen.done))
            return redirect(_after(request, person))
    context = {
        "form": form,
        "step": chosen,
        "back": _after(request, person),
        "breadcrumbs": _crumbs(request, person.request),
    }
    return render(request, "privacy/restrictions/step.html", context)


def _after(request: MemberRequest, person: RestrictedPerson) -> str:
    """Where the next step is taken: the request that waits for its answer, else the list."""
    found = person.request
    if found is not None and found.state == State.OPEN:
        return place_of(request, found)
    return _place(request)


def _begin(request: MemberRequest, found: DataSubjectRequest | None) -> HttpResponseBase:
    names = [(str(one.pk), one.name) for one in Source.objects.order_by("name")]
    initial = {
        "email": address(found) if found else "",
        "ground": Ground.OBJECTION if found and found.kind == Kind.OBJECTION else Ground.CONTESTED,
    }
    form = RestrictForm(request.POST or None, initial=initial, sources=names)
    meant = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        source_id = UUID(said["source"]) if said.get("source") else None
        subject = starting.subject_of(said["email"], source_id, said.get("record", ""))
        try:
            if "preview" in request.POST:
                meant = starting.preview(subject)
            else:
                starting.restrict(
                    subject=subject,
                    ground=Ground(said["ground"]),
                    reason=said["reason"],
                    request_id=found.pk if found else None,
                )
                messages.success(request, _("The person’s data is restricted."))
                return redirect(place_of(request, found) if found else _place(request))
        except Trouble as trouble:
            form.add_error(None, str(trouble))
    context = {
        "form": form,
        "meant": meant,
        "lines": lines_of(meant) if meant else [],
        "back": place_of(request, found) if found else _place(request),
        "breadcrumbs": _crumbs(request, found),
    }
    return render(request, "privacy/restrictions/begin.html", context)


def _person(person_id: UUID) -> RestrictedPerson:
    found = RestrictedPerson.objects.select_related("request").filter(pk=person_id).first()
    if found is None:
        raise Http404("No such restriction.")
    return found


def _said(form: forms.Form, step: Step) -> dict[str, Any]:
    kinds = {name: kind(form.cleaned_data[name]) for name, kind in step.types.items()}
    return {**form.cleaned_data, **kinds}


def _place(request: MemberRequest) -> str:
    return reverse("privacy_restrictions:list", args=[request.workspace.slug])


def _crumbs(request: MemberRequest, found: DataSubjectRequest | None) -> list[Crumb]:
    """By the request that it is about, where there is one: it says what was written."""
    if found is None:
        return [Crumb(_("Restricted people"), _place(request))]
    return [desk_crumb(request), Crumb(name_of(found), place_of(request, found))]
