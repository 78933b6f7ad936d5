"""What registers do by themselves: remind hourly of what runs out, and forget at night."""

from datetime import timedelta

from django.utils import timezone

from accounts.audit import record
from accounts.tenancy import in_each_workspace
from privacy.clock.notices import Kind
from privacy.models import Register, RegisterEntry, RegisterNote, Step
from privacy.registers.breaches.mails import mail_breach
from privacy.registers.breaches.standing import notices_due, standing_of
from privacy.registers.complaints.services import remind_of_complaint
from privacy.registers.reading import Told, told
from privacy.registers.writing import write_event

# The classification of registers promises this, in privacy.registers.holdings.
ENTRY_KEPT = timedelta(days=5 * 365 + 2)


def remind_of_entries() -> int:
    """Mail each reminder and escalation that is due, once; of how many entries."""
    return in_each_workspace(_remind)


def forget_entries() -> int:
    """Delete words and addresses of entries closed 5 years ago; how many."""
    return in_each_workspace(_forget)


def _remind() -> int:
    # Locked before their events are read: of two clocks that ring at once, one has nothing left.
    rows = RegisterEntry.objects.select_for_update(no_key=True).filter(closed_at=None)
    entries = rows.exclude(register=Register.DISCLOSURE).order_by("register", "number")
    steps = {Register.BREACH: _remind_of_breach, Register.COMPLAINT: remind_of_complaint}
    return sum(steps[Register(one.entry.register)](one) for one in told(entries))


def _remind_of_breach(found: Told) -> int:
    entry, now = found.entry, timezone.now()
    standing = standing_of(entry.began_at, entry.role, found.events)
    sent = {event.detail for event in found.events if event.step == Step.REMINDED}
    due = [(kind, name) for kind, name in notices_due(standing, now) if name not in sent]
    if not due:
        return 0
    for _kind, name in due:
        write_event(entry, Step.REMINDED, detail=name)
    # After hours without a clock several are due at once: one mail says where it stands.
    kind: Kind = due[-1][0]
    mail_breach(entry, kind.value, standing)
    record("breach.reminded", entry, kind=kind.value)
    return 1


def _forget() -> int:
    old = RegisterEntry.objects.filter(closed_at__lt=timezone.now() - ENTRY_KEPT)
    ids = list(old.filter(notes__isnull=False).distinct().values_list("pk", flat=True))
    RegisterNote.objects.filter(entry__in=ids).delete()
    return RegisterEntry.objects.filter(pk__in=ids).update(address_hash=None)
