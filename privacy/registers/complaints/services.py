"""What happens to a complaint: it arrives, is acknowledged, and ends with an outcome."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from privacy.clock import EU_DK, RULES, UK_ENGLAND, acknowledge_by
from privacy.clock.notices import Kind
from privacy.models import Channel, Register, RegisterEntry, Step
from privacy.registers.complaints.mails import mail_complainant, mail_complaint
from privacy.registers.reading import Told
from privacy.registers.sealing import ADDRESS, hash_of_address
from privacy.registers.writing import (
    close_entry,
    locked_entry,
    open_entry,
    write_event,
    write_notes,
)

# Days before the last one for acknowledging at which it is asked for, and after the receipt at
# which an open complaint is: its outcome is owed without undue delay, which has no number.
ACKNOWLEDGE_REMIND = (14, 7, 1, -1)
OPEN_REMIND = (30, 60, 90)


def send_complaint(*, email: str, text: str, is_uk: bool) -> UUID:
    """Take a complaint from the public form and acknowledge it at once; nobody has to prove who."""
    language = (get_language() or "en")[:2]
    with inside(require_workspace_id()):
        entry = _open(Channel.FORM, timezone.now(), email, text, is_uk, language)
        record("complaint.received", entry, way=Channel.FORM)
        return entry.pk


def record_complaint(
    *, channel: Channel, received_on: date, email: str, text: str, is_uk: bool, language: str
) -> UUID:
    """Take down what came otherwise; acknowledged at once where an address is known."""
    rules = UK_ENGLAND if is_uk else EU_DK
    now = timezone.now()
    start = datetime.combine(received_on, time.min, tzinfo=rules.zone)
    received_at = now if start.date() >= now.astimezone(rules.zone).date() else start
    with inside(require_workspace_id()):
        entry = _open(channel, received_at, email, text, is_uk, language)
        record("complaint.recorded", entry, way=channel)
        return entry.pk


def acknowledge_complaint(*, entry_id: UUID, text: str) -> None:
    """Record that it was acknowledged otherwise than by mail: how, and what was said."""
    with inside(require_workspace_id()):
        entry = locked_entry(entry_id, Register.COMPLAINT)
        write_event(entry, Step.ACKNOWLEDGED, note_id=write_notes(entry, {"acknowledged": text}))
        record("complaint.acknowledged", entry)


def write_to_complainant(*, entry_id: UUID, text: str) -> None:
    """Tell how far it is, or ask."""
    with inside(require_workspace_id()):
        entry = locked_entry(entry_id, Register.COMPLAINT)
        write_event(entry, Step.WRITTEN, note_id=write_notes(entry, {"written": text}))
        mail_complainant(entry, "written", text)
        record("complaint.written", entry)


def hear_complainant(*, entry_id: UUID, text: str) -> None:
    """Take down what the person said besides."""
    with inside(require_workspace_id()):
        entry = locked_entry(entry_id, Register.COMPLAINT)
        write_event(entry, Step.HEARD, note_id=write_notes(entry, {"heard": text}))
        record("complaint.heard", entry)


def close_complaint(*, entry_id: UUID, outcome: str, text: str) -> None:
    """Tell the person the outcome and end it; one that nobody acknowledged is not closed."""
    with inside(require_workspace_id()):
        entry = locked_entry(entry_id, Register.COMPLAINT)
        if not entry.events.filter(step=Step.ACKNOWLEDGED).exists():
            raise Refused(
                _("It is not acknowledged yet."),
                advice=_("Acknowledge it first: the law wants both."),
                code="not_acknowledged",
            )
        close_entry(entry, outcome=outcome, note_id=write_notes(entry, {"outcome": text}))
        mail_complainant(entry, "closed", text)
        record("complaint.closed", entry, outcome=outcome)


def remind_of_complaint(found: Told) -> int:
    """Remind once of each day that came; 1 where a mail went out."""
    entry = found.entry
    rules = RULES[entry.rules]
    today = timezone.now().astimezone(rules.zone).date()
    sent = {event.detail for event in found.events if event.step == Step.REMINDED}
    is_acknowledged = any(event.step == Step.ACKNOWLEDGED for event in found.events)
    received_on = entry.began_at.astimezone(rules.zone).date()
    last = acknowledge_by(entry.began_at, rules)
    planned = [(received_on + timedelta(days=days), f"open-{days}") for days in OPEN_REMIND]
    if not is_acknowledged:
        planned += [(last - timedelta(days=days), f"ack-{days}") for days in ACKNOWLEDGE_REMIND]
    due = [name for on, name in sorted(planned) if on <= today and name not in sent]
    for name in due:
        write_event(entry, Step.REMINDED, detail=name)
    if due:
        is_late = not is_acknowledged and today > last
        mail_complaint(entry, (Kind.ESCALATION if is_late else Kind.REMINDER).value)
        record("complaint.reminded", entry)
    return int(bool(due))


def _open(
    channel: Channel, received_at: datetime, email: str, text: str, is_uk: bool, language: str
) -> RegisterEntry:
    entry = open_entry(
        Register.COMPLAINT,
        began_at=received_at,
        rules=(UK_ENGLAND if is_uk else EU_DK).version,
        said={ADDRESS: email, "text": text},
        channel=channel,
        language=language,
        address_hash=hash_of_address(email) if email else None,
    )
    if mail_complainant(entry, "received"):
        write_event(entry, Step.ACKNOWLEDGED)
    mail_complaint(entry, "received")
    return entry
