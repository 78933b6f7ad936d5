"""What is remembered of some monitors between two looks: read together, written together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from accounts.tenancy import new_id, require_workspace_id
from analytics.models import Incident, IncidentStatus, Monitor

_READ = """
SELECT EXISTS (SELECT FROM analytics_incident i WHERE i.workspace_id = %(workspace)s
        AND i.monitor_id = ANY(%(monitors)s::uuid[]) AND i.status <> 'resolved'),
    w.monitor_id, w.part, w.watch
FROM (VALUES (1)) one LEFT JOIN analytics_monitorwatch w
    ON w.workspace_id = %(workspace)s AND w.monitor_id = ANY(%(monitors)s::uuid[])
"""
_SAVE = """
INSERT INTO analytics_monitorwatch (id, workspace_id, monitor_id, part, watch)
SELECT n.id, %s, n.monitor, n.part, n.watch
FROM jsonb_to_recordset(%s::jsonb) n (id uuid, monitor uuid, part text, watch jsonb)
ON CONFLICT (workspace_id, monitor_id, part) DO UPDATE SET watch = excluded.watch
"""
Words = Mapping[str, Any]


class Shelf:
    """The caller holds the locks on the monitors' rows.

    `watches` are {monitor: {part: a watch as plain words}}; of incidents those that go on.
    """

    def __init__(self, monitors: Collection[Monitor]) -> None:
        self.watches: dict[UUID, dict[str, Words]] = {one.pk: {} for one in monitors}
        self.incidents: dict[UUID, dict[str, Incident]] = {one.pk: {} for one in monitors}
        self.failures: dict[UUID, Incident] = {}
        # Whether there are more or fewer incidents than before.
        self.is_to_count = False
        self._changed: list[Words] = []
        if self._read_watches():
            self._read_incidents({one.pk: one for one in monitors})

    def keep(self, monitor: Monitor, rows: Iterable[tuple[str, Words]]) -> None:
        """Have {part: watch} written with all others."""
        for part, watch in rows:
            words = {"id": new_id(), "monitor": monitor.pk, "part": part, "watch": watch}
            self._changed.append(words)

    def save(self) -> None:
        """By one statement; by none where nothing has changed."""
        if not self._changed:
            return
        with connection.cursor() as cursor:
            rows = orjson.dumps(self._changed).decode()
            cursor.execute(_SAVE, [require_workspace_id(), rows])
        self._changed = []

    def _read_watches(self) -> bool:
        """Whether any of the monitors has an incident that goes on."""
        names: dict[str, Any] = {
            "workspace": require_workspace_id(),
            "monitors": list(self.watches),
        }
        has_incidents = False
        with connection.cursor() as cursor:
            cursor.execute(_READ, names)
            for has_any, monitor, part, watch in cursor.fetchall():
                has_incidents = has_any
                if monitor is not None:
                    self.watches[monitor][part] = orjson.loads(watch)
        return has_incidents

    def _read_incidents(self, monitors: Mapping[UUID, Monitor]) -> None:
        going_on = Incident.objects.exclude(status=IncidentStatus.RESOLVED)
        for incident in going_on.filter(monitor__in=monitors):
            incident.monitor = monitors[incident.monitor_id]
            if incident.is_failure:
                self.failures[incident.monitor_id] = incident
            else:
                self.incidents[incident.monitor_id][incident.part] = incident
