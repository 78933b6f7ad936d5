"""Enters a disclosure to an authority; what is entered is never edited, only added to."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.errors import Refused
from accounts.tenancy import inside, require_workspace_id
from privacy.clock import EU_DK
from privacy.models import Register, Step
from privacy.registers.reading import told_one
from privacy.registers.writing import close_entry, open_entry, write_event, write_notes


def enter_disclosure(*, disclosed_at: datetime, told: str, said: Mapping[str, str]) -> UUID:
    """Enter what an authority was given; it is done with when it is entered.

    `told` is yes, no or forbidden: whether whoever controls the data knows; anything but yes needs
    its reason.
    """
    if disclosed_at > timezone.now():
        raise Refused(_("Choose a moment that is over."), code="disclosed_later")
    if told != "yes" and not said.get("told_reasons", "").strip():
        raise Refused(
            _("Say why the customer or the people concerned were not told."), code="untold_reasons"
        )
    with inside(require_workspace_id()):
        entry = open_entry(
            Register.DISCLOSURE, began_at=disclosed_at, rules=EU_DK.version, said=said
        )
        close_entry(entry, outcome=told)
        record("disclosure.entered", entry)
        return entry.pk


def add_to_disclosure(*, entry_id: UUID, text: str) -> None:
    """Put right or add what was entered; the first words stay beside it."""
    with inside(require_workspace_id()):
        found = told_one(Register.DISCLOSURE, entry_id)
        if found is None:
            raise Refused(_("There is no such entry."))
        note_id = write_notes(found.entry, {"addition": text})
        write_event(found.entry, Step.DESCRIBED, note_id=note_id)
        record("disclosure.described", found.entry)
