"""Computed fields of a source: which there are, which were picked, what they were last night."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Count, Max

from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Entities
from integrations.models import Formula, FormulaValue, PersonField, Source, StreamState

SHOWN = 25
# Beside a deal, where there is little room.
_MOST_OF_A_DEAL = 5
_DEALS = frozenset(
    name
    for connector in CONNECTORS.values()
    if isinstance(connector.engine, Entities)
    for name in connector.engine.formula_streams
    if connector.engine.by_name[name].model == "Opportunity"
)


@dataclass(frozen=True)
class Offer:
    """A computed field that may be picked; `is_person` where its values are kept encrypted."""

    stream: str
    name: str
    label: str
    kind: str
    is_person: bool


@dataclass(frozen=True)
class Picked:
    """A picked formula with how many values are kept of it, and when the last of them changed."""

    formula: Formula
    is_person: bool
    values: int
    changed_at: datetime | None


@dataclass(frozen=True)
class RecordValue:
    """One record's value; `about` says what the record is, as far as we know."""

    external_id: str
    about: str
    value: Any
    changed_at: datetime


def has_formulas(source: Source) -> bool:
    """Whether its connector knows computed fields at all."""
    engine = _engine(source)
    return engine is not None and bool(engine.formula_streams)


def offers(source: Source) -> tuple[Offer, ...]:
    """What the last look at the source's fields found, in the order of its objects."""
    engine = _engine(source)
    if engine is None:
        return ()
    states = StreamState.objects.filter(source_id=source.pk, stream__in=engine.formula_streams)
    found = {state.stream: state.schema.get("formulas", []) for state in states}
    return tuple(
        Offer(name, one["name"], one["label"], one["kind"], engine.by_name[name].is_person)
        for name in engine.formula_streams
        for one in found.get(name, [])
    )


def picked_formulas(source: Source) -> tuple[Picked, ...]:
    """In three statements, however many there are."""
    rows = list(Formula.objects.filter(source_id=source.pk).order_by("stream", "name"))
    counted: Any = FormulaValue.objects.filter(formula_id__in=[row.pk for row in rows])
    of_records = {
        row["formula_id"]: (row["values"], row["last"])
        for row in counted.values("formula_id")
        .annotate(values=Count("external_id"), last=Max("changed_at"))
        .order_by()
    }
    sealed: Any = PersonField.objects.filter(source_id=source.pk)
    of_people = dict(
        sealed.filter(field__in=[row.field for row in rows])
        .order_by()
        .values_list("field")
        .annotate(values=Count("external_id"))
    )
    return tuple(
        Picked(row, True, of_people.get(row.field, 0), None)
        if _is_person(source, row.stream)
        else Picked(row, False, *of_records.get(row.pk, (0, None)))
        for row in rows
    )


def newest_values(source: Source, formula_id: UUID) -> tuple[RecordValue, ...]:
    """Values of records that are there, those first that changed last."""
    formula = Formula.objects.filter(pk=formula_id, source_id=source.pk).first()
    if formula is None:
        return ()
    model = apps.get_model("integrations", _model_name(source, formula.stream))
    here = model.objects.filter(source_id=source.pk, deleted_at=None)
    rows = FormulaValue.objects.filter(
        formula_id=formula.pk, external_id__in=here.values("external_id")
    )
    newest = list(rows.order_by("-changed_at", "external_id")[:SHOWN])
    about = _about(here, [row.external_id for row in newest])
    return tuple(
        RecordValue(row.external_id, about.get(row.external_id, ""), _value(row), row.changed_at)
        for row in newest
    )


def values_of_deals(
    deals: Mapping[UUID, Collection[str]],
) -> dict[tuple[UUID, str], list[tuple[str, Any]]]:
    """{(source, deal): [(what the formula is called, its value)]}, of those that can be read.

    By two statements, however many there are; by one where no formula of deals was picked.
    """
    picked = Formula.objects.filter(source_id__in=deals, stream__in=_DEALS, gone_at=None)
    formulas = {row.pk: row for row in picked.order_by("name")[:_MOST_OF_A_DEAL]}
    if not formulas:
        return {}
    ids = {key for keys in deals.values() for key in keys}
    rows = FormulaValue.objects.filter(formula_id__in=formulas, external_id__in=ids)
    by_place = {(row.formula_id, row.external_id): _value(row) for row in rows}
    found: dict[tuple[UUID, str], list[tuple[str, Any]]] = {}
    for key, formula in formulas.items():
        for external_id in deals[formula.source_id]:
            value = by_place.get((key, external_id))
            if value is not None:
                line = (formula.label or formula.name, value)
                found.setdefault((formula.source_id, external_id), []).append(line)
    return found


def _about(rows: Any, ids: Sequence[str]) -> dict[str, str]:
    """{record: its name, or the stage of a deal, which has no name here}."""
    has_name = any(field.name == "name" for field in rows.model._meta.fields)
    column = "name" if has_name else "stage"
    return dict(rows.filter(external_id__in=ids).values_list("external_id", column))


def _value(row: FormulaValue) -> Any:
    if row.number is not None:
        # Kept with as many places as any formula may have.
        whole = row.number == row.number.to_integral_value()
        return row.number.quantize(Decimal(1)) if whole else row.number.normalize()
    return next((one for one in (row.text, row.day, row.moment) if one is not None), None)


def _engine(source: Source) -> Entities | None:
    connector = CONNECTORS.get(source.connector)
    engine = connector.engine if connector is not None else None
    return engine if isinstance(engine, Entities) else None


def _is_person(source: Source, stream: str) -> bool:
    engine = _engine(source)
    return engine is not None and engine.by_name[stream].is_person


def _model_name(source: Source, stream: str) -> str:
    engine = _engine(source)
    assert engine is not None  # noqa: S101
    return engine.by_name[stream].model
