"""The rules by which a source is counted: where its days begin, since when its stages are known."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.tenancy import require_workspace_id
from analytics.models import RollupBasis

_WANTED = """
SELECT coalesce(
        (SELECT o.time_zone FROM integrations_organization o
         WHERE o.workspace_id = w.id AND o.source_id = %(source)s AND o.deleted_at IS NULL
            AND EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = o.time_zone)
         ORDER BY o.external_id LIMIT 1),
        w.time_zone),
    CASE WHEN EXISTS (
            SELECT FROM integrations_leadstatuschange c
            WHERE c.workspace_id = w.id AND c.source_id = %(source)s AND c.basis = 'history')
        THEN NULL
        ELSE coalesce(
            (SELECT min(r.started_at) FROM integrations_syncrun r
             WHERE r.workspace_id = w.id AND r.source_id = %(source)s),
            s.created_at) END
FROM accounts_workspace w
JOIN integrations_source s ON s.workspace_id = w.id AND s.id = %(source)s
WHERE w.id = %(workspace)s
"""


@dataclass(frozen=True)
class Rules:
    """Where days begin; since when we took snapshots of stages (None: the CRM keeps a history)."""

    zone: str
    snapshots_since: datetime | None


def wanted_rules(source_id: UUID) -> Rules:
    """The rules that the source's rows ask for now."""
    with connection.cursor() as cursor:
        cursor.execute(_WANTED, {"workspace": require_workspace_id(), "source": source_id})
        return Rules(*cursor.fetchone())


def current_rules(source_id: UUID) -> dict[str, Any]:
    """The rules by which the rollups count now, as names for statements; made at first use."""
    row = RollupBasis.objects.filter(source_id=source_id).first()
    if row is None:
        rules = wanted_rules(source_id)
        row = RollupBasis.objects.create(
            source_id=source_id, zone=rules.zone, snapshots_since=rules.snapshots_since
        )
    return {
        "workspace": row.workspace_id,
        "source": source_id,
        "zone": row.zone,
        "since": row.snapshots_since,
    }


def are_rules_old(source_id: UUID) -> bool:
    """Whether the rows ask for other rules than those by which they are counted."""
    row = RollupBasis.objects.filter(source_id=source_id).first()
    if row is None:
        return False
    rules = wanted_rules(source_id)
    # Snapshots do not begin later because an older run was forgotten; they only end.
    is_history_new = rules.snapshots_since is None and row.snapshots_since is not None
    return row.zone != rules.zone or is_history_new
