"""Puts a person's rows out of use, and back: marked for PostgreSQL, rollups made again with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from accounts.subjects import Erased, Subject
from accounts.tenancy import Purpose, for_purpose, require_workspace_id
from integrations.loading.locking import hold_people
from integrations.loading.restricting import count_people, mark_people
from integrations.models import Contact, Lead, Restriction
from integrations.subjects import Found, email_hashes, find_person

Ids = Mapping[UUID, frozenset[str]]
HELD = _("GDPR Art. 17(3)(e): a legal hold keeps it for legal claims; it is out of use meanwhile.")


@dataclass(frozen=True)
class Restricted:
    """Who was meant, {source id: ids of leads and contacts}, and how many rows that is by model.

    `rows` counts what changed; what was restricted before by another request is not among it.
    """

    ids: Ids
    rows: Mapping[str, int]

    @property
    def is_known(self) -> bool:
        """Whether anything is held of the person in a source."""
        return any(self.ids.values())


def preview_restriction(subject: Subject) -> Restricted:
    """Who would be meant, and how many rows would be put out of use; nothing is changed."""
    with for_purpose(Purpose.STORAGE):
        found = find_person(subject)
        counts: dict[str, int] = {}
        for source_id, ids in found.ids.items():
            for model, count in count_people(source_id, ids).items():
                counts[model] = counts.get(model, 0) + count
        return Restricted(found.ids, counts)


def restrict_person(subject: Subject, *, person_id: UUID) -> Restricted:
    """Restrict all that is, or will be, stored of a person; in the caller's transaction.

    Identifiers are kept under `person_id`, and by them the merge marks what comes later.
    """
    hold_people(require_workspace_id())
    with for_purpose(Purpose.STORAGE):
        found = find_person(subject)
        _keep(person_id, found.ids, {*email_hashes(subject, "suppression"), *_hashes(found)})
        return Restricted(found.ids, _mark(found.ids, is_restricted=True))


def lift_restriction(*, person_id: UUID) -> Restricted:
    """Forget these identifiers; what nobody else has restricted is in use again."""
    hold_people(require_workspace_id())
    with for_purpose(Purpose.STORAGE):
        ids = ids_of(person_id)
        Restriction.objects.filter(person_id=person_id).delete()
        free = {source_id: known - _held(source_id, known) for source_id, known in ids.items()}
        return Restricted(free, _mark(free, is_restricted=False))


def keep_held(subject: Subject, kept: Ids, *, person_id: UUID) -> None:
    """Name the records of a person that a legal hold keeps, and no others.

    In the transaction of an erasure, which passes them over. They are out of use, and so is
    whatever comes under their address.
    """
    hold_people(require_workspace_id())
    with for_purpose(Purpose.STORAGE):
        found = find_person(subject)
        Restriction.objects.filter(_named(subject, found), is_held=True).delete()
        if any(kept.values()):
            hashes = {*email_hashes(subject, "suppression"), *_hashes(found)}
            _keep(person_id, kept, hashes, is_held=True)
            _mark(kept, is_restricted=True)


def held_ids(found: Found) -> dict[UUID, frozenset[str]]:
    """Those of a person's records that a legal hold keeps from being erased."""
    held: dict[UUID, frozenset[str]] = {}
    for source_id, ids in found.ids.items():
        rows = Restriction.objects.filter(source_id=source_id, external_id__in=ids, is_held=True)
        if kept := frozenset(rows.values_list("external_id", flat=True)):
            held[source_id] = kept
    return held


def ids_of(person_id: UUID) -> dict[UUID, frozenset[str]]:
    """{source id: ids} that are restricted for a person; empty once lifted, or erased."""
    rows = Restriction.objects.filter(person_id=person_id).exclude(external_id="")
    found: dict[UUID, set[str]] = {}
    for source_id, external_id in rows.values_list("source_id", "external_id"):
        found.setdefault(source_id, set()).add(external_id)
    return {source_id: frozenset(ids) for source_id, ids in found.items()}


def restricted_as(subject: Subject) -> set[UUID]:
    """The `person_id`s under which a person is restricted now."""
    named = _named(subject, find_person(subject))
    return set(Restriction.objects.filter(named).values_list("person_id", flat=True))


def still_restricted(person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these that have identifiers: of the others nothing is left to be restricted."""
    rows = Restriction.objects.filter(person_id__in=list(person_ids))
    return set(rows.values_list("person_id", flat=True))


def free_person(subject: Subject, found: Found) -> Erased:
    """Forget who was restricted once they are erased: suppression keeps them out from then on."""
    named = _named(subject, found)
    people = set(Restriction.objects.filter(named).values_list("person_id", flat=True))
    rows = Restriction.objects.filter(person_id__in=people)
    return Erased("integrations.restriction", rows.delete()[0])


def count_restricted(subject: Subject, found: Found) -> int:
    """How many rows put a person out of use."""
    return Restriction.objects.filter(_named(subject, found)).count()


def _named(subject: Subject, found: Found) -> Q:
    named = [
        Q(source_id=source_id, external_id__in=sorted(ids)) for source_id, ids in found.ids.items()
    ]
    return reduce(or_, named, Q(identifier_hash__in=email_hashes(subject, "suppression")))


def _keep(person_id: UUID, ids: Ids, hashes: Iterable[bytes], *, is_held: bool = False) -> None:
    common = {
        "workspace_id": require_workspace_id(),
        "person_id": person_id,
        "is_held": is_held,
    }
    rows = [Restriction(**common, identifier_hash=one) for one in sorted(hashes)]
    rows += [
        Restriction(**common, source_id=source_id, external_id=one)
        for source_id, known in ids.items()
        for one in sorted(known)
    ]
    Restriction.objects.bulk_create(rows, ignore_conflicts=True)


def _hashes(found: Found) -> set[bytes]:
    """Of the addresses on the person's records: another record with one of them is theirs, too."""
    return {
        bytes(digest)
        for model in (Lead, Contact)
        for digest in found.rows(model, "external_id").values_list("suppression_hash", flat=True)
        if digest is not None
    }


def _held(source_id: UUID, ids: frozenset[str]) -> frozenset[str]:
    rows = Restriction.objects.filter(source_id=source_id, external_id__in=ids)
    return frozenset(rows.values_list("external_id", flat=True))


def _mark(ids: Ids, *, is_restricted: bool) -> dict[str, int]:
    total: dict[str, int] = {}
    for source_id, known in ids.items():
        for model, count in mark_people(source_id, known, is_restricted=is_restricted).items():
            total[model] = total.get(model, 0) + count
    return total
