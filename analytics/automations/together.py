"""Campaigns of one channel looked at together: the channel's sums, and each campaign beneath."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from analytics.automations.things import CHANNEL, Evidence, Thing

# As long as a key of a thing is in the log.
_LONGEST = 64


def by_channel(things: Iterable[Thing]) -> dict[str, list[Thing]]:
    """What is in no channel is in none of them."""
    found: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        if thing.channel:
            found[thing.channel].append(thing)
    return dict(found)


def together(channel: str, parts: Sequence[Evidence]) -> Evidence:
    """All of them as one; what is not known of one is not known of all."""
    first = [one.first_on for one in parts if one.first_on]
    last = [one.last_on for one in parts if one.last_on]
    return Evidence(
        thing=Thing(CHANNEL, key_of(channel), channel, channel=channel),
        occasion=parts[0].occasion,
        first_on=min(first, default=None),
        last_on=max(last, default=None),
        sums=_added(parts),
        differing=tuple(sorted({on for one in parts for on in one.differing})),
        incident=parts[0].incident,
        parts=tuple(parts),
    )


def key_of(channel: str) -> str:
    """By what the log tells it from others."""
    if len(channel) <= _LONGEST:
        return channel
    return blake2b(channel.encode(), digest_size=_LONGEST // 2).hexdigest()


def _added(parts: Sequence[Evidence]) -> dict[str, int | None]:
    names = {name for one in parts for name in one.sums}
    found: dict[str, int | None] = {}
    for name in names:
        values = [one.sums.get(name) for one in parts]
        known = [value for value in values if value is not None]
        found[name] = sum(known) if len(known) == len(values) else None
    return found
