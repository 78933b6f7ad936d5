"""What integrations holds of people: collects it, erases it, and keeps the erased away."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Model

from accounts.crypto import NORMALISER, KeyedHash, decrypt
from accounts.subjects import Collected, Erased, Subject, plain_rows
from accounts.tenancy import (
    across_workspaces,
    current_workspace_id,
    require_workspace_id,
)
from integrations.changes import Change, changing
from integrations.classifications import CLASSIFICATIONS
from integrations.file_classifications import FILES
from integrations.loading.locking import hold_people
from integrations.loading.people import person_place
from integrations.models import MergedRecord, Opportunity, PersonField, Source, Suppression
from integrations.subjects import OWN_TABLES, Found, email_hashes, find_person, of_model

__all__ = ["CLASSIFICATIONS", "FILES", "collect", "erase"]

_GROUND = "6(1)(c), 17(1): without it the person would come back with the next sync."
_MERGE = ("kind", "external_id", "last_external_id")
_HIDDEN = {"workspace_id", "row_hash", "email_hash", "suppression_hash", "sealed", "row_id"}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Every row about the person in the entered workspace; of a user, the sources connected."""
    if current_workspace_id() is None:
        return _connected_everywhere(subject)
    found = find_person(subject)
    parts = [
        Collected(_label(model), plain_rows(_visible(found, model, columns)))
        for model, columns in OWN_TABLES
        if model is not PersonField
    ]
    deals = found.rows(Opportunity, "contact_external_id")
    parts.append(Collected("integrations.opportunity", plain_rows(deals.values("external_id"))))
    merges = found.rows(MergedRecord, "external_id", "last_external_id")
    merges = merges.filter(kind__in=("Lead", "Contact"))
    parts.append(Collected(_label(MergedRecord), plain_rows(merges.values(*_MERGE))))
    parts += [_opened(found), *_connected(subject)]
    return tuple(part for part in parts if part.rows)


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Delete the person's rows, empty links to them, and suppress them, in one transaction.

    Outside of every workspace only the mention of who connected a source goes.
    """
    if current_workspace_id() is None:
        return _erase_connected(subject)
    hold_people(require_workspace_id())
    found = find_person(subject)
    suppressed = _suppress(subject, found)
    done = [_delete(found, model, columns) for model, columns in OWN_TABLES]
    done.append(_empty_deals(found))
    done.append(_forget_merges(found))
    done.append(Erased("integrations.suppression", 0, suppressed, _GROUND))
    return tuple(part for part in done if part.erased or part.retained)


def _suppress(subject: Subject, found: Found) -> int:
    key = KeyedHash(require_workspace_id(), "email", purpose="suppression").key
    rows = [
        Suppression(
            workspace_id=require_workspace_id(),
            identifier_hash=identifier,
            key_id=key.id,
            normaliser=NORMALISER,
        )
        for identifier in dict.fromkeys(email_hashes(subject, "suppression"))
    ]
    rows += [
        Suppression(workspace_id=require_workspace_id(), source_id=source_id, external_id=one)
        for source_id, ids in found.ids.items()
        for one in sorted(ids)
    ]
    Suppression.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _delete(found: Found, model: type[Model], columns: tuple[str, ...]) -> Erased:
    erased = 0
    for source_id in found.ids:
        ids = _named(found, source_id, model, columns)
        if not ids:
            continue
        rows = of_model(model).filter(source_id=source_id, external_id__in=ids)
        if model is PersonField:
            erased += rows.delete()[0]
            continue
        _name_touched(ids)
        with changing(Change(source_id, model.__name__, "erased_row")):
            erased += rows.delete()[0]
    return Erased(_label(model), erased)


def _forget_merges(found: Found) -> Erased:
    """Which records were merged into the person's; every id of them is suppressed by now."""
    rows = found.rows(MergedRecord, "external_id", "winner_external_id", "last_external_id")
    rows = rows.filter(kind__in=("Lead", "Contact"))
    return Erased(_label(MergedRecord), rows.delete()[0])


def _empty_deals(found: Found) -> Erased:
    emptied = 0
    for source_id in found.ids:
        ids = _named(found, source_id, Opportunity, ("contact_external_id",))
        if ids:
            _name_touched(ids)
            with changing(Change(source_id, "Opportunity", "erased_row")):
                rows = Opportunity.objects.filter(source_id=source_id, external_id__in=ids)
                # Without a hash the deal is compared anew, and written without the person.
                emptied += rows.update(contact_external_id="", row_hash=b"")
    return Erased("integrations.opportunity", emptied)


def _named(
    found: Found, source_id: UUID, model: type[Model], columns: tuple[str, ...]
) -> list[str]:
    rows = Found({source_id: found.ids[source_id]}).rows(model, *columns)
    return sorted(set(rows.values_list("external_id", flat=True)))


def _name_touched(ids: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.erased_row")
        cursor.execute("CREATE TEMPORARY TABLE erased_row (external_id text) ON COMMIT DROP")
        statement = "INSERT INTO pg_temp.erased_row SELECT unnest(%s::text[])"
        cursor.execute(statement, [list(ids)])


def _visible(found: Found, model: type[Model], columns: tuple[str, ...]) -> list[dict[str, object]]:
    rows = found.rows(model, *columns).values()
    return [{name: row[name] for name in row if name not in _HIDDEN} for row in rows]


def _opened(found: Found) -> Collected:
    workspace_id = require_workspace_id()
    rows = found.rows(PersonField, "external_id").values("external_id", "field", "row_id", "sealed")
    opened = (
        {
            "external_id": row["external_id"],
            "field": row["field"],
            "value": decrypt(
                person_place(workspace_id, row["field"], row["row_id"]), row["sealed"]
            ),
        }
        for row in rows
    )
    return Collected("integrations.personfield", plain_rows(opened))


def _label(model: type[Model]) -> str:
    return f"integrations.{model.__name__.lower()}"


def _connected(subject: Subject) -> list[Collected]:
    if subject.user_id is None:
        return []
    rows = Source.objects.filter(created_by_id=subject.user_id).values("name", "created_at")
    return [Collected("integrations.source", plain_rows(rows))]


def _connected_everywhere(subject: Subject) -> tuple[Collected, ...]:
    found = [part for _ in across_workspaces() for part in _connected(subject)]
    rows = tuple(row for part in found for row in part.rows)
    return (Collected("integrations.source", rows),) if rows else ()


def _erase_connected(subject: Subject) -> tuple[Erased, ...]:
    if subject.user_id is None:
        return ()
    emptied = 0
    for _ in across_workspaces():
        rows = Source.objects.filter(created_by_id=subject.user_id)
        emptied += rows.update(created_by=None)
    return (Erased("integrations.source", emptied),) if emptied else ()
