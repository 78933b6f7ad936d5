"""The register of breaches as its pages show it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import require_workspace_id
from privacy.clock import RULES
from privacy.models import Register
from privacy.registers.book import Badge, Book, Fact
from privacy.registers.breaches import forms
from privacy.registers.breaches.forms import DESCRIBING
from privacy.registers.breaches.services import MISSING_WORDS, enter_breach
from privacy.registers.breaches.standing import CONTROLLER, PROCESSOR, Standing, standing_of
from privacy.registers.breaches.steps import STEPS, described
from privacy.registers.breaches.telling import told_workspaces
from privacy.registers.breaches.words import FIELDS, GROUND_WORDS, RISK_WORDS, ROLE_WORDS
from privacy.registers.reading import Told
from privacy.requests.authorities import authority_of


def standing(told: Told) -> Standing:
    """Where it stands, from what was read already."""
    return standing_of(told.entry.began_at, told.entry.role, told.events)


def is_house() -> bool:
    """Whether this is Proactivox's own register."""
    return require_workspace_id() == HOUSE_ID


class Breaches(Book):
    """Every breach, with its 72 hours."""

    register = Register.BREACH
    slug = "breaches"
    title = gettext_lazy("Breaches")
    hint = gettext_lazy(
        "Every breach of personal data is entered, also those that nobody is told of (Art. 33(5) "
        "GDPR)."
    )
    began = gettext_lazy("Aware since")
    due = gettext_lazy("Authority has to know by")
    empty = gettext_lazy(
        "Loss, theft, wrong recipients, strangers inside: enter it as soon as you know. You have "
        "72 hours to tell the authority, and this page counts them."
    )
    new_title = gettext_lazy("Enter a breach")
    fields = FIELDS
    steps = STEPS
    details = {**GROUND_WORDS, **RISK_WORDS}
    first = "what"

    @staticmethod
    def new_form(*args: Any, **kwargs: Any) -> Form:
        return forms.EnterForm(*args, is_house=is_house(), **kwargs)

    def name(self, number: int) -> str:
        return _("Breach %(number)d") % {"number": number}

    def enter(self, form: Any) -> UUID:
        said = form.cleaned_data
        return enter_breach(
            aware_at=said["aware_at"],
            role=said.get("role", CONTROLLER),
            rules=said["rules"],
            said=described(form),
        )

    def initial(self) -> Mapping[str, Any]:
        return {"aware_at": timezone.localtime(), "rules": next(iter(RULES))}

    def due_at(self, told: Told, now: datetime) -> datetime | None:
        stands = standing(told)
        return stands.due_at if stands.hours_left(now) is not None else None

    def badge(self, told: Told, now: datetime) -> Badge:
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

    def facts(self, told: Told) -> Sequence[Fact]:
        stands, said = standing(told), told.said
        facts = [Fact(_("Aware since"), at=stands.aware_at)]
        if stands.due_at:
            facts.append(Fact(_("Authority has to know by"), at=stands.due_at))
        if stands.authority_told_at:
            facts.append(Fact(_("Authority told"), at=stands.authority_told_at))
        if is_house():
            facts.append(Fact(_("Our role"), str(ROLE_WORDS.get(told.entry.role, ""))))
        risk = RISK_WORDS[stands.risk] if stands.risk else _("Not assessed yet")
        facts += [
            Fact(_("Risk"), str(risk)),
            Fact(_("Authority"), authority_of(told.entry.rules).name),
        ]
        names = told_workspaces(told.events) if stands.controllers_told else {}
        if names:
            facts.append(Fact(_("Customers told"), ", ".join(names.values())))
        shown = (*DESCRIBING, "reference", "late_reasons", "notice_to_us")
        return [*facts, *(Fact(str(FIELDS[name]), said[name]) for name in shown if name in said)]

    def wanted(self, told: Told, now: datetime) -> Sequence[tuple[str, str]]:
        stands = standing(told)
        left = stands.hours_left(now)
        alerts = []
        if left is not None and left < 0:
            text = _(
                "The 72 hours are over. Tell the authority now, with the reasons why it is late."
            )
            alerts.append(("bad", text))
        words = [str(MISSING_WORDS[missing]) for missing in stands.missing]
        return [*alerts, *(("warn", text) for text in words)]

    def taken_next(self, told: Told) -> Sequence[str]:
        stands, role = standing(told), told.entry.role
        steps = ["assess"]
        if role != PROCESSOR:
            steps.append("authority")
            steps.append("people")
        if role != CONTROLLER and is_house():
            steps.append("customers")
        steps = [*steps, "describe", "close"]
        return steps if stands.risk is None else [*steps[1:-1], "assess", steps[-1]]


BOOK = Breaches()
