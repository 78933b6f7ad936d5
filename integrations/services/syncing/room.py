"""A plan may keep only so many rows: then a sync stops, and what it has not read it reads later.

Its cursor stays where it is: nothing is skipped, and a larger plan goes on from there.
"""

from uuid import UUID

from django.utils.translation import gettext as _

from accounts.errors import NotInPlan
from accounts.limits import allowance
from integrations.models import Source
from integrations.selectors.counts import kept_rows


class RowsFull(NotInPlan):
    """The plan keeps no more rows."""

    code = "rows_full"


def room_for_rows(workspace_id: UUID) -> int | None:
    """How many more rows the entered workspace's plan keeps; None, uncounted, for no end."""
    allowed = allowance(workspace_id, "rows")
    return None if allowed is None else allowed - kept_rows()


def rows_full(workspace_id: UUID) -> RowsFull:
    """The state in words."""
    return RowsFull(
        _("The plan of this workspace keeps %(count)d rows, and they are used.")
        % {"count": allowance(workspace_id, "rows") or 0},
        advice=_(
            "All that is here stays. Sources are read on from where they stopped when an owner "
            "chooses a larger plan."
        ),
    )


def refuse_when_full(workspace_id: UUID) -> None:
    """Raise RowsFull where a file would bring rows that the plan does not keep."""
    room = room_for_rows(workspace_id)
    if room is not None and room <= 0:
        raise rows_full(workspace_id)


def say_full(source: Source) -> None:
    """Nothing is begun; the source says why until its next sync."""
    full = rows_full(source.workspace_id)
    source.trouble_code, source.trouble_text = full.code, str(full)
    source.save(update_fields=["trouble_code", "trouble_text"])


def take_room(room: list[int] | None, workspace_id: UUID, new: int) -> None:
    """Count new rows of a page in its transaction; raises RowsFull, and the page is not kept."""
    if room is None:
        return
    if new > room[0]:
        raise rows_full(workspace_id)
    room[0] -= max(0, new)
