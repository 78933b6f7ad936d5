"""What records of a CRM are called here, without anybody's name, and which ones a search finds."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from integrations.models import (
    Campaign,
    CampaignAction,
    Company,
    Contact,
    Lead,
    Opportunity,
    Restriction,
)

KINDS: Mapping[str, Any] = {
    "Opportunity": gettext_lazy("Deal"),
    "Account": gettext_lazy("Company"),
    "Campaign": gettext_lazy("Campaign"),
    "Lead": gettext_lazy("Lead"),
    "Contact": gettext_lazy("Contact"),
}
# (source, kind, id) -> what it is called here
Names = Mapping[tuple[UUID, str, str], str]
_PEOPLE = {"Lead": Lead, "Contact": Contact}
_SHORT, _LONG = 15, 18


def label_of(action: CampaignAction) -> str:
    """What one action is about, in words."""
    return labels_of([action])[action.pk]


def label_for_telling(action: CampaignAction) -> str:
    """The same where it is kept and sent: of a person not even the id."""
    if action.record_kind in _PEOPLE:
        return str(KINDS[action.record_kind])
    return label_of(action)


def labels_of(actions: Iterable[CampaignAction]) -> dict[UUID, str]:
    """{action: what it is about}; four statements at most, however many there are."""
    rows = list(actions)
    hidden = hidden_among(rows)
    names = names_of(
        (row.source_id, row.record_kind, row.record_external_id) for row in rows if row.is_of_record
    )
    return {row.pk: _label(row, names, is_hidden=row.pk in hidden) for row in rows}


def hidden_among(actions: Iterable[CampaignAction]) -> frozenset[UUID]:
    """Those about people who are restricted: of these nothing is shown but that there was one."""
    people = [row for row in actions if row.record_kind in _PEOPLE and row.record_external_id]
    if not people:
        return frozenset()
    named = _any({(row.source_id, row.record_kind, row.record_external_id) for row in people})
    known = set(Restriction.objects.filter(named).values_list("source_id", "external_id"))
    return frozenset(row.pk for row in people if (row.source_id, row.record_external_id) in known)


def without_hidden(rows: "QuerySet[CampaignAction]") -> "QuerySet[CampaignAction]":
    """Only those about nobody who is restricted: whoever looks for an id does not find them."""
    restricted = Restriction.objects.filter(
        source_id=OuterRef("source_id"), external_id=OuterRef("record_external_id")
    )
    return rows.exclude(
        Q(record_kind__in=list(_PEOPLE)) & ~Q(record_external_id="") & Exists(restricted)
    )


def names_of(records: Iterable[tuple[UUID, str, str]]) -> Names:
    """Of companies and campaigns; of deals the company's. People have none here."""
    wanted = set(records)
    deals = {one for one in wanted if one[1] == "Opportunity"}
    companies = _companies_of(deals)
    accounts = {one for one in wanted if one[1] == "Account"} | set(companies.values())
    known = _names(Company, "Account", accounts)
    campaigns = {one for one in wanted if one[1] == "Campaign"}
    named = _names(Campaign, "Campaign", campaigns)
    of_deals = {deal: known[company] for deal, company in companies.items() if company in known}
    return {**known, **named, **of_deals}


def find_records(
    *, source_id: UUID, kind: str, text: str, most: int = 20
) -> list[tuple[str, str, str]]:
    """[(kind, id, name)] of one kind: people by id alone, all others by name, too."""
    if not text:
        return []
    named = Q(external_id=text)
    if len(text) == _SHORT:
        # Salesforce's own pages show ids without the three signs at the end.
        named |= Q(external_id__startswith=text)
    if kind in ("Account", "Campaign"):
        named |= Q(name__icontains=text)
    if kind == "Opportunity":
        companies = Company.objects.filter(source_id=source_id, name__icontains=text)
        named |= Q(company_external_id__in=companies.values("external_id")[:200])
    rows = _MODELS[kind].objects.filter(named, source_id=source_id, deleted_at=None)
    if kind == "Campaign":
        rows = rows.filter(kind="crm")
    if kind == "Opportunity":
        rows = rows.order_by("is_closed", "-created_at")
    ids = list(rows.filter(not_visible_at=None).values_list("external_id", flat=True)[:most])
    names = names_of((source_id, kind, one) for one in ids)
    return [(kind, one, called(names, source_id, kind, one)) for one in ids]


def called(names: Names, source_id: UUID, kind: str, external_id: str) -> str:
    """In words: "Deal of Northwind", "Northwind", "Lead 00Q…"."""
    name = names.get((source_id, kind, external_id), "")
    if kind == "Opportunity" and name:
        return _("Deal of %(company)s") % {"company": name}
    return name or f"{KINDS.get(kind, kind)} {external_id}"


def _label(row: CampaignAction, names: Names, *, is_hidden: bool) -> str:
    if row.campaign is not None:
        return str(row.campaign.name)
    if is_hidden:
        return _("Somebody whose data is restricted")
    if not row.record_external_id:
        return _("Somebody who was erased")
    return called(names, row.source_id, row.record_kind, row.record_external_id)


def _companies_of(
    deals: set[tuple[UUID, str, str]],
) -> dict[tuple[UUID, str, str], tuple[UUID, str, str]]:
    if not deals:
        return {}
    rows = Opportunity.objects.filter(_any(deals)).exclude(company_external_id="")
    found = rows.values_list("source_id", "external_id", "company_external_id")
    return {
        (source, "Opportunity", deal): (source, "Account", company)
        for source, deal, company in found
    }


def _names(
    model: type[Company] | type[Campaign], kind: str, records: set[tuple[UUID, str, str]]
) -> dict[tuple[UUID, str, str], str]:
    if not records:
        return {}
    rows = model.objects.filter(_any(records)).exclude(name="")
    found = rows.values_list("source_id", "external_id", "name")
    return {(source, kind, external_id): name for source, external_id, name in found}


def _any(records: set[tuple[UUID, str, str]]) -> Q:
    sources = {one[0] for one in records}
    found = Q(pk__in=[])
    for source in sources:
        ids = sorted(one[2] for one in records if one[0] == source)
        found |= Q(source_id=source, external_id__in=ids)
    return found


_MODELS: Mapping[str, Any] = {
    "Opportunity": Opportunity,
    "Account": Company,
    "Campaign": Campaign,
    **_PEOPLE,
}
