"""Finds a person's records by addresses and ids, and by what records say of one another."""

from collections import defaultdict
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from accounts.crypto import all_hashes
from accounts.subjects import Subject
from accounts.tenancy import Purpose, for_purpose, require_workspace_id
from integrations.models import (
    CampaignMember,
    Contact,
    Correction,
    Lead,
    LeadStatusChange,
    MergedRecord,
    OpportunityContact,
    PersonField,
    Suppression,
)

# Leads become contacts, and duplicates are merged; more steps than this nobody takes.
_STEPS = 8


@dataclass(frozen=True)
class Found:
    """Who the person is in each source: {source id: ids of leads and contacts}."""

    ids: dict[UUID, frozenset[str]]

    def rows(self, model: type[Model], *columns: str) -> "QuerySet[Any]":
        """Rows of a model that name one of the ids in one of the columns, in its own source."""
        wanted = [
            Q(**{"source_id": source_id, f"{column}__in": sorted(ids)})
            for source_id, ids in self.ids.items()
            for column in columns
        ]
        return of_model(model).filter(reduce(or_, wanted)) if wanted else of_model(model).none()


def of_model(model: Any) -> "QuerySet[Any]":
    """All rows of a model in the entered workspace."""
    rows: QuerySet[Any] = model.objects.all()
    return rows


# Whose rows go with the person, and the columns that name one.
OWN_TABLES: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Lead, ("external_id",)),
    (Contact, ("external_id",)),
    (CampaignMember, ("lead_external_id", "contact_external_id")),
    (LeadStatusChange, ("lead_external_id",)),
    (OpportunityContact, ("contact_external_id",)),
    (PersonField, ("external_id",)),
    (Correction, ("external_id",)),
)


@for_purpose(Purpose.OWN_RIGHT)
def find_person(subject: Subject) -> Found:
    """All leads and contacts that are this person, in the entered workspace.

    Also of one who is restricted; whoever reads the rows then says for what, too.
    """
    ids: defaultdict[UUID, set[str]] = defaultdict(set)
    for source_id, known in subject.external_ids.items():
        ids[source_id].update(known)
    hashes = email_hashes(subject, "suppression")
    index = email_hashes(subject, "index")
    by_hash = Q(suppression_hash__in=hashes) | Q(email_hash__in=index)
    for model in (Lead, Contact):
        for source_id, external_id in model.objects.filter(by_hash).values_list(
            "source_id", "external_id"
        ):
            ids[source_id].add(external_id)
    for source_id in ids:
        ids[source_id] |= _related(source_id, ids[source_id])
    return Found({source_id: frozenset(known) for source_id, known in ids.items()})


def suppressed_people(source_id: UUID) -> Subject:
    """Whoever is suppressed in a source, and of whom a lead or a contact is stored all the same."""
    known = Suppression.objects.filter(source_id=source_id).exclude(external_id="")
    ids = known.values("external_id")
    found = {
        external_id
        for model in (Lead, Contact)
        for external_id in model.objects.filter(
            source_id=source_id, external_id__in=ids
        ).values_list("external_id", flat=True)
    }
    return Subject(external_ids={source_id: tuple(sorted(found))} if found else {})


def email_hashes(subject: Subject, purpose: str) -> list[bytes]:
    """The addresses under every key of the purpose, and hashes that are known without them."""
    workspace_id = require_workspace_id()
    known = list(subject.hashes.get(f"email {purpose}", ()))
    return known + [
        found
        for email in subject.emails
        for found in all_hashes(workspace_id, "email", email, purpose=purpose)
    ]


def _related(source_id: UUID, known: set[str]) -> set[str]:
    """Ids to which these lead: the contact a lead became and back, and merged duplicates."""
    ids = set(known)
    for _ in range(_STEPS):
        named = Q(external_id__in=ids) | Q(merged_into__in=ids)
        leads = Lead.objects.filter(
            named | Q(converted_contact_external_id__in=ids - {""}), source_id=source_id
        )
        rows = [
            *leads.values_list("external_id", "merged_into", "converted_contact_external_id"),
            *Contact.objects.filter(named, source_id=source_id).values_list(
                "external_id", "merged_into"
            ),
        ]
        more = ({value for row in rows for value in row if value} | _merged(source_id, ids)) - ids
        if not more:
            break
        ids |= more
    return ids


def _merged(source_id: UUID, ids: set[str]) -> set[str]:
    """All records that end at the same winners as these, however long the chains of merges."""
    rows = MergedRecord.objects.filter(source_id=source_id, kind__in=("Lead", "Contact"))
    of_these = Q(external_id__in=ids) | Q(last_external_id__in=ids)
    ends = ids | set(rows.filter(of_these).values_list("last_external_id", flat=True))
    losers = rows.filter(last_external_id__in=ends).values_list("external_id", flat=True)
    return ends | set(losers)
