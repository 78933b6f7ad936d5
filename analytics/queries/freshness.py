"""How fresh each source is, and what that does to the last days of a series."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from accounts.tenancy import require_workspace_id

# A source that syncs every hour and has not for a day is late; a file is never late.
LATE_AFTER = timedelta(hours=26)
_FILES = frozenset({"csv", "file", "files"})

_STATES = """
SELECT s.id, s.name, s.connector, s.fresh_until, s.paused_at IS NOT NULL,
    s.disconnected_at IS NOT NULL, s.trouble_text,
    (SELECT d."on" FROM analytics_adday d
     WHERE d.workspace_id = s.workspace_id AND d.source_id = s.id ORDER BY d."on" DESC LIMIT 1),
    b.source_id IS NOT NULL, l.has_stages, CASE WHEN l.has_stages THEN b.snapshots_since END,
    b.zone, EXISTS (SELECT FROM analytics_visitday v
        WHERE v.workspace_id = s.workspace_id AND v.source_id = s.id)
FROM integrations_source s
LEFT JOIN analytics_rollupbasis b ON b.workspace_id = s.workspace_id AND b.source_id = s.id
CROSS JOIN LATERAL (
    SELECT EXISTS (SELECT FROM analytics_leadstage g
        WHERE g.workspace_id = s.workspace_id AND g.source_id = s.id AND g.counted_as <> '')
) AS l (has_stages)
WHERE s.workspace_id = %s ORDER BY s.created_at, s.id
"""


@dataclass(frozen=True)
class SourceState:
    """What is known of one source: all before fresh_until has been read; its last day of ads."""

    id: UUID
    name: str
    connector: str
    fresh_until: datetime | None
    is_paused: bool
    is_disconnected: bool
    trouble_text: str
    last_ad_on: date | None
    has_crm: bool
    has_stages: bool
    snapshots_since: datetime | None
    zone: str | None
    has_visits: bool

    @property
    def is_active(self) -> bool:
        return not (self.is_paused or self.is_disconnected)

    @property
    def is_file(self) -> bool:
        return self.connector in _FILES

    @property
    def is_unread(self) -> bool:
        """Whether its first sync is still to bring something."""
        return self.is_active and not self.is_file and self.fresh_until is None

    @property
    def is_late(self) -> bool:
        """Whether it ought to have been read since."""
        if self.is_file or not self.is_active or self.fresh_until is None:
            return False
        return timezone.now() - self.fresh_until > LATE_AFTER


def source_states() -> tuple[SourceState, ...]:
    """Every source of the entered workspace, oldest first, by one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STATES, [require_workspace_id()])
        return tuple(SourceState(*row) for row in cursor.fetchall())


def as_of(sources: tuple[SourceState, ...]) -> datetime | None:
    """The moment up to which every active source has been read."""
    known = [s.fresh_until for s in sources if s.is_active and s.fresh_until and not s.is_file]
    return min(known, default=None)


def unsettled_from(sources: tuple[SourceState, ...], today: date, zone: ZoneInfo) -> date:
    """The first day that is not over, or not wholly read by every active source."""
    until = as_of(sources)
    return min(today, until.astimezone(zone).date()) if until else today
