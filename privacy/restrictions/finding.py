"""Reads for pages: who is restricted, by records and not by name, and what is to be done next."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from integrations.models import Restriction, Source
from integrations.restricting import Restricted
from integrations.selectors import record_link
from privacy.models import RestrictedPerson

_TABLES: dict[str, Any] = {
    "Lead": _("Leads"),
    "Contact": _("Contacts"),
    "CampaignMember": _("Memberships of campaigns"),
    "LeadStatusChange": _("Steps of leads"),
    "OpportunityContact": _("Parts in deals"),
    "PersonField": _("Encrypted fields"),
    "MergedRecord": _("Merged records"),
}


@dataclass(frozen=True)
class Line:
    """How many rows of a kind; for a dry run."""

    label: Any
    count: int


@dataclass(frozen=True)
class RestrictedRecord:
    """A record of the person in a source: its id, and a link to it where there is one."""

    source: str
    external_id: str
    url: str


@dataclass(frozen=True)
class RestrictedRow:
    """A restriction with the records that it covers now."""

    person: RestrictedPerson
    records: tuple[RestrictedRecord, ...]


def restricted_rows(people: Sequence[RestrictedPerson]) -> list[RestrictedRow]:
    """In the same order, with their records, by two statements."""
    found: dict[UUID, list[RestrictedRecord]] = defaultdict(list)
    sources: dict[UUID | None, Source] = {one.pk: one for one in Source.objects.all()}
    rows = Restriction.objects.filter(person_id__in=[one.pk for one in people])
    for row in rows.exclude(external_id="").order_by("created_at", "external_id"):
        source = sources[row.source_id]
        link = record_link(source, row.external_id)
        found[row.person_id].append(RestrictedRecord(source.name, row.external_id, link))
    return [RestrictedRow(one, tuple(found[one.pk])) for one in people]


def lines_of(meant: Restricted) -> list[Line]:
    """What a restriction would put out of use, by kind."""
    return [Line(label, meant.rows.get(model, 0)) for model, label in _TABLES.items()]


def row_of_request(request_id: UUID) -> RestrictedRow | None:
    """The latest restriction of a request, whether it holds or is over."""
    rows = RestrictedPerson.objects.filter(request_id=request_id).order_by("-restricted_at")
    people = list(rows.select_related("request")[:1])
    return restricted_rows(people)[0] if people else None


def told_restriction(request_id: UUID) -> RestrictedPerson | None:
    """The latest restriction as the person may read of it; what went with an erasure is over."""
    rows = RestrictedPerson.objects.filter(request_id=request_id, erased_at=None)
    return rows.order_by("-restricted_at").first()


def notices_under_way(request_id: UUID) -> int:
    """How many notices before lifting the mail server has not taken yet."""
    rows = RestrictedPerson.objects.filter(request_id=request_id, lifted_at=None, erased_at=None)
    return rows.filter(notice_mail__isnull=False, noticed_at=None).count()
