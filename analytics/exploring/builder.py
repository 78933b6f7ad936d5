"""The question as a form: a condition a row, "or" beginning a new group; as text where neither."""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.exploring.address import ExploreAddress
from analytics.exploring.language import number_text, text_of
from analytics.exploring.leaves import DIMENSIONS, range_of, test_of
from analytics.exploring.words import Names, value_name
from analytics.metrics import CATALOGUE
from analytics.queries.where import Clause, Compare, Condition, Every, Not, Operator, Range, Some
from analytics.rooms import grouped

MOST_ROWS = 12
_OPERATORS: dict[str, Any] = {
    "is": gettext_lazy("is"),
    "is not": gettext_lazy("is not"),
    "contains": gettext_lazy("contains"),
    "does not contain": gettext_lazy("does not contain"),
    "starts with": gettext_lazy("starts with"),
    "does not start with": gettext_lazy("does not start with"),
}
_SIGNS: dict[str, Any] = {
    Compare.LEAST.value: gettext_lazy("at least"),
    Compare.MOST.value: gettext_lazy("at most"),
    Compare.MORE.value: gettext_lazy("more than"),
    Compare.LESS.value: gettext_lazy("less than"),
    Compare.EQUAL.value: gettext_lazy("exactly"),
}

_CONTRARY = {
    Compare.LEAST: Compare.LESS,
    Compare.LESS: Compare.LEAST,
    Compare.MOST: Compare.MORE,
    Compare.MORE: Compare.MOST,
}


@dataclass(frozen=True)
class RowOf:
    """One condition of the form: how it is joined with the one before, and its three parts."""

    join: str = "and"
    subject: str = ""
    operator: str = ""
    value: str = ""
    error: str = ""


@dataclass(frozen=True)
class Rows:
    """The conditions of a form; None of them where the tree is too deep for rows."""

    rows: list[RowOf] = field(default_factory=list)
    is_text: bool = False

    @property
    def is_wrong(self) -> bool:
        return any(row.error for row in self.rows)


Leaf = tuple[Condition | Range, bool]


def rows_of(clause: Clause | None, names: Names) -> Rows:
    """A tree as rows, with an empty one at the end to go on with."""
    if clause is None:
        return Rows([RowOf()])
    groups = _groups(clause, is_not=False)
    if groups is None or sum(map(len, groups)) > MOST_ROWS:
        return Rows([], is_text=True)
    found = [
        _row("and" if place else "or", *leaf, names)
        for group in groups
        for place, leaf in enumerate(group)
    ]
    return Rows([*found, RowOf()][:MOST_ROWS])


def _groups(clause: Clause, *, is_not: bool) -> list[list[Leaf]] | None:
    """Any of groups, all of each; None where that grows too large."""
    if isinstance(clause, (Condition, Range)):
        has_row = not is_not or isinstance(clause, Condition) or clause.compare in _CONTRARY
        return [[(clause, is_not)]] if has_row else None
    if isinstance(clause, Not):
        return _groups(clause.part, is_not=not is_not)
    below = [_groups(part, is_not=is_not) for part in clause.parts]
    known = [groups for groups in below if groups is not None]
    if len(known) < len(below):
        return None
    if isinstance(clause, Some) is not is_not:
        return [group for groups in known for group in groups]
    found: list[list[Leaf]] = [[]]
    for groups in known:
        found = [[*one, *other] for one in found for other in groups]
        if len(found) > MOST_ROWS:
            return None
    return found


def _row(join: str, leaf: Condition | Range, is_not: bool, names: Names) -> RowOf:
    if isinstance(leaf, Range):
        sign = _CONTRARY[leaf.compare] if is_not else leaf.compare
        return RowOf(join, leaf.metric, sign.value, number_text(leaf))
    words = {
        (Operator.IS, False): "is",
        (Operator.IS, True): "is not",
        (Operator.CONTAINS, False): "contains",
        (Operator.CONTAINS, True): "does not contain",
        (Operator.STARTS, False): "starts with",
        (Operator.STARTS, True): "does not start with",
    }
    values = [value_name(leaf, value, names) if value else '""' for value in leaf.values]
    shown = ", ".join(f'"{v}"' if "," in v else v for v in values)
    return RowOf(join, leaf.dimension.value, words[leaf.operator, is_not], shown)


@dataclass(frozen=True)
class Asked:
    """What a form asks for: the query of its address, and its conditions with what is wrong."""

    query: str
    where: Rows
    having: Rows

    @property
    def is_wrong(self) -> bool:
        return self.where.is_wrong or self.having.is_wrong


def read_form(given: QueryDict, address: ExploreAddress) -> Asked:
    """The address that a filled-in form stands for; empty rows are none."""
    where, where_rows = _read(given, "w", _condition_of)
    having, having_rows = _read(given, "h", _range_of)
    by = [text for n in range(3) if (text := given.get(f"by{n}", ""))]
    pivot = given.get("pivot", "")
    query = address.with_(
        metrics=",".join(given.getlist("metric")),
        by=",".join(dict.fromkeys(by)),
        where=given.get("where", "") if "where" in given else text_of(where),
        having=given.get("having", "") if "having" in given else text_of(having),
        top=given.get("top"),
        pivot=pivot if pivot in by else None,
        show=given.get("show"),
        step=given.get("step"),
        draw=given.get("draw") if given.get("draw") in given.getlist("metric") else None,
    )
    return Asked(query, Rows(where_rows), Rows(having_rows))


def _read(
    given: QueryDict, prefix: str, leaf: Callable[[RowOf], Clause | str]
) -> tuple[Clause | None, list[RowOf]]:
    rows, groups = [], list[list[Clause]]()
    for n in range(MOST_ROWS):
        names = ("j", "s", "o", "v")
        row = RowOf(*(given.get(f"{prefix}{n}{name}", "").strip() for name in names))
        if not row.subject and not row.value:
            continue
        found = leaf(row)
        if isinstance(found, str):
            rows.append(RowOf(row.join, row.subject, row.operator, row.value, found))
            continue
        rows.append(row)
        if row.join == "or" or not groups:
            groups.append([])
        groups[-1].append(found)
    parts = [Every(tuple(group)) if len(group) > 1 else group[0] for group in groups]
    clause = Some(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)
    return clause, [*rows, RowOf()][:MOST_ROWS]


def _condition_of(row: RowOf) -> Clause | str:
    if not row.subject:
        return _("Choose what this value is compared with.")
    values = _values(row.value)
    if not values:
        return _("Write a value; several are parted by commas.")
    is_not = " not" in row.operator
    operator = next((one for one in Operator if one.value[:5] in row.operator), Operator.IS)
    found = test_of(row.subject, operator, values)
    return Not(found) if is_not and isinstance(found, Condition) else found


def _values(text: str) -> tuple[str, ...]:
    cells = next(csv.reader([text], skipinitialspace=True), [])
    is_empty = text.strip() == '""'
    return tuple(dict.fromkeys(c.strip() for c in cells if c.strip() or is_empty))


def _range_of(row: RowOf) -> Clause | str:
    if not row.subject:
        return _("Choose the metric that is compared with this number.")
    if not row.value:
        return _("Write a number, such as 1000, 2.5 or 3%.")
    return range_of(row.subject, row.operator or Compare.LEAST.value, row.value.replace(" ", ""))


def choices() -> dict[str, Any]:
    """What the selects of the form offer."""
    return {
        "dimensions": [(one.value, label) for one, label in DIMENSIONS.items()],
        "operators": list(_OPERATORS.items()),
        "signs": list(_SIGNS.items()),
        "all_metrics": grouped(CATALOGUE),
    }
