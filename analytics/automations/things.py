"""What rules look at, with its numbers of some days; and whether a filter fits it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from analytics.automations.measures import Sums
from analytics.queries.dimensions import Breakdown
from analytics.queries.where import Clause, Condition, Every, Not, Operator, Range

# By these a campaign can be told from others.
TOLD_BY = (Breakdown.PLATFORM, Breakdown.CAMPAIGN, Breakdown.CHANNEL, Breakdown.SOURCE)
CAMPAIGN, CHANNEL, INCIDENT = "campaign", "channel", "incident"
ACTIVE, PAUSED, REMOVED = "active", "paused", "removed"


@dataclass(frozen=True)
class Thing:
    """A campaign, a channel, or an incident about neither; `status` as the last sync read it.

    `lacks` is the reason why nothing could be done to it, as far as it is known without asking.
    """

    kind: str
    key: str
    name: str
    platform: str = ""
    channel: str = ""
    source_id: str = ""
    source: str = ""
    status: str = ""
    lacks: str = ""


@dataclass(frozen=True)
class Evidence:
    """A thing with its sums from one day to another, and what set the rule off.

    `occasion` names that once for all: a day, an hour, an incident. `differing` are days of which
    the source tells other sums than are stored. Of a channel `parts` are its campaigns, and of one
    of these `whole` is the channel.
    """

    thing: Thing
    occasion: str
    first_on: date | None = None
    last_on: date | None = None
    sums: Sums = field(default_factory=dict)
    differing: tuple[date, ...] = ()
    incident: str = ""
    parts: tuple["Evidence", ...] = ()
    whole: "Evidence | None" = None


def fits(clause: Clause | None, thing: Thing) -> bool:
    """Whether a thing is among those that a filter leaves."""
    if clause is None:
        return True
    if isinstance(clause, Every):
        return all(fits(part, thing) for part in clause.parts)
    if isinstance(clause, Not):
        return not fits(clause.part, thing)
    if isinstance(clause, Condition):
        return _is(clause, thing)
    if isinstance(clause, Range):
        raise TypeError("A range is asked of numbers.")
    return any(fits(part, thing) for part in clause.parts)


def _is(test: Condition, thing: Thing) -> bool:
    names = _NAMES[test.dimension](thing)
    if test.operator is Operator.IS:
        return any(value in names for value in test.values)
    text = names[-1].lower()
    wanted = [value.lower() for value in test.values]
    if test.operator is Operator.STARTS:
        return any(text.startswith(value) for value in wanted)
    return any(value in text for value in wanted)


# The key, where there is one, and what people call it.
_NAMES: Mapping[Breakdown, Callable[[Thing], tuple[str, ...]]] = {
    Breakdown.PLATFORM: lambda thing: (thing.platform,),
    Breakdown.CAMPAIGN: lambda thing: (thing.key, thing.name),
    Breakdown.CHANNEL: lambda thing: (thing.channel,),
    Breakdown.SOURCE: lambda thing: (thing.source_id, thing.source),
}
