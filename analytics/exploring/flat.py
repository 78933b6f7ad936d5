"""Between the explorer's tree and the flat filters of the overview, where both say the same."""

from collections.abc import Sequence
from uuid import UUID

from analytics.address import Address, Days
from analytics.exploring.address import REPORT, WORDS
from analytics.exploring.language import text_of
from analytics.queries.dimensions import Breakdown
from analytics.queries.question import Filters
from analytics.queries.where import Clause, Condition, Every, Operator, both

_WORDS = {
    Breakdown.PLATFORM: "platform",
    Breakdown.CAMPAIGN: "campaign",
    Breakdown.LEAD_SOURCE: "lead_source",
    Breakdown.CHANNEL: "channel",
}


def tree_of(filters: Filters) -> Clause | None:
    """The tree that says what flat filters say."""
    values = {
        Breakdown.PLATFORM: filters.platforms,
        Breakdown.CAMPAIGN: tuple(map(str, filters.campaigns)),
        Breakdown.LEAD_SOURCE: filters.lead_sources,
        Breakdown.CHANNEL: filters.channels,
    }
    tests = [Condition(by, Operator.IS, found) for by, found in values.items() if found]
    return both(*tests)


def explore_words(address: Address, metrics: Sequence[str]) -> str:
    """The query of the explorer for what a table of the overview shows."""
    gone = dict.fromkeys(("platform", "campaign", "lead_source", "channel", "trend", "q", "page"))
    return address.with_(
        **gone,
        metrics=",".join(metrics),
        by=address.by.value,
        sort=None,
        where=text_of(tree_of(address.filters)),
    )


def flat_words(clause: Clause | None) -> dict[str, list[str]] | None:
    """The flat filters that say what a tree says; None where none do."""
    parts = clause.parts if isinstance(clause, Every) else (clause,) if clause else ()
    found: dict[str, list[str]] = {}
    for part in parts:
        word = _WORDS.get(part.dimension) if isinstance(part, Condition) else None
        if not isinstance(part, Condition) or word is None or word in found or not _is_flat(part):
            return None
        found[word] = list(part.values)
    return found


def filters_of(clause: Clause | None) -> Filters | None:
    """The same as a value."""
    words = flat_words(clause)
    if words is None:
        return None
    return Filters(
        platforms=tuple(words.get("platform", ())),
        campaigns=tuple(map(UUID, words.get("campaign", ()))),
        lead_sources=tuple(words.get("lead_source", ())),
        channels=tuple(words.get("channel", ())),
    )


def _is_flat(part: Condition) -> bool:
    """Flat filters know campaigns by their ids, and nothing that has no name."""
    if part.operator is not Operator.IS or not all(part.values):
        return False
    return part.dimension is not Breakdown.CAMPAIGN or all(map(_is_id, part.values))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def passport_words(address: Days, where: Clause | None) -> str:
    """The query of the passport of a number under a tree, with its records where they are told."""
    flat = flat_words(where)
    words = dict.fromkeys((*WORDS, REPORT)) | ({"where": text_of(where)} if flat is None else flat)
    return address.with_(**words)
