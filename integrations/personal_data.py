"""What integrations holds of people: collects it, erases it, and keeps the erased away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from accounts.egress import MEMBERS, Recipient
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Collected, Erased, Subject, plain_rows
from accounts.telling import CHANNELS
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
    WRITE,
)
from integrations.classifications import RETENTION as _COLUMNS_RETENTION
from integrations.erasing import erase_person, table_of
from integrations.file_classifications import FILES, FILES_RETENTION
from integrations.files.store import kept_files
from integrations.models import (
    ActionRules,
    ActionStep,
    CampaignAction,
    MergedRecord,
    Opportunity,
    PersonField,
    Restriction,
    Source,
)
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
_WRITTEN = ("record_external_id", "what", "field_label", "subject", "body", "asked_at")
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


# {table: (model, columns that name a member, what else a copy shows)}
_NAMING: dict[str, tuple[Any, tuple[str, ...], tuple[str, ...]]] = {
    "integrations.source": (Source, ("created_by_id",), ("name", "created_at")),
    "integrations.campaignaction": (
        CampaignAction,
        ("asked_by", "decided_by"),
        ("what", "asked_at"),
    ),
    "integrations.actionstep": (ActionStep, ("by",), ("what", "at")),
    "integrations.actionrules": (ActionRules, ("stopped_by",), ("stopped_at",)),
}


def recipients() -> Mapping[str, tuple[Recipient, ...]]:
    """{purpose: who else receives what is kept for it}; vendors only where they are connected."""
    return {
        # What was counted is told to channels that the customer gave, too.
        COUNT: (*vendors(), *CHANNELS),
        ASK_ACCESS: vendors_by_certificate(),
        SHOW_CONNECTED: (MEMBERS,),
        CHANGE: (MEMBERS,),
        WRITE: (MEMBERS, *vendors()),
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
    written = found.rows(CampaignAction, "record_external_id").values(*_WRITTEN)
    parts.append(Collected(table_of(CampaignAction), plain_rows(written)))
    parts += [_opened(found), *_connected(subject)]
    return tuple(part for part in parts if part.rows)


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Delete the person's rows, empty links to them, and suppress them, in one transaction.

    Outside of every workspace only the ids of a member go, of who connected or changed something.
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
    """Where a user is named in the entered workspace: by id alone, never by name."""
    if subject.user_id is None:
        return []
    found = (
        Collected(label, plain_rows(_naming(model, columns, subject.user_id).values(*fields)))
        for label, (model, columns, fields) in _NAMING.items()
    )
    return [part for part in found if part.rows]


def _connected_everywhere(subject: Subject) -> tuple[Collected, ...]:
    found = [part for _ in across_workspaces() for part in _connected(subject)]
    rows = {
        label: [row for part in found if part.table == label for row in part.rows]
        for label in _NAMING
    }
    return tuple(Collected(label, tuple(said)) for label, said in rows.items() if said)


def _erase_connected(subject: Subject) -> tuple[Erased, ...]:
    if subject.user_id is None:
        return ()
    emptied = dict.fromkeys(_NAMING, 0)
    for _ in across_workspaces():
        for label, (model, columns, _fields) in _NAMING.items():
            for column in columns:
                rows = _naming(model, (column,), subject.user_id)
                emptied[label] += rows.update(**{column: None})
    return tuple(Erased(label, n, anonymised=n) for label, n in emptied.items() if n)


def _naming(model: Any, columns: tuple[str, ...], user_id: UUID) -> Any:
    """The rows of the entered workspace that name a user in one of these columns."""
    named = Q()
    for column in columns:
        named |= Q(**{column: user_id})
    return model.objects.filter(named)
