"""Legal holds: what may not be deleted, by retention or by erasure, while they last."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.crypto import all_hashes, normalise
from accounts.errors import Refused
from accounts.instructions import require_instruction
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Subject
from accounts.tenancy import inside, require_workspace_id
from integrations.actions import Held
from integrations.selectors import ids_of_kind, ids_of_person
from privacy.models import LegalHold
from privacy.retention.catalogue import KINDS
from privacy.retention.purposes import KEEP_HELD
from privacy.retention.sealing import ground_of, new_hold, subject_of


@dataclass(frozen=True)
class Hold:
    """A hold that lasts, as an erasure tells it: the ground, and until when where that is known.

    `is_personal` says that it names the person, and not all of a kind.
    """

    id: UUID
    ground: str
    until: date | None
    is_personal: bool


def make_hold(
    *,
    rule: str = "",
    email: str = "",
    ids: Mapping[UUID, tuple[str, ...]] | None = None,
    ground: str,
    until: date | None,
) -> UUID:
    """Keep a person, or all that a rule is about; raises Refused without whom or without ground."""
    known = {source: found for source, found in (ids or {}).items() if found}
    if not ground.strip():
        raise Refused(_("A hold needs its ground."), code="hold_ground")
    if bool(rule) == bool(email or known) or (rule and rule not in KINDS):
        raise Refused(_("Name either a person or a rule."), code="hold_whom")
    if until is not None and until < timezone.localdate():
        raise Refused(_("Choose a day that is not over."), code="hold_until")
    with inside(require_workspace_id()):
        require_instruction(KEEP_HELD)
        hold = new_hold(rule=rule, email=email, ids=known, ground=ground)
        hold.until, hold.made_by_id = until, current_actor().id
        hold.save(force_insert=True)
        record("hold.made", hold, kind=rule or "person")
        return hold.pk


def lift_hold(*, hold_id: UUID) -> None:
    """End a hold now; what is past its time goes with the next night. Raises Refused once over."""
    with inside(require_workspace_id()):
        rows = LegalHold.objects.select_for_update(no_key=True)
        hold = rows.get(pk=hold_id)
        if hold.lifted_at is not None:
            raise Refused(_("This hold is lifted."), code="hold_lifted")
        hold.lifted_at, hold.lifted_by_id = timezone.now(), current_actor().id
        hold.save(update_fields=["lifted_at", "lifted_by_id"])
        record("hold.lifted", hold)


def active_holds() -> "QuerySet[LegalHold]":
    """Holds of the entered workspace that last today, the oldest first."""
    lasts = Q(until=None) | Q(until__gte=timezone.localdate())
    return LegalHold.objects.filter(lasts, lifted_at=None).order_by("made_at")


def holds_on(subject: Subject) -> tuple[Hold, ...]:
    """Holds of the entered workspace that forbid to delete this person's data.

    By address, by its keyed hash, or by an id at a source; and holds of a whole rule about people,
    because the person may be among them. An erasure retains what they name, with their ground.
    """
    hashes = _hashes(subject)
    return tuple(
        Hold(hold.pk, ground_of(hold), hold.until, not hold.rule)
        for hold in active_holds()
        if _is_about(hold, subject, hashes)
    )


@dataclass(frozen=True)
class HeldPart:
    """What of a person may not be erased now: records by source, or `is_whole`, all that there is.

    `until` is the last day on which it is held, None until somebody lifts the last hold.
    """

    ids: Mapping[UUID, frozenset[str]]
    is_whole: bool
    until: date | None

    def keeps(self, source_id: UUID, external_id: str) -> bool:
        """Whether a record at its source belongs to what is held."""
        return self.is_whole or external_id in self.ids.get(source_id, ())


def held_part(subject: Subject) -> HeldPart | None:
    """What holds keep of a person whose ids are known (GDPR Art. 17(3)(e)); None without any hold.

    A hold by address keeps everything, one by an id that record with those it leads to, one of a
    whole rule the records that the rule is about.
    """
    known = ids_of_person(subject)
    ids: dict[UUID, frozenset[str]] = {}
    ends: list[date | None] = []
    is_whole = False
    for hold, held in _records_held(subject, known):
        kept = {key: held.get(key, frozenset()) & set(known[key]) for key in known}
        names_all = bool(hold.person) and bool(subject_of(hold, purpose=ANSWER_REQUEST).emails)
        if not names_all and not any(kept.values()):
            continue
        is_whole = is_whole or names_all
        ends.append(hold.until)
        ids = {key: ids.get(key, frozenset()) | kept[key] for key in kept}
    if not ends:
        return None
    if is_whole:
        ids = {key: frozenset(found) for key, found in known.items()}
    return HeldPart(ids, is_whole, None if None in ends else max(end for end in ends if end))


def _records_held(
    subject: Subject, known: Mapping[UUID, tuple[str, ...]]
) -> Iterator[tuple[LegalHold, Mapping[UUID, frozenset[str]]]]:
    hashes = _hashes(subject)
    for hold in active_holds():
        if hold.rule:
            if KINDS[hold.rule].is_about_people:
                yield hold, ids_of_kind(hold.rule, known)
        elif _is_about(hold, subject, hashes):
            found = ids_of_person(subject_of(hold, purpose=ANSWER_REQUEST))
            yield hold, {key: frozenset(ids) for key, ids in found.items()}


def held_people() -> Held:
    """Whom retention passes over, as its job needs them."""
    ids: dict[UUID, set[str]] = {}
    hashes: set[bytes] = set()
    for hold in active_holds().filter(rule=""):
        subject = subject_of(hold, purpose=KEEP_HELD)
        hashes |= _hashes(subject)
        for source_id, known in subject.external_ids.items():
            ids.setdefault(source_id, set()).update(known)
    return Held({key: frozenset(known) for key, known in ids.items()}, frozenset(hashes))


def is_rule_held(kind: str) -> bool:
    """Whether a hold keeps everything that a rule is about."""
    return active_holds().filter(rule=kind).exists()


def _is_about(hold: LegalHold, subject: Subject, hashes: frozenset[bytes]) -> bool:
    if hold.rule:
        return KINDS[hold.rule].is_about_people
    held = subject_of(hold, purpose=ANSWER_REQUEST)
    shared = any(
        set(held.external_ids.get(source_id, ())) & set(known)
        for source_id, known in subject.external_ids.items()
    )
    # In plain, too: until somebody hashes an address of the workspace, there is no key for it.
    is_same = bool(set(held.emails) & set(map(normalise, subject.emails)))
    return shared or is_same or bool(_hashes(held) & hashes)


def _hashes(subject: Subject) -> frozenset[bytes]:
    workspace_id = require_workspace_id()
    known = set(map(bytes, subject.hashes.get("email suppression", ())))
    for email in subject.emails:
        known |= set(map(bytes, all_hashes(workspace_id, "email", email, purpose="suppression")))
    return frozenset(known)
