"""The register of breaches as its pages show it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import require_workspace_id
from privacy.clock import RULES
from privacy.models import Register
from privacy.registers.book import Badge, Book, Fact, RegisterStep, Row
from privacy.registers.breaches import forms
from privacy.registers.breaches.forms import DESCRIBING, TOLD
from privacy.registers.breaches.services import (
    MISSING_WORDS,
    assess_breach,
    close_breach,
    decide_people,
    describe_breach,
    enter_breach,
    tell_authority,
)
from privacy.registers.breaches.standing import (
    BOTH,
    CONTROLLER,
    PROCESSOR,
    Risk,
    Standing,
    standing_of,
)
from privacy.registers.breaches.telling import tell_customers, told_workspaces
from privacy.registers.reading import Told
from privacy.requests.authorities import authority_of

_FAR = float("inf")
RISK_WORDS: Mapping[str, Any] = {
    Risk.NONE: gettext_lazy("Unlikely"),
    Risk.RISK: gettext_lazy("A risk"),
    Risk.HIGH: gettext_lazy("A high risk"),
}
_ROLE_WORDS = {
    CONTROLLER: gettext_lazy("as controller"),
    PROCESSOR: gettext_lazy("as processor"),
    BOTH: gettext_lazy("as controller and as processor"),
}
FIELDS: Mapping[str, Any] = {
    "what": gettext_lazy("What happened"),
    "people": gettext_lazy("Whose data"),
    "people_count": gettext_lazy("How many people, about"),
    "categories": gettext_lazy("Which data"),
    "record_count": gettext_lazy("How many records, about"),
    "consequences": gettext_lazy("What it may lead to"),
    "measures": gettext_lazy("What was done about it"),
    "reasons": gettext_lazy("Reasons of the assessment"),
    "notice": gettext_lazy("Told to the authority"),
    "reference": gettext_lazy("The authority’s reference"),
    "late_reasons": gettext_lazy("Reasons why it was late"),
    "people_notice": gettext_lazy("Told to the people concerned"),
    "people_reasons": gettext_lazy("Why the people concerned were not told"),
    "controller_notice": gettext_lazy("Told to customers"),
    "notice_to_us": gettext_lazy("Told by Proactivox"),
    "lessons": gettext_lazy("What was learned"),
}
_GROUND_WORDS = {
    "no_high_risk": gettext_lazy("the risk is not high"),
    "protected": gettext_lazy("the data is unintelligible to others, Art. 34(3)(a)"),
    "averted": gettext_lazy("the high risk is averted since, Art. 34(3)(b)"),
    "public": gettext_lazy("by a public notice instead, Art. 34(3)(c)"),
}


def name_of(number: int) -> str:
    return _("Breach %(number)d") % {"number": number}


def standing(told: Told) -> Standing:
    """Where it stands, from what was read already."""
    return standing_of(told.entry.began_at, told.entry.role, told.events)


def badge_of(told: Told, now: datetime) -> Badge:
    """How it stands in a word: hours first, because they do not wait."""
    if told.entry.closed_at:
        return Badge(_("Closed"), "none")
    stands = standing(told)
    left = stands.hours_left(now)
    if left is not None and left < 0:
        return Badge(_("Late"), "bad")
    if left is not None:
        words = ngettext("%(count)d hour left", "%(count)d hours left", left) % {"count": left}
        return Badge(words, "bad" if left < 24 else "warn")
    return Badge(_("Open"), "warn" if stands.missing else "good")


def row_of(told: Told, now: datetime) -> Row:
    stands = standing(told)
    left = None if told.entry.closed_at else stands.hours_left(now)
    runs = left is not None
    urgency = float(left) if left is not None else _FAR
    due_at = stands.due_at if runs else None
    name, what = name_of(told.entry.number), told.said.get("what", "")
    return Row(told, name, what, badge_of(told, now), due_at, urgency)


def facts_of(told: Told) -> Sequence[Fact]:
    stands, said = standing(told), told.said
    facts = [Fact(_("Aware since"), at=stands.aware_at)]
    if stands.due_at:
        facts.append(Fact(_("Authority has to know by"), at=stands.due_at))
    if stands.authority_told_at:
        facts.append(Fact(_("Authority told"), at=stands.authority_told_at))
    if is_house():
        facts.append(Fact(_("Our role"), str(_ROLE_WORDS.get(told.entry.role, ""))))
    risk = RISK_WORDS[stands.risk] if stands.risk else _("Not assessed yet")
    facts += [Fact(_("Risk"), str(risk)), Fact(_("Authority"), authority_of(told.entry.rules).name)]
    names = told_workspaces(told.events) if stands.controllers_told else {}
    if names:
        facts.append(Fact(_("Customers told"), ", ".join(names.values())))
    shown = (*DESCRIBING, "reference", "late_reasons", "notice_to_us")
    return [*facts, *(Fact(str(FIELDS[name]), said[name]) for name in shown if name in said)]


def alerts_of(told: Told, now: datetime) -> Sequence[tuple[str, str]]:
    """(tone, text) of what the law still wants, the most urgent first."""
    if told.entry.closed_at:
        return ()
    stands = standing(told)
    left = stands.hours_left(now)
    alerts = []
    if left is not None and left < 0:
        text = _("The 72 hours are over. Tell the authority now, with the reasons why it is late.")
        alerts.append(("bad", text))
    words = [str(MISSING_WORDS[missing]) for missing in stands.missing]
    return [*alerts, *(("warn", text) for text in words)]


def offered(told: Told) -> Sequence[str]:
    """The steps that can be taken, the one to take first at the front."""
    if told.entry.closed_at:
        return ()
    stands, role = standing(told), told.entry.role
    steps = ["assess"]
    if role != PROCESSOR:
        steps.append("authority")
        steps.append("people")
    if role != CONTROLLER and is_house():
        steps.append("customers")
    steps = [*steps, "describe", "close"]
    return steps if stands.risk is None else [*steps[1:-1], "assess", steps[-1]]


def is_house() -> bool:
    """Whether this is Proactivox's own register."""
    return require_workspace_id() == HOUSE_ID


