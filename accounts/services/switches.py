"""Moves a switch; the house's trail says who did, and when."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from accounts.audit import Actor, acting_as, record
from accounts.models import Switch
from accounts.models.workspace import HOUSE_ID
from accounts.switches import KNOWN, forget_switches
from accounts.tenancy import inside


def move_switch(
    *, name: str, is_on: bool, share: int, workspace_ids: Sequence[UUID], by: UUID
) -> None:
    """Off for all, on for all, or on for a share of workspaces and for those that are named.

    Other processes follow within ten seconds. Raises LookupError for an unknown name.
    """
    if name not in KNOWN:
        raise LookupError(f"{name!r} is no switch.")
    with inside(HOUSE_ID), acting_as(Actor("user", by)):
        values = {"is_on": is_on, "share": share, "workspace_ids": list(workspace_ids)}
        story = {"changed_at": timezone.now(), "changed_by": by}
        Switch.objects.update_or_create(name=name, defaults={**values, **story})
        record("switch.moved", name, after=is_on, share=share, count=len(workspace_ids))
    forget_switches()
