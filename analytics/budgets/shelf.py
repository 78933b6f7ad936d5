"""Standings that were reckoned, with all that they follow from, so that no page reckons them twice.

What was made from other data is never taken: it is made anew by the job that follows each sync, or
at the first look.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import Workspace
from analytics.budgets.daily import counted_in, judge_of, missing
from analytics.budgets.forecasts import Outlook
from analytics.budgets.reckoning import nothing_told
from analytics.budgets.scoping import scope_of
from analytics.budgets.standings import Standing, State
from analytics.built_in import SIMPLE
from analytics.models import KeptStanding
from analytics.queries import Period
from analytics.queries.freshness import SourceState
from analytics.trust.settling import Estimate

# Raise it when a standing is reckoned otherwise: what was kept before is then made anew.
_RECKONED = 1
_PLAIN = ("value", "planned", "left", "left_per_day", "is_spread_evenly")
_LISTS = ("without_rate", "by_day", "plan")
_NOTHING, _MISSING = "nothing", "missing"


@dataclass(frozen=True)
class Shelf:
    """What is kept of a workspace, and whether it still follows from its data."""

    workspace: Workspace
    sources: tuple[SourceState, ...]
    today: date
    version: int

    def take(self, begun: Sequence[Standing]) -> dict[UUID, Standing]:
        """{budget: its standing} of those that are kept, by one statement; none that is old."""
        bases = {(one.budget.pk, one.period.first_on): one for one in begun if _is_kept(one)}
        if not bases:
            return {}
        wanted = {self._basis(one): one for one in bases.values()}
        rows = KeptStanding.objects.filter(
            budget_id__in={key for key, _on in bases}, basis__in=list(wanted)
        )
        return {
            row.budget_id: self._read(wanted[row.basis], row.standing)
            for row in rows.only("budget_id", "basis", "standing")
        }

    def put(self, made: Iterable[Standing]) -> None:
        """Keep what was reckoned just now, in one order, so that no two wait for one another."""
        rows = [
            KeptStanding(
                workspace_id=self.workspace.pk,
                budget_id=one.budget.pk,
                first_on=one.period.first_on,
                basis=self._basis(one),
                standing=self._written(one),
                made_at=timezone.now(),
            )
            for one in sorted(made, key=lambda one: (one.budget.pk, one.period.first_on))
            if _is_kept(one)
        ]
        KeptStanding.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["workspace", "budget", "first_on"],
            update_fields=["basis", "standing", "made_at"],
        )

    def _basis(self, one: Standing) -> str:
        """All that a standing follows from, as one short text."""
        parts = (
            *(_RECKONED, self.version, self.today, self.workspace.time_zone),
            *(one.budget.pk, one.budget.spread, one.currency),
            *(one.amount.pk if one.amount else "", *vars(one.period).values()),
            *(one.complete_until, one.days_gone),
        )
        return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()

    def _written(self, one: Standing) -> dict[str, Any]:
        told = {name: getattr(one, name) for name in (*_PLAIN, *_LISTS)}
        reason = _NOTHING if one.reason == nothing_told() else _MISSING
        return {
            **told,
            "state": one.state.value,
            "reason": reason if one.reason else "",
            "gaps": [[day.isoformat() for day in vars(gap).values()] for gap in one.gaps],
            "settled": asdict(one.settled) if one.settled else None,
            "forecast": asdict(one.forecast) if one.forecast else None,
            "outlook": asdict(one.outlook) if one.outlook else None,
        }

    def _read(self, begun: Standing, kept: dict[str, Any]) -> Standing:
        told: dict[str, Any] = {
            **{name: kept[name] for name in _PLAIN},
            **{name: tuple(kept[name]) for name in _LISTS},
            "state": State(kept["state"]),
            "reason": self._reason(begun, kept["reason"]),
            "gaps": tuple(Period(*map(date.fromisoformat, days)) for days in kept["gaps"]),
            "settled": _estimate(kept["settled"]),
            "forecast": _estimate(kept["forecast"]),
            "outlook": _outlook(kept["outlook"]) if kept["outlook"] else None,
        }
        return replace(begun, **told)

    def _reason(self, begun: Standing, kept: str) -> str:
        """In the language of whoever reads; why there can be no value is asked of the sources."""
        if kept != _MISSING:
            return nothing_told() if kept else ""
        own, budget = counted_in(self.workspace, begun.currency), begun.budget
        filters = scope_of(budget).filters
        judge = judge_of([budget.metric], begun.period, filters, own, self.sources)
        return missing(judge, SIMPLE[budget.metric])


def version_of(workspace: Workspace) -> int:
    """That of the data now. Asked before anything is read, it is never newer than what was read."""
    return Workspace.objects.values_list("data_version", flat=True).get(pk=workspace.pk)


def _is_kept(one: Standing) -> bool:
    """Of a period to come nothing is read, and nothing is to be kept."""
    return one.state is not State.TO_COME


def _estimate(kept: dict[str, float] | None) -> Estimate | None:
    return Estimate(**kept) if kept else None


def _outlook(kept: dict[str, Any]) -> Outlook:
    return Outlook(kept["total"], kept["reach"], tuple(kept["daily"]), tuple(kept["reaches"]))
