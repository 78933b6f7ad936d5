"""A tree of tests in SQL, for the rows of each side."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections.abc import Callable, Mapping
from typing import Any

from analytics.metrics import Side
from analytics.queries import channels
from analytics.queries.dimensions import Breakdown
from analytics.queries.where import (
    Clause,
    Condition,
    Every,
    Not,
    Operator,
    Range,
    dimensions_of,
    tests_of,
)

Tell = Callable[[Condition], str]
_OF_ADS = frozenset({Breakdown.PLATFORM, Breakdown.CAMPAIGN})
_LIKE = {
    Operator.CONTAINS: "strpos(lower({0}), lower(w)) > 0",
    Operator.STARTS: "starts_with(lower({0}), lower(w))",
}


def values_of(where: Clause | None) -> dict[str, Any]:
    """What the names in the conditions stand for; nothing else of a tree comes to the database."""
    return {name: list(test.values) for test, name in _names(where).items()}


def condition(side: Side, where: Clause) -> str:
    """The tree as one condition on rows `d` of a side, after the joins that its dimensions need."""
    names = _names(where)
    if side is Side.ADS:
        return _tree(where, lambda test: _ad(test, names))
    if side is Side.VISITS:
        return _tree(where, lambda test: _source(names[test]))
    return _deals(where, names)


def _names(where: Clause | None) -> dict[Condition, str]:
    return {test: f"w{n}" for n, test in enumerate(dict.fromkeys(tests_of(where)))}


def _tree(clause: Clause, tell: Tell) -> str:
    if isinstance(clause, Condition):
        return tell(clause)
    if isinstance(clause, Range):
        raise TypeError("A range is asked of the sums, not of the rows.")
    if isinstance(clause, Not):
        return f"NOT {_tree(clause.part, tell)}"
    word = " AND " if isinstance(clause, Every) else " OR "
    return f"({word.join(_tree(part, tell) for part in clause.parts)})"


def _text(test: Condition, name: str, text: str, key: str = "") -> str:
    """A test of a text; `key` is what else its values may name."""
    if test.operator is Operator.IS:
        keys = [f"{one} = ANY(%({name})s::text[])" for one in (key, text) if one]
        return f"({' OR '.join(keys)})"
    like = _LIKE[test.operator].format(text)
    return f"EXISTS (SELECT FROM unnest(%({name})s::text[]) w WHERE {like})"


def _ad(test: Condition, names: Mapping[Condition, str]) -> str:
    """Of advertising: {owner} is the campaign, or the day itself; {channel} is of either."""
    name = names[test]
    if test.dimension is Breakdown.CAMPAIGN:
        return _text(test, name, "c.name", "c.id::text")
    if test.dimension is Breakdown.PLATFORM:
        return _text(test, name, "{owner}.platform")
    if test.dimension is Breakdown.SOURCE:
        return _source(name, "{owner}")
    return _text(test, name, "{channel}")


def _source(name: str, row: str = "d") -> str:
    return f"""{row}.source_id IN (SELECT s.id FROM integrations_source s
        WHERE s.workspace_id = %(workspace)s
            AND (s.id::text = ANY(%({name})s::text[]) OR s.name = ANY(%({name})s::text[])))"""


def _deals(clause: Clause, names: Mapping[Condition, str]) -> str:
    """Of a CRM. What names advertising alone is asked of one and the same ad campaign."""
    if dimensions_of(clause) <= _OF_ADS:
        return _mapped(clause, names)
    if isinstance(clause, Condition):
        return _deal(clause, names[clause])
    if isinstance(clause, Range):
        raise TypeError("A range is asked of the sums, not of the rows.")
    if isinstance(clause, Not):
        return f"NOT {_deals(clause.part, names)}"
    ads = tuple(part for part in clause.parts if dimensions_of(part) <= _OF_ADS)
    rest = [_deals(part, names) for part in clause.parts if part not in ads]
    kind = type(clause)
    together = [_mapped(kind(ads), names)] if ads else []
    return f"({(' AND ' if kind is Every else ' OR ').join([*together, *rest])})"


def _mapped(clause: Clause, names: Mapping[Condition, str]) -> str:
    tree = _tree(clause, lambda test: _ad(test, names)).format(owner="c")
    return f"""(d.source_id, d.campaign_external_id) IN (
        SELECT k.source_id, k.external_id FROM analytics_campaignmatch m
        JOIN integrations_campaign c ON c.workspace_id = m.workspace_id AND c.id = m.ad_campaign_id
        JOIN integrations_campaign k ON k.workspace_id = m.workspace_id AND k.id = m.crm_campaign_id
        WHERE m.workspace_id = %(workspace)s AND {tree})"""


def _deal(test: Condition, name: str) -> str:
    if test.dimension is Breakdown.LEAD_SOURCE:
        return _text(test, name, "d.lead_source")
    if test.dimension is Breakdown.SOURCE:
        return _source(name)
    if test.dimension is Breakdown.CHANNEL:
        return _text(test, name, channels.CRM)
    named = _text(test, name, "k.name")
    by_name = f"""(d.source_id, d.campaign_external_id) IN (
        SELECT k.source_id, k.external_id FROM integrations_campaign k
        WHERE k.workspace_id = %(workspace)s AND k.kind = 'crm' AND {named})"""
    if test.operator is not Operator.IS:
        return by_name
    return f"(d.campaign_external_id = ANY(%({name})s::text[]) OR {by_name})"
