"""The desk's steps on one request, each a page with one form: ask, extend, reply, hear, close."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from privacy.clock import Clock, Problem, Question
from privacy.models import Kind, Outcome
from privacy.requests.ending import close_request, decide_refusal, propose_refusal
from privacy.requests.handling import ask_person, extend_request, hear_person, reply_to_person
from privacy.requests.step_forms import (
    AskForm,
    CloseForm,
    DecideForm,
    ExtendForm,
    HearForm,
    ProposeForm,
    ReplyForm,
)
from privacy.requests.timing import PROBLEM_WORDS
from privacy.requests.undone import UNDONE_WORDS, is_undone
from privacy.requests.views.desk import Crumb, asked, crumb, name_of, place_of


@dataclass(frozen=True)
class Step:
    """One step: its form, its service, its words."""

    form: Callable[..., forms.Form]
    do: Callable[..., Any]
    title: Any
    button: Any
    done: Any
    types: Mapping[str, Callable[[str], Any]]


STEPS: dict[str, Step] = {
    "ask": Step(
        *(AskForm, ask_person, gettext_lazy("Ask the person"), gettext_lazy("Send the question")),
        *(gettext_lazy("The question is sent."), {"question": Question}),
    ),
    "extend": Step(
        *(ExtendForm, extend_request, gettext_lazy("Extend the time"), gettext_lazy("Extend it")),
        *(gettext_lazy("The time is extended, and the person is told."), {}),
    ),
    "reply": Step(
        *(ReplyForm, reply_to_person, gettext_lazy("Write to the person"), gettext_lazy("Send")),
        *(gettext_lazy("Your message is sent."), {}),
    ),
    "hear": Step(
        *(HearForm, hear_person, gettext_lazy("Take down what the person said")),
        *(gettext_lazy("Save"), gettext_lazy("It is on record."), {}),
    ),
    "propose": Step(
        *(ProposeForm, propose_refusal, gettext_lazy("Propose to refuse it as unfounded")),
        *(gettext_lazy("Propose it"), gettext_lazy("Another member is asked to agree."), {}),
    ),
    "decide": Step(
        *(DecideForm, decide_refusal, gettext_lazy("Agree or decline"), gettext_lazy("Decide")),
        *(gettext_lazy("It is decided."), {"is_agreed": lambda said: said == "yes"}),
    ),
    "close": Step(
        *(CloseForm, close_request, gettext_lazy("Answer and close")),
        *(gettext_lazy("Send the answer and close"), gettext_lazy("The request is closed.")),
        {"outcome": Outcome},
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_PRIVACY)
def take_step(request: MemberRequest, request_id: UUID, step: str) -> HttpResponseBase:
    """Show the step's form, or do it."""
    found, chosen = asked(request_id), STEPS[step]
    form = chosen.form(request.POST or None, has_address=bool(found.address))
    if request.method == "POST" and form.is_valid():
        try:
            result = chosen.do(request_id=found.pk, **_said(form, chosen))
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, str(chosen.done))
            _warn(request, step, result)
            return redirect(place_of(request, found))
    breadcrumbs = [crumb(request), Crumb(name_of(found), place_of(request, found))]
    context: dict[str, Any] = {
        "form": form,
        "step": chosen,
        "asked": found,
        "breadcrumbs": breadcrumbs,
    }
    if step == "close" and is_undone(found):
        context["undone"] = UNDONE_WORDS[Kind(found.kind)]
    if step == "propose":
        others = members_who_may(Permission.MANAGE_PRIVACY)
        context["is_alone"] = all(one.user_id == request.user.pk for one in others)
    return render(request, "privacy/requests/step.html", context)


def _said(form: forms.Form, step: Step) -> dict[str, Any]:
    kinds = {name: kind(form.cleaned_data[name]) for name, kind in step.types.items()}
    return {**form.cleaned_data, **kinds}


def _warn(request: MemberRequest, step: str, result: Any) -> None:
    """A late question is sent all the same; that it stops nothing has to be known."""
    if step == "ask" and isinstance(result, Clock) and Problem.ASKED_LATE in result.problems:
        messages.warning(request, str(PROBLEM_WORDS[Problem.ASKED_LATE]))
