"""Reads people's records by how old they are: what a limit would delete, before it is set."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.db.models.functions import TruncYear

from integrations.models import CampaignMember, Contact, Lead, OpportunityContact, PeopleLimit

# The models that a kind of limit is about.
MODELS: Mapping[str, tuple[type[Any], ...]] = {
    PeopleLimit.LEADS: (Lead,),
    PeopleLimit.CONTACTS: (Contact,),
    PeopleLimit.DELETED: (Lead, Contact),
}
# What a person does without a change of the own record, by the column that names the person.
_DEEDS: Mapping[type[Any], tuple[tuple[type[Any], str], ...]] = {
    Lead: ((CampaignMember, "lead_external_id"),),
    Contact: (
        (CampaignMember, "contact_external_id"),
        (OpportunityContact, "contact_external_id"),
    ),
}


@dataclass(frozen=True)
class Past:
    """What is past a limit: records, the oldest moment, counted leads by year of their creation."""

    rows: int
    oldest: datetime | None
    counted: Mapping[date, int]


def past_records(model: type[Any], kind: str, before: datetime) -> "QuerySet[Any]":
    """Records of one model that are past a moment; nobody who did something since is."""
    rows: QuerySet[Any] = model.objects.all()
    if kind == PeopleLimit.DELETED:
        return rows.filter(deleted_at__lt=before)
    for deed, column in _DEEDS[model]:
        # Named and not empty, so that the partial index of the column is used.
        since = deed.objects.filter(
            **{"source_id": OuterRef("source_id"), column: OuterRef("external_id")},
            stamp__gte=before,
        ).exclude(**{column: ""})
        rows = rows.filter(~Exists(since))
    return rows.filter(stamp__lt=before)


def people_past(kind: str, before: datetime) -> Past:
    """How many, how old, and by how much the counts of leads in dashboards would fall."""
    column = "deleted_at" if kind == PeopleLimit.DELETED else "stamp"
    rows, oldest = 0, []
    for model in MODELS[kind]:
        found = past_records(model, kind, before)
        told = found.aggregate(rows=Count("external_id"), oldest=Min(column))
        rows += told["rows"]
        oldest += [told["oldest"]] if told["oldest"] else []
    counted: dict[date, int] = {}
    if kind == PeopleLimit.LEADS:
        past = past_records(Lead, kind, before)
        shown = past.filter(deleted_at=None, created_at__isnull=False)
        years = shown.annotate(year=TruncYear("created_at")).values("year")
        counted = {
            row["year"].date(): row["leads"]
            for row in years.annotate(leads=Count("external_id")).order_by("year")
        }
    return Past(rows, min(oldest, default=None), counted)


def leads_counted() -> int:
    """Leads that dashboards count now."""
    return Lead.objects.filter(deleted_at=None).count()
