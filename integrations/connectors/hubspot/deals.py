"""HubSpot's deals with their company and contacts, and who took part in which."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from integrations.connectors.entities import Part, Scope
from integrations.connectors.hubspot.mapping import merged_ids, merged_rows, object_row, system
from integrations.connectors.hubspot.streams import DEAL_CONTACTS, DEALS, STAMP
from integrations.connectors.hubspot.values import Record, Row, Setting, flag, header, part

_PRIMARY = "Primary"


@dataclass(frozen=True)
class Links:
    """The associations of a page of deals, {id: [{toObjectId, associationTypes}]}."""

    companies: Mapping[str, Sequence[Record]]
    contacts: Mapping[str, Sequence[Record]]

    def company(self, deal: str) -> str:
        """The primary company, else the only or first one."""
        found = self.companies.get(deal, ())
        primary = [one for one in found if _PRIMARY in _labels(one)]
        return str((primary or list(found))[0]["toObjectId"]) if found else ""

    def contact(self, deal: str) -> str:
        """The one contact; "" where several took part, for HubSpot tells none of them apart."""
        found = {str(one["toObjectId"]) for one in self.contacts.get(deal, ())}
        return found.pop() if len(found) == 1 else ""


def deal_rows(
    records: Iterable[Record], fields: Sequence[str], setting: Setting, links: Links
) -> list[Row]:
    """Rows of deals with their company and contact."""
    rows: list[Row] = []
    for record in records:
        key = str(record["id"])
        row = object_row(DEALS, record, fields, setting)
        row |= {"company": links.company(key), "contact": links.contact(key)}
        rows += [row, *merged_rows(row, record)]
    return rows


def deal_parts(records: Sequence[Record], links: Links) -> tuple[Part]:
    """Who took part in which deal."""
    rows: list[Row] = []
    for record in records:
        key, found = str(record["id"]), links.contacts.get(str(record["id"]), ())
        labels: dict[str, set[str]] = {}
        for one in found:
            labels.setdefault(str(one["toObjectId"]), set()).update(_labels(one))
        rows += [
            {
                "Id": f"{key}:{contact}",
                STAMP: system(DEALS, record)[STAMP],
                "deal": key,
                "contact": contact,
                "label": "; ".join(sorted(words)),
                "is_only": flag(len(labels) == 1),
            }
            for contact, words in labels.items()
        ]
    ids = [one for record in records for one in (str(record["id"]), *merged_ids(record))]
    scope = Scope("opportunity_external_id", tuple(ids))
    return (part(DEAL_CONTACTS, header(DEAL_CONTACTS), rows, scope),)


def _labels(link: Record) -> set[str]:
    return {str(kind["label"]) for kind in link["associationTypes"] if kind.get("label")}
