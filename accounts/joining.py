"""Tells the apps downstream that somebody joined or left, whichever door they took."""

from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from accounts.models import Membership
from accounts.signals import members_changed


def listen() -> None:
    """Once, at start: each membership that is made or ends is told of."""
    post_save.connect(_saved, sender=Membership)
    post_delete.connect(_deleted, sender=Membership)


def _saved(instance: Membership, created: bool, **_more: Any) -> None:
    if created:
        _tell_on_commit(instance.workspace_id)


def _deleted(instance: Membership, **_more: Any) -> None:
    _tell_on_commit(instance.workspace_id)


def _tell_on_commit(workspace_id: UUID) -> None:
    transaction.on_commit(partial(_tell, workspace_id), robust=True)


def _tell(workspace_id: UUID) -> None:
    members_changed.send(sender=Membership, workspace_id=workspace_id)
