"""Verbs of erasure: begin it, try again what failed, close the request by what came of it."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Refused
from accounts.jobs import cancel, enqueue
from accounts.tenancy import inside, new_id, require_workspace_id
from privacy.erasure.person import seal_subject, subject_of
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
        erasure.subject = seal_subject(erasure, subject_of(request, ids))
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
        if failed.filter(place=ItemPlace.TABLE).exists():
            Erasure.objects.filter(pk=erasure.pk).update(erased_at=None)
        failed.update(attempts=0, is_permanent=False)
        # What waits for its next try would keep this one from beginning.
        cancel(TASK, str(erasure.pk))
        enqueue(TASK, erasure.pk, dedupe_key=str(erasure.pk))
        record("erasure.retried", erasure.request)


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
    met = ErasureItem.objects.filter(
        erasure=erasure, rows__gt=0, state__in=[ItemState.ERASED, ItemState.ANONYMISED]
    )
    at_source = ErasureItem.objects.filter(erasure=erasure, place=ItemPlace.UPSTREAM)
    return Outcome.ANSWERED if met.exists() or at_source.exists() else Outcome.NOTHING_HELD
