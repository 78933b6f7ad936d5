"""Verbs of erasure: begin it, try again what failed, close the request by what came of it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Refused
from accounts.jobs import cancel, enqueue
from accounts.tenancy import inside, new_id, require_workspace_id
from privacy.erasure.person import seal_subject, subject_of
from privacy.erasure.running import reopen
from privacy.erasure.upstream import ASK, BY_HAND, DELETE, NEVER, REDACT, choose
from privacy.models import (
    DataSubjectRequest,
    Erasure,
    ErasureItem,
    ItemPlace,
    ItemState,
    Outcome,
)
from privacy.requests.ending import close_request
from privacy.requests.handling import locked_request

TASK = "privacy.tasks.erasure.carry_out_erasure"


def begin_erasure(*, request_id: UUID, ids: Mapping[UUID, Iterable[str]]) -> Erasure:
    """Have the person of a request erased; `ids` are those that the desk knows, {source: ids}."""
    with inside(require_workspace_id()):
        request = locked_request(request_id)
        erasure = Erasure(
            id=new_id(),
            workspace_id=request.workspace_id,
            request=request,
            asked_by=current_actor().id,
        )
        subject = subject_of(request, ids)
        erasure.subject = seal_subject(erasure, subject)
        try:
            with transaction.atomic():
                erasure.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(_("This erasure has begun already."), code="erasure_begun") from error
        enqueue(TASK, erasure.pk, dedupe_key=str(erasure.pk))
        record("erasure.begun", request)
        return erasure


def retry_erasure(*, request_id: UUID) -> None:
    """Try again what failed, now; raises Refused when nothing did."""
    with inside(require_workspace_id()):
        erasure = Erasure.objects.select_for_update(no_key=True).get(request_id=request_id)
        failed = ErasureItem.objects.filter(erasure=erasure, state=ItemState.FAILED)
        if not failed.exists():
            raise Refused(_("Nothing failed that could be tried again."), code="nothing_failed")
        reopen(erasure, failed)
        failed.update(attempts=0, is_permanent=False)
        go_on(erasure)
        record("erasure.retried", erasure.request)


def decide_upstream(*, request_id: UUID, choice: str) -> None:
    """What becomes of the records that wait for a member: delete, redact, or never touch them."""
    if choice not in (DELETE, REDACT, NEVER):
        raise Refused(_("Choose what is to happen there."), code="no_choice")
    with inside(require_workspace_id()):
        erasure = Erasure.objects.select_for_update(no_key=True).get(request_id=request_id)
        waiting = list(_upstream(erasure).filter(state=ItemState.WAITING, choice=ASK))
        if not waiting:
            raise Refused(_("Nothing waits for a decision any more."), code="nothing_waits")
        for item in waiting:
            choose(item, choice)
        go_on(erasure)
        record("erasure.decided", erasure.request, kind=choice, count=len(waiting))


def settle_by_hand(*, request_id: UUID) -> None:
    """A member did in the source what the connected user may not: those parts are done."""
    with inside(require_workspace_id()):
        erasure = Erasure.objects.select_for_update(no_key=True).get(request_id=request_id)
        failed = _upstream(erasure).filter(state=ItemState.FAILED, is_permanent=True)
        count = failed.update(
            state=ItemState.ERASED, residue=0, why="", ground=BY_HAND, ended_at=timezone.now()
        )
        if not count:
            raise Refused(_("Nothing failed that could be done by hand."), code="nothing_failed")
        go_on(erasure)
        record("erasure.by_hand", erasure.request, count=count)


def _upstream(erasure: Erasure) -> "QuerySet[ErasureItem]":
    return ErasureItem.objects.filter(erasure=erasure, place=ItemPlace.UPSTREAM)


def go_on(erasure: Erasure) -> None:
    """Run its job now, in the caller's transaction."""
    # What waits for its next try would keep this one from beginning.
    cancel(TASK, str(erasure.pk))
    enqueue(TASK, erasure.pk, dedupe_key=str(erasure.pk))


def close_by_erasure(*, request_id: UUID, text: str, was_told: bool = False) -> DataSubjectRequest:
    """Answer the person and close the request; its outcome is what the erasure found."""
    with inside(require_workspace_id()):
        erasure = Erasure.objects.filter(request_id=request_id).first()
        if erasure is None or erasure.finished_at is None:
            raise Refused(_("The erasure is not finished."), code="erasure_unfinished")
        return close_request(
            request_id=request_id, outcome=outcome_of(erasure), text=text, was_told=was_told
        )


def outcome_of(erasure: Erasure) -> Outcome:
    """Answered where anything was the person's; else that nothing was held, shown by the search."""
    if erasure.held_at is not None:
        return Outcome.ANSWERED
    met = ErasureItem.objects.filter(
        erasure=erasure, rows__gt=0, state__in=[ItemState.ERASED, ItemState.ANONYMISED]
    )
    at_source = ErasureItem.objects.filter(erasure=erasure, place=ItemPlace.UPSTREAM)
    return Outcome.ANSWERED if met.exists() or at_source.exists() else Outcome.NOTHING_HELD
