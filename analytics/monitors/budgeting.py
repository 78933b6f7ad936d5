"""An alarm budget: all monitors replayed over a year, and their thresholds set together."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import Workspace
from analytics.detection.deciding.budget import Candidate, plan
from analytics.detection.deciding.feedback import precision
from analytics.detection.deciding.replay import ALPHAS
from analytics.detection.forecasting.forecasts import Detector
from analytics.models import Monitor
from analytics.monitors.asking import history_until
from analytics.monitors.coverage import coverage
from analytics.monitors.definition import Definition, definition_of
from analytics.monitors.reading import read_days
from analytics.monitors.trying import replayed
from analytics.queries import source_states


def planned(
    watched: Sequence[Monitor],
    marks: Mapping[UUID, tuple[int, int]],
    workspace: Workspace,
    most: int,
    detector: Detector | None = None,
) -> tuple[dict[str, Any], dict[str, float]]:
    """(what the replay says of all together, {monitor: its threshold})."""
    found = [
        Candidate(str(one.pk), weekly, precision(*marks[one.pk]).share)
        for one in watched
        if (weekly := _weekly(definition_of(one), workspace, detector)) is not None
    ]
    best = plan(found, most)
    told = {
        "mean": round(best.mean, 2),
        "worst_week": best.worst_week,
        "weeks_over": best.weeks_over,
        "fits": best.fits,
        "monitors": len(found),
    }
    return told, {key: ALPHAS[level] for key, level in best.levels.items()}


def _weekly(asked: Definition, workspace: Workspace, detector: Detector | None) -> Any:
    today = timezone.now().astimezone(workspace.zone).date()
    covered = coverage(asked.catalogue.sides, source_states(), workspace.zone, today)
    if covered.until is None:
        return None
    days = read_days(asked, workspace, history_until(covered.until))
    return replayed(asked, days, workspace, detector).weekly() if days.keys else None
