"""What registers hold of people: their columns, what mentions a person, what stays and why."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.national_numbers.holdings import collect_numbers, erase_numbers
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Classification,
    Classifications,
    Collected,
    Erased,
    Kept,
    NotPersonal,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from privacy.entries import ID, IDS_ALONE, WORKSPACE, Work
from privacy.models import RegisterEntry, RegisterNote
from privacy.registers.purposes import KEEP_REGISTER
from privacy.registers.sealing import hashes_of, text_of

KEPT = _("5 years after the entry was closed")
RETENTION: dict[str, Kept] = {KEPT: Kept(("privacy.registers.sweeps.forget_entries",))}
_BASIS = _("28(3)(f): help the customer with its duties about breaches and complaints")
_GROUND = _(
    "GDPR Art. 17(3)(b) and (e): the register has to show what was done; its words and addresses "
    "go 5 years after the entry was closed."
)
_STATE = NotPersonal("A state of the entry's own work; it names nobody.")


_WORK = Work(_("the member who entered it, or the person who complained"), _BASIS, KEPT)
_MEMBER = _WORK.of_member(_("show who took which step in a register"), IDS_ALONE)
_ENTRY: dict[str, Classification] = {
    "id": ID,
    "workspace": WORKSPACE,
    **dict.fromkeys(("register", "number", "role", "rules", "began_at", "closed_at"), _STATE),
    **dict.fromkeys(("outcome", "origin_id", "channel"), _STATE),
    "language": _WORK.of_person("pd:Language", _("acknowledge a complaint in its language")),
    "address_hash": _WORK.of_person("pd:EmailAddress", _("find the person's complaints")),
}
CLASSIFICATIONS: Classifications = {
    "privacy.registerentry": _ENTRY,
    "privacy.registerevent": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("entry", "at", "entered_at", "step", "detail", "note_id"), _STATE),
        "told_id": WORKSPACE,
        "actor_id": _MEMBER,
    },
    "privacy.registernote": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("entry", "at", "field"), _STATE),
        "text": _WORK.of_person("pd:Communication", KEEP_REGISTER, sealed=True),
    },
}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Complaints of the person, and whatever words mention an address of theirs."""
    with inside(current_workspace_id() or HOUSE_ID):
        found = list(_mentions(subject))
        rows = [
            {"register": entry.register, "number": entry.number, "at": note.at, "text": text}
            for entry, note, text in found
        ]
        apart = collect_numbers([note.pk for _entry, note, _text in found])
    return (Collected("privacy.registernote", plain_rows(rows)), *apart) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Nothing goes before its time; what mentions the person is counted, with the ground."""
    with inside(current_workspace_id() or HOUSE_ID):
        notes = [note.pk for _entry, note, _text in _mentions(subject)]
        numbers = erase_numbers(notes)
    kept = (Erased("privacy.registernote", 0, len(notes), _GROUND),) if notes else ()
    return (*kept, *numbers)


def _mentions(subject: Subject) -> Iterator[tuple[RegisterEntry, RegisterNote, str]]:
    """Registers are short: all words are opened and looked through, which no hash could do."""
    known = set(hashes_of(subject))
    if not known:
        return
    notes = RegisterNote.objects.select_related("entry").order_by("at", "id")
    for note in notes.iterator():
        text, digest = text_of(note, purpose=ANSWER_REQUEST), note.entry.address_hash
        is_theirs = digest is not None and bytes(digest) in known
        if is_theirs or any(email.casefold() in text.casefold() for email in subject.emails):
            yield note.entry, note, text
