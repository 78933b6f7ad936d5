"""Metrics in lists and on their own page: what each means, by whom and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.built_in import BUILT_IN
from analytics.formulas.compiling import compiled
from analytics.formulas.forms import GOOD
from analytics.formulas.keeping import Draft
from analytics.formulas.trees import NoFormula
from analytics.formulas.words import lazy_definition, tree_words
from analytics.metrics import Metric, Unit
from analytics.models import OwnMetric, OwnMetricVersion
from analytics.pages.facts import Fact
from analytics.rooms import in_rooms, room_of

UNITS = {
    Unit.MONEY: gettext_lazy("Money"),
    Unit.COUNT: gettext_lazy("Number"),
    Unit.RATE: gettext_lazy("Per cent"),
    Unit.RATIO: gettext_lazy("Times"),
    Unit.DURATION: gettext_lazy("Days"),
}


@dataclass(frozen=True)
class OwnRow:
    """One of the workspace's own, as the list shows it."""

    id: UUID
    name: str
    key: str
    formula: str
    words: str
    unit: str
    version: int
    by: str
    at: datetime
    is_retired: bool


@dataclass(frozen=True)
class OurRow:
    """One of ours."""

    name: str
    key: str
    definition: str
    unit: str
    room: str


@dataclass(frozen=True)
class VersionRow:
    """One version, and what it changed of the one before."""

    number: int
    name: str
    formula: str
    words: str
    by: str
    at: datetime
    is_newest: bool


def our_rows() -> list[OurRow]:
    """Ours, room by room."""
    return [
        OurRow(str(one.label), one.key, str(one.formula), str(UNITS[one.unit]), room_of(one.key))
        for one in (BUILT_IN[key] for key in in_rooms(BUILT_IN))
    ]


def own_rows(rows: Iterable[OwnMetricVersion]) -> list[OwnRow]:
    """The workspace's own, those in use first."""
    found = [
        OwnRow(
            row.metric_id,
            row.name,
            row.metric.key,
            row.formula,
            formula_words(row.formula),
            str(UNITS[Unit(row.unit)]),
            row.number,
            _by(row),
            row.made_at,
            row.metric.retired_at is not None,
        )
        for row in rows
    ]
    return sorted(found, key=lambda row: (row.is_retired, row.name.casefold()))


def version_rows(row: OwnMetric, versions: Iterable[OwnMetricVersion]) -> list[VersionRow]:
    """Every version, the newest first."""
    return [
        VersionRow(
            one.number,
            one.name,
            one.formula,
            formula_words(one.formula),
            _by(one),
            one.made_at,
            one.number == row.version,
        )
        for one in versions
    ]


def facts_of(row: OwnMetric, version: OwnMetricVersion) -> list[Fact]:
    """What is known of a metric, line by line."""
    decimals = _("as the unit has them") if version.decimals is None else str(version.decimals)
    return [
        Fact(_("Formula"), formula_words(version.formula)),
        Fact(_("As it is written"), version.formula),
        Fact(_("Unit"), str(UNITS[Unit(version.unit)])),
        Fact(_("Direction"), str(GOOD[version.good])),
        Fact(_("Decimals"), decimals),
        Fact(
            _("Key"), row.key, hint=_("by which addresses and programs name it; it never changes")
        ),
        *([Fact(_("What it is for"), version.description)] if version.description else []),
    ]


def formula_words(text: str) -> str:
    """A formula with the names of its metrics."""
    try:
        return tree_words(compiled(text).tree)
    except NoFormula as wrong:
        return _("can be read no more: %(why)s") % {"why": wrong.message}


def metric_from(draft: Draft, key: str) -> Metric:
    """A draft as a metric, before it is saved."""
    made = compiled(draft.formula)
    definition: Any = lazy_definition(draft.formula, draft.description)
    return Metric(
        key=key,
        label=draft.name,
        unit=made.unit_as(draft.unit),
        numerator=made.numerator,
        formula=definition,
        denominator=made.denominator,
        good=draft.good,
        decimals=draft.decimals,
    )


def _by(row: OwnMetricVersion) -> str:
    return row.made_by.get_full_name() if row.made_by else ""
