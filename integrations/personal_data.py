"""What integrations holds of people: collects it, erases it, and keeps the erased away."""

from collections.abc import Mapping

from django.db.models import Model

from accounts.egress import MEMBERS, Recipient
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Collected, Erased, Subject, plain_rows
from accounts.tenancy import (
    Purpose,
    across_workspaces,
    current_workspace_id,
    for_purpose,
    require_workspace_id,
)
from integrations.classifications import (
    ASK_ACCESS,
    CHANGE,
    CLASSIFICATIONS,
    COUNT,
    SHOW_CONNECTED,
    SHOW_PEOPLE,
)
from integrations.classifications import RETENTION as _COLUMNS_RETENTION
from integrations.erasing import erase_person, table_of
from integrations.file_classifications import FILES, FILES_RETENTION
from integrations.files.store import kept_files
from integrations.models import MergedRecord, Opportunity, PersonField, Restriction, Source
from integrations.opening import open_person_field
from integrations.readers import READERS
from integrations.selectors import vendors, vendors_by_certificate
from integrations.subjects import OWN_TABLES, Found, find_person

__all__ = [
    "CLASSIFICATIONS",
    "FILES",
    "READERS",
    "RETENTION",
    "collect",
    "erase",
    "kept_files",
    "recipients",
]

RETENTION = {**_COLUMNS_RETENTION, **FILES_RETENTION}
_MERGE = ("kind", "external_id", "last_external_id")
_HIDDEN = {
    "workspace_id",
    "row_hash",
    "email_hash",
    "suppression_hash",
    "sealed",
    "row_id",
    "value",
}


def recipients() -> Mapping[str, tuple[Recipient, ...]]:
    """{purpose: who else receives what is kept for it}; vendors only where they are connected."""
    return {
        COUNT: vendors(),
        ASK_ACCESS: vendors_by_certificate(),
        SHOW_CONNECTED: (MEMBERS,),
        CHANGE: (MEMBERS,),
        SHOW_PEOPLE: (MEMBERS, *vendors()),
    }


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Every row about the person in the entered workspace; of a user, the sources connected."""
    if current_workspace_id() is None:
        return _connected_everywhere(subject)
    with for_purpose(Purpose.OWN_RIGHT):
        return _collect(subject)


def _collect(subject: Subject) -> tuple[Collected, ...]:
    found = find_person(subject)
    parts = [
        Collected(table_of(model), plain_rows(_visible(found, model, columns)))
        for model, columns in OWN_TABLES
        if model is not PersonField
    ]
    deals = found.rows(Opportunity, "contact_external_id")
    parts.append(Collected("integrations.opportunity", plain_rows(deals.values("external_id"))))
    merges = found.rows(MergedRecord, "external_id", "last_external_id")
    merges = merges.filter(kind__in=("Lead", "Contact"))
    parts.append(Collected(table_of(MergedRecord), plain_rows(merges.values(*_MERGE))))
    restricted = found.rows(Restriction, "external_id").values("external_id", "created_at")
    parts.append(Collected(table_of(Restriction), plain_rows(restricted)))
    parts += [_opened(found), *_connected(subject)]
    return tuple(part for part in parts if part.rows)


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Delete the person's rows, empty links to them, and suppress them, in one transaction.

    Outside of every workspace only the mention of who connected a source goes.
    """
    if current_workspace_id() is None:
        return _erase_connected(subject)
    return erase_person(subject)


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
            "value": open_person_field(
                *(workspace_id, row["field"], row["row_id"], row["sealed"]), purpose=ANSWER_REQUEST
            ),
        }
        for row in rows
    )
    return Collected("integrations.personfield", plain_rows(opened))


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
    return (Erased("integrations.source", emptied, anonymised=emptied),) if emptied else ()
