"""Of what a budget is, which other it is a part of, and which can be added up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from analytics.models import Budget, ChannelOf, ThingKind
from analytics.scopes import Scope
from integrations.models import Campaign

# {campaign: (platform, channel)}
Places = Mapping[UUID, tuple[str, str]]


def scope_of(budget: Budget) -> Scope:
    """The part of the business that a budget is of."""
    return Scope(budget.platform, budget.channel, budget.campaign_id)


@dataclass(frozen=True)
class Placed:
    """A budget in its place: beneath how many others, and of which it is a part."""

    budget: Budget
    depth: int
    parent: UUID | None = None


def places_of(rows: Iterable[Budget]) -> Places:
    """Where the campaigns of budgets belong, by two statements."""
    ids = [row.campaign_id for row in rows if row.campaign_id]
    if not ids:
        return {}
    keys = [str(key) for key in ids]
    channels = dict(
        ChannelOf.objects.filter(kind=ThingKind.AD, key__in=keys).values_list("key", "channel")
    )
    campaigns = Campaign.objects.filter(id__in=ids).values_list("id", "platform")
    return {key: (platform, channels.get(str(key), "")) for key, platform in campaigns}


def in_places(rows: Sequence[Budget], places: Places) -> list[Placed]:
    """Budgets of one metric and length: each beneath the smallest other that it is a part of."""
    by_scope = {scope_of(row): row.pk for row in rows}
    parents = {row.pk: _parent(row, by_scope, places) for row in rows}
    placed: list[Placed] = []

    def put(parent: UUID | None, depth: int) -> None:
        for row in rows:
            if parents[row.pk] == parent:
                placed.append(Placed(row, depth, parent))
                put(row.pk, depth + 1)

    put(None, 0)
    return placed


def can_be_added(rows: Sequence[Budget]) -> bool:
    """Whether budgets of which none is a part of another have nothing in common.

    What is spent on a platform may be spent in a channel, too.
    """
    return not (any(row.platform for row in rows) and any(row.channel for row in rows))


def _parent(row: Budget, by_scope: Mapping[Scope, UUID], places: Places) -> UUID | None:
    platform, channel = places.get(row.campaign_id, ("", "")) if row.campaign_id else ("", "")
    wanted = [Scope(channel=channel)] if channel else []
    wanted += [Scope(platform=platform)] if platform else []
    if scope_of(row) != Scope():
        wanted.append(Scope())
    return next((by_scope[one] for one in wanted if one in by_scope), None)
