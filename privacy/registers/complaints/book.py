"""The register of complaints as its pages show it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.selectors import language_of
from accounts.tenancy import require_workspace_id
from privacy.clock import RULES, acknowledge_by
from privacy.models import Channel, Register, Step
from privacy.registers.book import Badge, Book, Fact, RegisterStep
from privacy.registers.complaints import forms
from privacy.registers.complaints.services import (
    acknowledge_complaint,
    close_complaint,
    hear_complainant,
    record_complaint,
    write_to_complainant,
)
from privacy.registers.reading import Told
from privacy.registers.sealing import ADDRESS
from privacy.requests.authorities import authority_of

_OUTCOMES: Mapping[str, Any] = {
    "upheld": gettext_lazy("The person is right"),
    "partly": gettext_lazy("The person is partly right"),
    "not_upheld": gettext_lazy("The person is not right"),
    "withdrawn": gettext_lazy("Taken back"),
}
FIELDS: Mapping[str, Any] = {
    ADDRESS: gettext_lazy("Person"),
    "text": gettext_lazy("The complaint"),
    "acknowledged": gettext_lazy("Acknowledged"),
    "written": gettext_lazy("To the person"),
    "heard": gettext_lazy("From the person"),
    "outcome": gettext_lazy("Answer to the person"),
}


def acknowledged_at(told: Told) -> datetime | None:
    """When it was first acknowledged."""
    return min((one.at for one in told.events if one.step == Step.ACKNOWLEDGED), default=None)


def acknowledge_until(told: Told) -> datetime:
    """The end of the last day for acknowledging it, in the zone of its rules."""
    rules = RULES[told.entry.rules]
    return datetime.combine(acknowledge_by(told.entry.began_at, rules), time.max, rules.zone)


STEPS = {
    "acknowledge": RegisterStep(
        *(forms.AcknowledgeForm, acknowledge_complaint, gettext_lazy("Acknowledge the complaint")),
        *(gettext_lazy("Save"), gettext_lazy("The acknowledgement is on record.")),
    ),
    "write": RegisterStep(
        *(forms.TextForm, write_to_complainant, gettext_lazy("Write to the person")),
        *(gettext_lazy("Send"), gettext_lazy("Your message is sent.")),
    ),
    "hear": RegisterStep(
        *(forms.HearForm, hear_complainant, gettext_lazy("Take down what the person said")),
        *(gettext_lazy("Save"), gettext_lazy("It is on record.")),
    ),
    "close": RegisterStep(
        *(forms.CloseForm, close_complaint, gettext_lazy("Answer and close")),
        *(gettext_lazy("Send the answer and close"), gettext_lazy("The complaint is closed.")),
    ),
}


class Complaints(Book):
    """What people complain about: acknowledged, answered, closed."""

    register = Register.COMPLAINT
    slug = "complaints"
    title = gettext_lazy("Complaints")
    hint = gettext_lazy(
        "Complaints about how personal data is handled. The United Kingdom wants each acknowledged "
        "within 30 days and answered without undue delay."
    )
    began = gettext_lazy("Received")
    due = gettext_lazy("Acknowledge by")
    empty = gettext_lazy(
        "What people complain about on your public page arrives here, acknowledged by itself."
    )
    new_title = gettext_lazy("Take down a complaint")
    new_form = forms.RecordForm
    fields = FIELDS
    steps = STEPS
    details = _OUTCOMES
    first = "text"

    def name(self, number: int) -> str:
        return _("Complaint %(number)d") % {"number": number}

    def enter(self, form: Any) -> UUID:
        said = form.cleaned_data
        return record_complaint(**{**said, "channel": Channel(said["channel"])})

    def initial(self) -> Mapping[str, Any]:
        return {
            "received_on": timezone.localdate(),
            "language": language_of(require_workspace_id()),
        }

    def due_at(self, told: Told, now: datetime) -> datetime | None:
        return acknowledge_until(told) if acknowledged_at(told) is None else None

    def badge(self, told: Told, now: datetime) -> Badge:
        if told.entry.closed_at:
            return Badge(str(_OUTCOMES.get(told.entry.outcome, _("Closed"))), "none")
        if acknowledged_at(told):
            return Badge(_("Open"), "warn")
        is_late = now > acknowledge_until(told)
        return Badge(_("Late") if is_late else _("Not acknowledged"), "bad")

    def facts(self, told: Told) -> Sequence[Fact]:
        entry = told.entry
        facts = [Fact(_("Received"), at=entry.began_at)]
        facts.append(Fact(_("How it came"), str(Channel(entry.channel).label)))
        known = acknowledged_at(told)
        when = (
            Fact(_("Acknowledged"), at=known)
            if known
            else Fact(_("Acknowledge by"), at=acknowledge_until(told))
        )
        facts += [when, Fact(_("Authority"), authority_of(entry.rules).name)]
        facts.append(Fact(_("Person"), told.said.get(ADDRESS, "") or _("no e-mail address")))
        return [*facts, Fact(str(FIELDS["text"]), told.said.get("text", ""))]

    def wanted(self, told: Told, now: datetime) -> Sequence[tuple[str, str]]:
        if acknowledged_at(told):
            return ()
        text = _("Nobody has acknowledged it: no e-mail address is known, so somebody has to.")
        return [("bad" if now > acknowledge_until(told) else "warn", text)]

    def taken_next(self, told: Told) -> Sequence[str]:
        if acknowledged_at(told) is None:
            return ("acknowledge", "hear")
        return ("close", "write", "hear") if told.said.get(ADDRESS) else ("close", "hear")


BOOK = Complaints()
