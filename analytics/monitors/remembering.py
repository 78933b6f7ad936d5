"""What the days that lie behind taught, kept for later nights, and whether it still holds.

The old days of campaigns are told by the sums of their months: while not one of these has changed,
nor a rule, a holiday or an accepted level, a night goes on from what was learned. Else it reads and
learns everything anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
import orjson
from django.db import connection
from psycopg.pq import Format

from accounts.models import Workspace
from accounts.tenancy import new_id
from analytics.detection.forecasting.kept import Kept, kept_of
from analytics.detection.forecasting.tuning import Tuning
from analytics.detection.panels import Whole
from analytics.models import MonitorMemory
from analytics.monitors.asking import Asked, Memory, lively_from
from analytics.monitors.panels import events

# Another number where what is kept means something else than before.
_EDITION = 1
_NUMBER = np.dtype("<f8")
_READ = """
SELECT sums.print, sums.alike,
    EXISTS (SELECT FROM analytics_annotation a WHERE a.workspace_id = %(workspace)s
        AND a.is_special AND a.deleted_at IS NULL),
    EXISTS (SELECT FROM analytics_settling s WHERE s.workspace_id = %(workspace)s),
    k.monitor_id, k.basis, k.keys, k.kinds, k.content
FROM (
    SELECT count(*) || '.' || coalesce(bit_xor(hash_record_extended(m.*, 0)), 0) AS print,
        coalesce(bool_and(m.currency = %(currency)s), false) AS alike
    FROM analytics_adcampaignmonth m
    WHERE m.workspace_id = %(workspace)s AND m.month >= %(first)s AND m.month < %(lively)s
) sums
LEFT JOIN analytics_monitormemory k
    ON k.workspace_id = %(workspace)s AND k.monitor_id = ANY(%(monitors)s::uuid[])
"""


class Memories:
    """Of monitors that are read together: what was kept of each, by the sums as they stand now."""

    def __init__(self, group: Sequence[Asked], workspace: Workspace) -> None:
        self.workspace = workspace
        period = group[0].period
        if period is None:
            raise ValueError("Nothing is remembered where no day has come.")
        self._filters = group[0].definition.filters
        self.period, self.lively = period, lively_from(period.last_on)
        self.print = ""
        # Whether members called any day special, and whether any young day grows: what there is
        # not, nobody has to ask for again.
        self.has_special = self.has_growth = True
        self._kept: dict[UUID, Memory] = {}
        self._read([one.monitor.pk for one in group])

    @property
    def lively_at(self) -> int:
        """The place of the first day that is read every night."""
        return (self.lively - self.period.first_on).days

    def of(self, one: Asked) -> Memory | None:
        """What still holds of what was kept; None where everything has to be read."""
        found = self._kept.get(one.monitor.pk)
        return found if found is not None and found.basis == self.basis_of(one) else None

    @cached_property
    def special(self) -> Whole:
        """The codes of all days, of those from `lively_at` on, too."""
        filters = self._filters
        return events(filters, self.workspace, self.period, has_own=self.has_special)

    def basis_of(self, one: Asked) -> str:
        """Empty where nothing is to be kept: rates of other currencies change old days, too."""
        if not self.print:
            return ""
        asked, metric = one.definition, one.definition.catalogue
        told = [
            (_EDITION, repr(Tuning()), self.print, self.workspace.currency),
            (self.period.first_on, self.lively, one.monitor.accepted),
            (asked.by, asked.metric, repr(metric.top), repr(metric.bottom)),
            asked.columns()["filters"],
        ]
        words = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
        days = self.special[: self.lively_at].tobytes()
        return hashlib.blake2b(words + days, digest_size=24).hexdigest()

    def _read(self, monitors: list[UUID]) -> None:
        names: Mapping[str, Any] = {
            "workspace": self.workspace.pk,
            "currency": self.workspace.currency,
            "first": self.period.first_on,
            "lively": self.lively,
            "monitors": monitors,
        }
        with connection.cursor() as cursor:
            cursor.cursor.format = Format.BINARY
            cursor.execute(_READ, names)
            for row in cursor.fetchall():
                mark, is_alike, self.has_special, self.has_growth, *kept = row
                self.print = mark if is_alike else ""
                monitor, basis, keys, kinds, content = kept
                if monitor is not None:
                    matrix = np.frombuffer(content, _NUMBER).reshape(-1, len(keys))
                    kept = kept_of(matrix, kinds, len(Tuning().levels), Tuning().season)
                    self._kept[monitor] = Memory(basis, tuple(keys), kept)


def remember(asked: Sequence[Asked], workspace: Workspace) -> None:
    """Keep what was learned by those that read everything; in the current transaction."""
    rows = [_row(one, one.memory, workspace) for one in asked if one.memory is not None]
    MonitorMemory.objects.bulk_create(
        [row for row in rows if row is not None],
        update_conflicts=True,
        unique_fields=["workspace", "monitor"],
        update_fields=["basis", "keys", "kinds", "content"],
    )


def _row(one: Asked, memory: Memory, workspace: Workspace) -> MonitorMemory | None:
    """Of series that have been known for as long as a scale and a beginning need."""
    if memory.kept is None:
        return None
    return MonitorMemory(
        id=new_id(),
        workspace_id=workspace.pk,
        monitor=one.monitor,
        basis=memory.basis,
        keys=list(memory.keys),
        kinds=list(memory.kept.events),
        content=memory.kept.as_matrix().astype(_NUMBER).tobytes(),
    )


def known_long_enough(keys: Sequence[str], kept: Kept, least: int) -> tuple[tuple[str, ...], Kept]:
    """Those that need no older day: their scale and their beginning are settled."""
    is_old = kept.seen >= least
    known = tuple(key for key, old in zip(keys, is_old, strict=True) if old)
    return known, kept.rows(is_old)
