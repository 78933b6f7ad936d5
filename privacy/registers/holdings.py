"""What registers hold of people: their columns, what mentions a person, what stays and why."""

from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Classification,
    Classifications,
    Collected,
    Erased,
    Kept,
    NotPersonal,
    Personal,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from privacy.models import RegisterEntry, RegisterNote
from privacy.numbers.holdings import collect_numbers, erase_numbers
from privacy.registers.purposes import KEEP_REGISTER
from privacy.registers.sealing import hashes_of, text_of

KEPT = _("5 years after the entry was closed")
RETENTION: dict[str, Kept] = {KEPT: Kept(("privacy.registers.sweeps.forget_entries",))}
_BASIS = _("28(3)(f): help the customer with its duties about breaches and complaints")
_GROUND = _(
    "GDPR Art. 17(3)(b) and (e): the register has to show what was done; its words and addresses "
    "go 5 years after the entry was closed."
)
_ID = NotPersonal("A random id of the row.")
_WORKSPACE = NotPersonal("Which workspace, that is which business customer.")
_STATE = NotPersonal("A state of the entry's own work; it names nobody.")


def _entered(category: str, purpose: str, *, sealed: bool = False) -> Personal:
    source = _("the member who entered it, or the person who complained")
    return Personal(
        category, "customer_contact", source, purpose, _BASIS, KEPT, "processor", encrypted=sealed
    )


_MEMBER = Personal(
    "pd:UID",
    "customer_staff",
    _("our servers"),
    _("show who took which step in a register"),
    _BASIS,
    _("as long as the workspace; ids alone"),
    "processor",
)
_ENTRY: dict[str, Classification] = {
    "id": _ID,
    "workspace": _WORKSPACE,
    **dict.fromkeys(("register", "number", "role", "rules", "began_at", "closed_at"), _STATE),
    **dict.fromkeys(("outcome", "origin_id", "channel"), _STATE),
    "language": _entered("pd:Language", _("acknowledge a complaint in its language")),
    "address_hash": _entered("pd:EmailAddress", _("find the person's complaints")),
}
CLASSIFICATIONS: Classifications = {
    "privacy.registerentry": _ENTRY,
    "privacy.registerevent": {
        "id": _ID,
        "workspace": _WORKSPACE,
        **dict.fromkeys(("entry", "at", "entered_at", "step", "detail", "note_id"), _STATE),
        "told_id": _WORKSPACE,
        "actor_id": _MEMBER,
    },
    "privacy.registernote": {
        "id": _ID,
        "workspace": _WORKSPACE,
        **dict.fromkeys(("entry", "at", "field"), _STATE),
        "text": _entered("pd:Communication", KEEP_REGISTER, sealed=True),
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
