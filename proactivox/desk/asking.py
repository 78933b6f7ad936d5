"""Has a workspace's standing written down soon after a change: once, however many there are."""

import logging
from functools import partial
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import RedisError

from accounts.jobs.endings import register_mourner
from billing.models import Subscription
from integrations.signals import sync_finished
from proactivox.celery import refresh_workspace

log = logging.getLogger(__name__)
# What happens within it is told together; a message that is lost is waited for as long as the mark
# stands, and the timetable writes all of it down every five minutes in any case.
WAIT_SECONDS = 10
_MARK_SECONDS = 120


def refresh_soon(workspace_id: UUID, **kwargs: Any) -> None:
    """Ask for it once the transaction has committed; costs a look into the cache and no row."""
    transaction.on_commit(partial(_ask, workspace_id), robust=True)


def begin(workspace_id: UUID) -> None:
    """What changes from now on asks anew."""
    cache.delete(_key(workspace_id))


def listen() -> None:
    """The wiring calls this once, at start."""
    from django.db.models.signals import post_save

    sync_finished.connect(refresh_soon, dispatch_uid="desk.standing")
    register_mourner(refresh_soon)
    post_save.connect(_plan_saved, sender=Subscription, dispatch_uid="desk.standing")


def _plan_saved(instance: Subscription, **kwargs: Any) -> None:
    refresh_soon(instance.workspace_id)


def _ask(workspace_id: UUID) -> None:
    try:
        if cache.add(_key(workspace_id), 1, _MARK_SECONDS):
            refresh_workspace.apply_async(
                (str(workspace_id),),
                queue="bulk",
                countdown=WAIT_SECONDS,
                expires=_MARK_SECONDS,
                retry=False,
            )
    except (RedisError, BrokerAway) as error:
        log.warning("The standing of %s waits for the timetable (%s).", workspace_id, error)


def _key(workspace_id: UUID) -> str:
    return f"standing-asked:{workspace_id}"
