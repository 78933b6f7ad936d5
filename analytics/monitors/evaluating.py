"""One look of a workspace's monitors at all days that have come; the same twice changes nothing.

Days are read in short transactions without a lock, judged in none, and what was found is written
with the monitors' rows locked, some at a time. A worker that is killed leaves no monitor half done,
and the next one finds those that are left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.utils import timezone

from accounts.models import Workspace
from accounts.tenancy import require_workspace_id
from analytics.detection.forecasting.forecasts import Detector
from analytics.models import Monitor
from analytics.monitors.asking import Asked, alike, ask, cut
from analytics.monitors.judging import call_families
from analytics.monitors.looking import Hold, Looker
from analytics.monitors.preparing import prepared
from analytics.monitors.writing import Writer
from analytics.queries import source_states

# Without news, so many are written at once; one with news is written by itself.
_QUIET_TOGETHER = 50
# What somebody changed while it was looked at is looked at once more.
_MOST_ROUNDS = 3


class Evaluator:
    """All monitors of one workspace, so that a day's false alarms are counted over all of them."""

    def __init__(
        self, running: Callable[[], Iterable[Monitor]], hold: Hold, detector: Detector | None = None
    ) -> None:
        self.running, self.hold, self.detector = running, hold, detector
        self.looked: set[UUID] = set()

    def run(self) -> int:
        """How many were looked at."""
        with prepared():
            for _round in range(_MOST_ROUNDS):
                asked, writer = self._look()
                if self._write(asked, writer):
                    break
        return len(self.looked)

    def _look(self) -> tuple[list[Asked], Writer]:
        with self.hold.batch():
            workspace = Workspace.objects.get(pk=require_workspace_id())
            states, now = source_states(), timezone.now()
            today = now.astimezone(workspace.zone).date()
            running = [one for one in self.running() if one.pk not in self.looked]
            asked = [ask(one, states, workspace.zone, today) for one in running]
            looker = Looker(workspace, states, self.detector, self.hold)
            groups = list(alike(asked))
            looker.read(groups[:1])
        looker.look(groups)
        looks = [(one.definition, one.look) for one in asked if one.look]
        call_families([(a, x.found) for a, x in looks if x.found and x.found.judged is not None])
        return asked, Writer(looker, now, today)

    def _write(self, asked: list[Asked], writer: Writer) -> bool:
        """Whether all could be written."""
        news = [[one] for one in asked if one.has_news]
        quiet = list(cut([one for one in asked if not one.has_news], _QUIET_TOGETHER))
        if news and quiet:
            # A transaction less, of which a night has many.
            news[-1] += quiet.pop(0)
        for chunk in [*news, *quiet]:
            with self.hold.batch():
                self.looked |= writer.write(chunk)
        return all(one.monitor.pk in self.looked for one in asked)
