"""Carries out an erasure as a job: what is done stays done, whenever its worker is killed."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop as _

from accounts.audit import record
from accounts.jobs import Later, Lease
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from integrations.selectors import ids_of_person
from privacy import manifest
from privacy.erasure.asking import errand_of, ids_found, look_at_sources
from privacy.erasure.certifying import certify
from privacy.erasure.items import (
    forget_held,
    holds_back,
    judge_items,
    keep_files,
    note_moves,
    outside_item,
    write_endings,
)
from privacy.erasure.local import Done, endings_of, erase_here, until_of
from privacy.erasure.person import ledger_entry, open_subject, seal_subject, widened
from privacy.erasure.previewing import controlled
from privacy.erasure.searching import Needles, Searched, by_index, needles_of, search_elsewhere
from privacy.erasure.searching.outside import files_naming, forget_cached
from privacy.erasure.upstream import MOST_TRIES, check_upstream, keep_looks, write_upstream
from privacy.ledger import append
from privacy.models import Erasure, ErasureItem, ItemPlace, ItemState
from privacy.retention.holds import held_part

_AGAIN = timedelta(minutes=15)


def run_erasure(lease: Lease, *, erasure_id: UUID) -> None:
    """Erase, clear what lies outside of the database, search, certify; raises Later to try again.

    Each step is committed with the mark that it was done, and a successor begins after it.
    """
    with lease.batch():
        erasure = Erasure.objects.get(pk=erasure_id)
    if erasure.finished_at is not None:
        return
    _ask_upstream(lease, erasure_id)
    _erase(lease, erasure_id)
    _clear_outside(lease, erasure_id)
    _write_upstream(lease, erasure_id)
    _search(lease, erasure_id)
    _end(lease, erasure_id)


def _ask_upstream(lease: Lease, erasure_id: UUID) -> None:
    """The sources know ids that we do not: they are asked first, so that those stay out as well.

    One that cannot be asked keeps nobody waiting: it is asked again by the next try.
    """
    with lease.batch():
        erasure = _locked(erasure_id)
        if erasure.asked_upstream_at is not None:
            return
        known = open_subject(erasure)
        known = widened(known, ids_of_person(known))
    looks = look_at_sources(lease.workspace_id, known, errand_of(erasure))
    with lease.batch():
        erasure = _locked(erasure_id)
        subject = widened(known, ids_found(looks))
        keep_looks(erasure, looks, held_part(subject))
        erasure.subject = seal_subject(erasure, subject)
        erasure.asked_upstream_at = timezone.now()
        # Whatever is known now and was not before has to go here, too.
        erasure.erased_at = None
        erasure.save()


def _write_upstream(lease: Lease, erasure_id: UUID) -> None:
    with lease.batch():
        subject = open_subject(_locked(erasure_id))
    write_upstream(lease, erasure_id, subject)
    check_upstream(lease, erasure_id, subject)


def _erase(lease: Lease, erasure_id: UUID) -> None:
    with lease.batch():
        erasure = _locked(erasure_id)
        if erasure.erased_at is not None:
            return
        known = open_subject(erasure)
        subject = widened(known, ids_of_person(known))
        erasure.subject = seal_subject(erasure, subject)
        done = erase_here(subject, erasure_id=erasure_id)
        forget_held(erasure, ItemPlace.TABLE)
        write_endings(erasure, done.endings)
        note_moves(erasure, done)
        erasure.erased_at = timezone.now()
        is_house = erasure.workspace_id == HOUSE_ID
        if is_house:
            # What the house itself controls lies outside of its workspace, in a step of its own.
            erasure.erased_at = None
        erasure.save()
        # The last thing before the commit: a restored backup is told of the person by the ledger.
        number = append(workspace_id=lease.workspace_id, entry=ledger_entry(subject))
        Erasure.objects.filter(pk=erasure_id).update(ledger_number=number, read_at=None)
    if is_house:
        _erase_controlled(lease, erasure_id, subject, done)


def _erase_controlled(lease: Lease, erasure_id: UUID, subject: Subject, done: Done) -> None:
    """Log-ins and what hangs on them, of all workspaces: each module enters them one by one."""
    lease.keep()
    if done.held and done.held.is_whole:
        endings = controlled(subject, done.held)
    else:
        modules = manifest.modules()
        endings = endings_of(part for _name, module in modules for part in module.erase(subject))
    with lease.batch():
        erasure = _locked(erasure_id)
        write_endings(erasure, endings)
        erasure.erased_at = timezone.now()
        erasure.save()


def _clear_outside(lease: Lease, erasure_id: UUID) -> None:
    """Files go as a whole: whoever uploaded one can upload it again without the person."""
    with lease.batch():
        erasure = _locked(erasure_id)
        subject = open_subject(erasure)
        needles, held = needles_of(subject), held_part(subject)
        files = outside_item(erasure, ItemPlace.FILE)
        cached = outside_item(erasure, ItemPlace.CACHE)
        found = files_naming(needles)
        files.rows += len(found)
        files.save(update_fields=["rows"])
        if found and held and held.is_whole:
            keep_files(files, until_of(held))
            found = []
    with lease.batch():
        for path in found:
            path.unlink(missing_ok=True)
        cached.rows += forget_cached(needles)
        cached.save(update_fields=["rows"])


def _search(lease: Lease, erasure_id: UUID) -> None:
    """Everything is looked at anew by each try: a search that was cut off says nothing."""
    with lease.batch():
        needles = needles_of(open_subject(_locked(erasure_id)))
        due = list(by_index(needles, besides=erasure_id))
    searched = Searched()
    for step in due:
        with lease.batch():
            step(searched)
    if lease.workspace_id == HOUSE_ID:
        lease.keep()
        search_elsewhere(needles, searched)
    with lease.batch():
        erasure = _locked(erasure_id)
        judge_items(erasure, searched.residue)
        erasure.search = {**searched.as_json(), "needles": _counts(needles)}
        erasure.searched_at = timezone.now()
        erasure.save()


def _end(lease: Lease, erasure_id: UUID) -> None:
    with lease.batch():
        erasure = _locked(erasure_id)
        failed = list(ErasureItem.objects.filter(erasure=erasure, state=ItemState.FAILED))
        waiting = ErasureItem.objects.filter(erasure=erasure, state=ItemState.WAITING)
        if not failed and waiting.exists():
            # A member decides what becomes of these records; that begins the job anew.
            return
        if not failed:
            erasure.finished_at = timezone.now()
            certify(erasure)
            # What a hold keeps is erased when it ends, so that whose it is is not forgotten yet.
            erasure.held_at = erasure.finished_at if holds_back(erasure) else None
            erasure.subject = erasure.subject if erasure.held_at else None
            erasure.save()
            record("erasure.finished", erasure)
            return
        for item in failed:
            item.attempts += 1
            item.save(update_fields=["attempts"])
        if all(item.is_permanent or item.attempts >= MOST_TRIES for item in failed):
            record("erasure.failed", erasure, count=len(failed))
            return
        reopen(erasure, failed)
    raise Later(_AGAIN, _("Something is left to be erased."))


def reopen(erasure: Erasure, failed: Iterable[ErasureItem]) -> None:
    """Forget the marks of the steps that have to be taken again for these parts."""
    for item in failed:
        if item.place == ItemPlace.TABLE:
            erasure.erased_at = None
        elif item.place == ItemPlace.UPSTREAM and item.record is None:
            erasure.asked_upstream_at = None
    erasure.save(update_fields=["erased_at", "asked_upstream_at"])


def _locked(erasure_id: UUID) -> Erasure:
    return Erasure.objects.select_for_update(no_key=True).get(pk=erasure_id)


def _counts(needles: Needles) -> dict[str, int]:
    short = sum(map(len, needles.short.values()))
    return {"texts": len(needles.texts) + short, "hashes": len(needles.hashes)}
