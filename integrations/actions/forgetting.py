"""Deletes people's records that are past a limit, batch by batch, by the key of their tables."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from accounts.tenancy import require_workspace_id
from integrations.changes import Change, changing
from integrations.loading.locking import hold_people
from integrations.models import (
    CampaignMember,
    Contact,
    Lead,
    LeadStatusChange,
    MergedRecord,
    Opportunity,
    OpportunityContact,
    PeopleLimit,
    PersonField,
    Source,
)
from integrations.selectors.retention import MODELS, past_records

# What goes with a record, by the column that names it.
_WITH: Mapping[type[Any], tuple[tuple[type[Any], str], ...]] = {
    Lead: ((CampaignMember, "lead_external_id"), (LeadStatusChange, "lead_external_id")),
    Contact: (
        (CampaignMember, "contact_external_id"),
        (OpportunityContact, "contact_external_id"),
    ),
}


@dataclass(frozen=True)
class Held:
    """People whose records are kept whatever their age: by id in a source, and by keyed hash."""

    ids: Mapping[UUID, frozenset[str]] = field(default_factory=dict)
    hashes: frozenset[bytes] = frozenset()


@dataclass(frozen=True)
class Forgotten:
    """One batch: the records deleted, as (source, id), rows by table, how many were held back.

    `place` is where the next batch goes on; None when all is done.
    """

    place: tuple[str, ...] | None
    records: tuple[tuple[UUID, str], ...]
    rows: Mapping[str, int]
    held: int


def set_people_limit(*, kind: str, days: int | None) -> None:
    """Keep people's records for so long from now on; None takes the limit away."""
    if days is None:
        PeopleLimit.objects.filter(kind=kind).delete()
        return
    workspace_id = require_workspace_id()
    PeopleLimit.objects.update_or_create(
        workspace_id=workspace_id, kind=kind, defaults={"days": days}
    )


def forget_past(
    *, kind: str, before: datetime, held: Held, place: tuple[str, ...] = (), most: int = 1000
) -> Forgotten:
    """Delete the next `most` records past a moment, in the caller's transaction.

    Loads of the workspace wait meanwhile, so that none of them reads what goes. Records of held
    people are passed over. `place` is (model, source, last id) of the batch before.
    """
    hold_people(require_workspace_id())
    for model, source_id, last in _walk(kind, place):
        rows = past_records(model, kind, before).filter(source_id=source_id, external_id__gt=last)
        found = list(
            rows.order_by("external_id").values_list("external_id", "suppression_hash")[:most]
        )
        if not found:
            continue
        kept = held.ids.get(source_id, frozenset())
        ids = [
            one
            for one, digest in found
            if one not in kept and (digest is None or bytes(digest) not in held.hashes)
        ]
        counts = _delete(model, source_id, ids) if ids else {}
        next_place = (model.__name__, str(source_id), found[-1][0])
        records = tuple((source_id, one) for one in ids)
        return Forgotten(next_place, records, counts, len(found) - len(ids))
    return Forgotten(None, (), {}, 0)


def _walk(kind: str, place: tuple[str, ...]) -> Collection[tuple[type[Any], UUID, str]]:
    """(model, source, id after which to go on), from the place on."""
    sources = list(Source.objects.order_by("pk").values_list("pk", flat=True))
    steps = [(model, source_id) for model in MODELS[kind] for source_id in sources]
    if not place:
        return [(model, source_id, "") for model, source_id in steps]
    name, source, last = place
    names = [model.__name__ for model in MODELS[kind]]
    at = (names.index(name), UUID(source))
    found = []
    for model, source_id in steps:
        here = (names.index(model.__name__), source_id)
        if here >= at:
            found.append((model, source_id, last if here == at else ""))
    return found


def _delete(model: type[Any], source_id: UUID, ids: list[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for other, column in _WITH[model]:
        rows = other.objects.filter(source_id=source_id, **{f"{column}__in": ids})
        named = list(rows.exclude(**{column: ""}).values_list("external_id", flat=True))
        counts[_name(other)] = _delete_rows(other, source_id, named)
    if model is Contact:
        counts[_name(Opportunity)] = _empty_deals(source_id, ids)
    fields = PersonField.objects.filter(
        source_id=source_id, external_id__in=_alone(model, source_id, ids)
    )
    counts[_name(PersonField)] = fields.delete()[0]
    merges = MergedRecord.objects.filter(source_id=source_id, kind=model.__name__)
    named_in = Q(external_id__in=ids) | Q(winner_external_id__in=ids) | Q(last_external_id__in=ids)
    counts[_name(MergedRecord)] = merges.filter(named_in).delete()[0]
    counts[_name(model)] = _delete_rows(model, source_id, ids)
    return {table: count for table, count in counts.items() if count}


def _delete_rows(model: type[Any], source_id: UUID, ids: list[str]) -> int:
    if not ids:
        return 0
    _name_touched(ids)
    with changing(Change(source_id, model.__name__, "forgotten_row")):
        deleted: int = model.objects.filter(source_id=source_id, external_id__in=ids).delete()[0]
    return deleted


def _empty_deals(source_id: UUID, ids: list[str]) -> int:
    """Deals stay, without the person; unless the source changes one, it is not written again."""
    rows = Opportunity.objects.filter(source_id=source_id, contact_external_id__in=ids)
    deals = list(rows.exclude(contact_external_id="").values_list("external_id", flat=True))
    if not deals:
        return 0
    _name_touched(deals)
    with changing(Change(source_id, "Opportunity", "forgotten_row")):
        rows = Opportunity.objects.filter(source_id=source_id, external_id__in=deals)
        return rows.update(contact_external_id="")


def _alone(model: type[Any], source_id: UUID, ids: list[str]) -> list[str]:
    """Ids that the other kind of person has not, too: opted-in values are kept by id alone."""
    other = Contact if model is Lead else Lead
    rows = other.objects.filter(source_id=source_id, external_id__in=ids)
    return sorted(set(ids) - set(rows.values_list("external_id", flat=True)))


def _name(model: type[Any]) -> str:
    return f"integrations.{model.__name__.lower()}"


def _name_touched(ids: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.forgotten_row")
        cursor.execute("CREATE TEMPORARY TABLE forgotten_row (external_id text) ON COMMIT DROP")
        statement = "INSERT INTO pg_temp.forgotten_row SELECT unnest(%s::text[])"
        cursor.execute(statement, [ids])
