"""Does a step, or shows what it would do: the same code, in a savepoint that is not kept."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404

from accounts.models import Job
from privacy.models import DataSubjectRequest


@dataclass(frozen=True)
class Done:
    """What a step led to, how many mails it sends, and whether it was only tried."""

    shown: dict[str, Any]
    mails: int
    is_dry_run: bool


class _NotKept(Exception):
    """Undoes the savepoint of a trial, and carries out of it what it showed."""

    def __init__(self, done: Done) -> None:
        super().__init__()
        self.done = done


def do_or_try(
    step: Callable[[], UUID], show: Callable[[UUID], dict[str, Any]], *, is_dry_run: bool
) -> Done:
    """Take the step in the entered workspace and show the request afterwards.

    With `is_dry_run` nothing of it stays: no row, no mail, no line of the trail. Raises Http404 for
    a request that is not there, and whatever the step refuses with.
    """
    try:
        with transaction.atomic():
            before = _mails()
            request_id = step()
            done = Done(show(request_id), _mails() - before, is_dry_run)
            if is_dry_run:
                raise _NotKept(done)
    except _NotKept as trial:
        return trial.done
    except DataSubjectRequest.DoesNotExist as error:
        raise Http404("No such request.") from error
    return done


def _mails() -> int:
    return Job.objects.filter(task="accounts.tasks.send_mail").count()
