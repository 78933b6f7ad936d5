"""By which version of the workspace's rules channels are told apart now."""

from dataclasses import dataclass
from datetime import datetime

from analytics.models import ChannelBook


@dataclass(frozen=True)
class RulesUsed:
    """The version that numbers are counted by, when it was assigned, and the newest one."""

    version: int
    assigned_at: datetime | None
    newest: int

    @property
    def is_newest(self) -> bool:
        """Whether no job has yet to follow a change."""
        return self.version == self.newest


def rules_used() -> RulesUsed | None:
    """The entered workspace's; None while it has no rules, and so no channels."""
    fields = ("assigned_version", "assigned_at", "version")
    row = ChannelBook.objects.values_list(*fields).first()
    return RulesUsed(*row) if row else None