def _described(form: Any) -> Mapping[str, str]:
    return {name: form.cleaned_data[name] for name in DESCRIBING}


def _enter(form: Any) -> UUID:
    said = form.cleaned_data
    role = said.get("role", CONTROLLER)
    described = _described(form)
    return enter_breach(aware_at=said["aware_at"], role=role, rules=said["rules"], said=described)


def _people(form: Any) -> Mapping[str, Any]:
    ground = form.cleaned_data["ground"]
    return {**form.cleaned_data, "ground": "" if ground == TOLD else ground}


STEPS = {
    "assess": RegisterStep(
        *(forms.AssessForm, assess_breach, gettext_lazy("Assess the risk"), gettext_lazy("Save")),
        gettext_lazy("The risk is assessed."),
        lambda form: {**form.cleaned_data, "risk": Risk(form.cleaned_data["risk"])},
    ),
    "authority": RegisterStep(
        *(forms.AuthorityForm, tell_authority, gettext_lazy("Record a notice to the authority")),
        *(gettext_lazy("Save"), gettext_lazy("The notice is on record.")),
        initial=lambda told: {"told_at": timezone.localtime()},
    ),
    "people": RegisterStep(
        *(forms.PeopleForm, decide_people, gettext_lazy("Tell the people concerned, or not")),
        *(gettext_lazy("Save"), gettext_lazy("The decision is on record."), _people),
        initial=lambda told: {"told_at": timezone.localtime(), "ground": TOLD},
    ),
    "customers": RegisterStep(
        *(forms.CustomersForm, tell_customers, gettext_lazy("Tell customers")),
        *(gettext_lazy("Tell them"), gettext_lazy("Each of them is told now.")),
        lambda form: {
            "workspace_ids": list(map(UUID, form.chosen)),
            "text": form.cleaned_data["text"],
        },
    ),
    "describe": RegisterStep(
        *(forms.DescribeForm, describe_breach, gettext_lazy("Say what is known now")),
        *(gettext_lazy("Save"), gettext_lazy("The description is saved.")),
        lambda form: {"said": _described(form)},
        initial=lambda told: {name: told.said.get(name, "") for name in DESCRIBING},
    ),
    "close": RegisterStep(
        *(
            forms.CloseForm,
            close_breach,
            gettext_lazy("Close the breach"),
            gettext_lazy("Close it"),
        ),
        gettext_lazy("The breach is closed. It stays in the register."),
    ),
}

BOOK = Book(
    register=Register.BREACH,
    slug="breaches",
    title=gettext_lazy("Breaches"),
    hint=gettext_lazy(
        "Every breach of personal data is entered, also those that nobody is told of (Art. 33(5) "
        "GDPR)."
    ),
    name=name_of,
    began=gettext_lazy("Aware since"),
    due=gettext_lazy("Authority has to know by"),
    empty=gettext_lazy(
        "Loss, theft, wrong recipients, strangers inside: enter it as soon as you know. You have "
        "72 hours to tell the authority, and this page counts them."
    ),
    new_title=gettext_lazy("Enter a breach"),
    new_form=lambda *args, **kwargs: forms.EnterForm(*args, is_house=is_house(), **kwargs),
    enter=_enter,
    row=row_of,
    facts=facts_of,
    alerts=alerts_of,
    steps=STEPS,
    offered=offered,
    fields=FIELDS,
    initial=lambda: {"aware_at": timezone.localtime(), "rules": next(iter(RULES))},
    event_detail=lambda detail: str(RISK_WORDS.get(detail) or _GROUND_WORDS.get(detail, "")),
)
