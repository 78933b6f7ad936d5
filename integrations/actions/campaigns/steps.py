"""The log of an action: each step a row that nobody alters."""

from typing import Any
from uuid import UUID

from integrations.models import ActionStep, CampaignAction


def note_step(action: CampaignAction, what: str, *, by: UUID | None = None, **data: Any) -> None:
    """Append one step, in the current transaction."""
    ActionStep.objects.create(action=action, what=what, by=by, data=data)
