"""What is done about a breach: entered, described, assessed, told to authority and people."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit import record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from privacy.clock import breach_due
from privacy.models import Register, RegisterEntry, RegisterEvent, Step
from privacy.registers.breaches.mails import mail_breach
from privacy.registers.breaches.standing import Missing, Risk, Standing, standing_of
from privacy.registers.reading import told_one
from privacy.registers.writing import (
    close_entry,
    locked_entry,
    open_entry,
    write_event,
    write_notes,
)

MISSING_WORDS = {
    Missing.ASSESSMENT: gettext_lazy("The risk for the people concerned is not assessed yet."),
    Missing.AUTHORITY: gettext_lazy("The authority is not told yet (GDPR Art. 33(1))."),
    Missing.PEOPLE: gettext_lazy(
        "The risk is high: the people concerned have to be told, or a ground of Art. 34(3) "
        "recorded."
    ),
    Missing.CONTROLLERS: gettext_lazy("No customer is told yet (GDPR Art. 33(2))."),
}


def enter_breach(*, aware_at: datetime, role: str, rules: str, said: Mapping[str, str]) -> UUID:
    """Enter a breach: all of them, also those that nobody will be told of (Art. 33(5))."""
    if aware_at > timezone.now():
        raise Refused(_("Choose a moment that is over."), code="aware_later")
    with inside(require_workspace_id()):
        entry = open_entry(Register.BREACH, began_at=aware_at, rules=rules, said=said, role=role)
        mail_breach(entry, "entered")
        record("breach.entered", entry)
        return entry.pk


def describe_breach(*, entry_id: UUID, said: Mapping[str, str]) -> bool:
    """Keep what is known now beside what was known before; False where nothing differs."""
    with inside(require_workspace_id()):
        entry = locked_entry(entry_id, Register.BREACH)
        before = _told(entry)[1]
        changed = {name: text for name, text in said.items() if text != before.get(name, "")}
        if not changed:
            return False
        write_event(entry, Step.DESCRIBED, note_id=write_notes(entry, changed))
        record("breach.described", entry, fields=sorted(changed))
        return True


def assess_breach(*, entry_id: UUID, risk: Risk, reasons: str) -> None:
    """Judge the risk for the people concerned, with reasons: it decides whom the law wants told."""
    with inside(require_workspace_id()):
        entry = locked_entry(entry_id, Register.BREACH)
        note_id = write_notes(entry, {"reasons": reasons})
        write_event(entry, Step.ASSESSED, detail=risk, note_id=note_id)
        record("breach.assessed", entry, risk=risk)


def tell_authority(
    *, entry_id: UUID, told_at: datetime, text: str, reference: str, late_reasons: str
) -> None:
    """Record a notice to the authority, the first or a further phase of it (Art. 33(4)).

    Raises Refused for a first notice after the 72 hours without its reasons (Art. 33(1)).
    """
    with inside(require_workspace_id()):
        entry = locked_entry(entry_id, Register.BREACH)
        events = _told(entry)[0]
        is_first = all(event.step != Step.AUTHORITY_TOLD for event in events)
        _check_moment(entry, told_at)
        if is_first and told_at > breach_due(entry.began_at) and not late_reasons.strip():
            raise Refused(
                _("The 72 hours are over."),
                advice=_("Say why the notice is late: the law wants its reasons (Art. 33(1))."),
                code="late_without_reasons",
            )
        said = {"notice": text, "reference": reference, "late_reasons": late_reasons}
        note_id = write_notes(entry, said)
        write_event(entry, Step.AUTHORITY_TOLD, at=told_at, note_id=note_id)
        record("breach.authority_told", entry, is_first=is_first)


def decide_people(*, entry_id: UUID, told_at: datetime, ground: str, text: str) -> None:
    """Record that the people concerned were told, or the ground of Art. 34 for not doing so."""
    with inside(require_workspace_id()):
        entry = locked_entry(entry_id, Register.BREACH)
        if not ground:
            _check_moment(entry, told_at)
        note_id = write_notes(entry, {"people_notice" if not ground else "people_reasons": text})
        step = Step.PEOPLE_NOT_TOLD if ground else Step.PEOPLE_TOLD
        at = timezone.now() if ground else told_at
        write_event(entry, step, at=at, detail=ground, note_id=note_id)
        record("breach.people_decided", entry, is_told=not ground)


def close_breach(*, entry_id: UUID, text: str) -> None:
    """End the entry; raises Refused while the law still wants something."""
    with inside(require_workspace_id()):
        entry = locked_entry(entry_id, Register.BREACH)
        missing = standing(entry).missing
        if missing:
            words = " ".join(str(MISSING_WORDS[one]) for one in missing)
            raise Refused(words, code=f"missing_{missing[0]}")
        close_entry(entry, note_id=write_notes(entry, {"lessons": text}))
        record("breach.closed", entry)


def standing(entry: RegisterEntry) -> Standing:
    """Where the entry stands now."""
    return standing_of(entry.began_at, entry.role, _told(entry)[0])


def _told(entry: RegisterEntry) -> tuple[tuple[RegisterEvent, ...], Mapping[str, str]]:
    found = told_one(Register.BREACH, entry.pk)
    return (found.events, found.said) if found else ((), {})


def _check_moment(entry: RegisterEntry, told_at: datetime) -> None:
    # A form knows minutes, and an entry that arrived by itself knows seconds.
    if not entry.began_at.replace(second=0, microsecond=0) <= told_at <= timezone.now():
        raise Refused(
            _("Choose a moment between becoming aware of the breach and now."), code="told_when"
        )
