"""Whether anything may happen by itself in a workspace: not in one that closes or is unpaid."""

from uuid import UUID

from accounts.models import Closure
from accounts.unpaid import is_read_only


def stands_still(workspace_id: UUID) -> bool:
    """Whether it is read only, by its owners' wish to close it or because nobody pays."""
    return is_read_only(workspace_id) or Closure.objects.filter(pk=workspace_id).exists()
