"""Up to which day each source's campaigns can be judged: complete, and settled where asked for."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import Workspace
from accounts.tenancy import require_workspace_id
from analytics.automations.measures import NUMBERS, OF_DEALS
from analytics.automations.rule import Rule
from analytics.metrics import Side
from analytics.models import Settling
from analytics.monitors.coverage import coverage
from analytics.queries import SourceState, source_states
from analytics.trust.settling import Ladder, Step
from integrations.selectors import restated_days

# From this share of its settled value on a day is taken for settled.
ENOUGH = 0.98
_GROWN = """
SELECT least(greatest((superseded_at AT TIME ZONE %(zone)s)::date - r."on", 0), 366) AS age,
    sum(coalesce(new_value, 0) - coalesce(old_value, 0))::bigint
FROM integrations_campaigndayrevision r JOIN integrations_campaign c
    ON c.workspace_id = r.workspace_id AND c.id = r.campaign_id
WHERE r.workspace_id = %(workspace)s AND c.source_id = %(source)s
    AND r.metric = 'conversions_micros' AND r."on" BETWEEN %(first)s AND %(last)s
GROUP BY 1
"""
_WHOLE = """
SELECT coalesce(sum(d.conversions_micros), 0)::bigint FROM analytics_adcampaignday d
JOIN integrations_campaign c ON c.workspace_id = d.workspace_id AND c.id = d.campaign_id
WHERE d.workspace_id = %(workspace)s AND c.source_id = %(source)s
    AND d."on" BETWEEN %(first)s AND %(last)s
"""


@dataclass(frozen=True)
class Readable:
    """Of a source the last day that may be judged; how many days settle, and how that is known."""

    source_id: str
    source: str
    last_on: date | None
    settles_after: int = 0
    is_learned: bool = True


@dataclass(frozen=True)
class Readiness:
    """Of all sources of campaigns; `waits` names those of which yesterday is not read yet."""

    sources: Mapping[str, Readable]
    waits: tuple[str, ...] = ()


def readiness(rule: Rule, workspace: Workspace, today: date) -> Readiness:
    """What may be judged today by a rule's own numbers."""
    states = source_states()
    needed = needs(rule)
    until, waits = None, set()
    if needed & OF_DEALS:
        deals = coverage({Side.DEALS}, states, workspace.zone, today)
        until = deals.until or date.min
        waits |= set(deals.late)
    found = {}
    for state in states:
        if state.last_ad_on is None or state.is_disconnected:
            continue
        own = coverage({Side.ADS}, (state,), workspace.zone, today)
        waits |= set(own.late)
        last = min(own.until, until) if own.until and until else own.until
        lag, is_learned = settles_after(state, needed, workspace, today, rule)
        last_on = last - timedelta(days=lag) if last and last > date.min else None
        found[str(state.id)] = Readable(str(state.id), state.name, last_on, lag, is_learned)
    return Readiness(found, tuple(sorted(waits)))


def needs(rule: Rule) -> frozenset[str]:
    """The sums that a rule looks at."""
    found = {name for test in rule.trigger.tests for name in NUMBERS[test.metric].sums}
    least = {
        "clicks": rule.guards.least_clicks,
        "spend": rule.guards.least_spend,
        "conversions": rule.guards.least_conversions,
    }
    return frozenset(found | {name for name, number in least.items() if number})


def settles_after(
    state: SourceState, needed: Set[str], workspace: Workspace, today: date, rule: Rule
) -> tuple[int, bool]:
    """After how many days more the youngest complete day may be taken as it stands.

    Where nobody has learned yet how its days grow, all of the vendor's own window is waited for.
    """
    window = restated_days(state.connector)
    if not rule.guards.settled or not window:
        return 0, True
    ages = [_age(state.id, name, workspace, today, window) for name in needed - OF_DEALS]
    learned = [age for age in ages if age is not None]
    if len(learned) < len(ages):
        return window, False
    return max(learned, default=0), True


def _age(source_id: UUID, name: str, workspace: Workspace, today: date, window: int) -> int | None:
    if name == "conversions":
        return _age_of_conversions(source_id, workspace, today, window)
    rows = list(Settling.objects.filter(source_id=source_id, measure=name))
    ladders = [Ladder(tuple(Step(*step) for step in row.steps)) for row in rows if row.steps]
    if not rows or len(ladders) < len(rows):
        return None
    return max(
        next((age for age in range(one.settles_at) if one.share(age) >= ENOUGH), one.settles_at)
        for one in ladders
    )


def _age_of_conversions(
    source_id: UUID, workspace: Workspace, today: date, window: int
) -> int | None:
    """By what was read late of days that are over: platforms count conversions for weeks."""
    last = today - timedelta(days=window + 1)
    names: dict[str, Any] = {
        "workspace": require_workspace_id(),
        "source": source_id,
        "zone": workspace.time_zone,
        "first": last - timedelta(days=60),
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GROWN, names)
        grown = dict(cursor.fetchall())
        cursor.execute(_WHOLE, names)
        whole = int(cursor.fetchone()[0])
    if whole <= 0 or not grown:
        # Days that were never seen to grow tell nothing of how they do.
        return None
    late = 0
    for age in sorted(grown, reverse=True):
        late += grown[age]
        if late > (1 - ENOUGH) * whole:
            return min(int(age), window)
    return 0
