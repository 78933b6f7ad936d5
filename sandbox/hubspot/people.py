"""HubSpot's contacts: one for each address, made of the business's leads and contacts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.hubspot import business as b
from sandbox.hubspot.moments import iso, milliseconds

# status of a lead -> the lifecycle stage that begins with it
_STAGE_OF = {
    "Marketing Qualified": "marketingqualifiedlead",
    "Sales Qualified": "salesqualifiedlead",
}
_MS_EVERY = 5  # so many contacts carry moments in milliseconds, as old integrations write
Row = dict[str, Any]


@dataclass
class Person:
    """One contact: the row that names it, when it reached which stage, and who was merged in."""

    id: int
    row: Row
    stages: dict[str, str] = field(default_factory=dict)
    account: str | None = None
    campaign: str | None = None
    leads: list[str] = field(default_factory=list)
    merged: list[int] = field(default_factory=list)
    changed: str = ""

    def reach(self, stage: str, at: str) -> None:
        """The earliest moment at which the stage was reached counts."""
        self.stages[stage] = min(at, self.stages.get(stage, at))
        self.changed = max(self.changed, at)

    @property
    def stage(self) -> str:
        """The furthest stage."""
        order = [value for value, _ in b.LIFECYCLE]
        return max(self.stages, key=order.index, default="subscriber")


class People:
    """All contacts, in the order in which they were made."""

    def __init__(
        self,
        leads: list[Row],
        contacts: list[Row],
        steps: dict[str, list[tuple[str, str]]],
        deals: dict[str, Row],
        campaigns: dict[str, str],
    ) -> None:
        self._steps, self._campaigns = steps, campaigns
        self._people: dict[str, Person] = {}
        self.by_contact: dict[str, int] = {}
        self._count = 0
        self._deals: defaultdict[str, list[Row]] = defaultdict(list)
        for deal in deals.values():
            if deal["ContactId"] and not deal["IsDeleted"]:
                self._deals[deal["ContactId"]].append(deal)
        self._tell(leads, contacts)

    def all(self) -> Iterator[Person]:
        yield from self._people.values()

    def _tell(self, leads: list[Row], contacts: list[Row]) -> None:
        key_of = {row["Id"]: _key(row) for row in leads}
        live = [row for row in leads if not row["IsDeleted"]]
        for row in live:
            self._lead(row)
        for row in contacts:
            if not row["IsDeleted"]:
                self._contact(row)
        for row in leads:
            if row["IsDeleted"]:
                self._gone(row, key_of)

    def _lead(self, row: Row) -> None:
        person = self._person(row)
        person.leads.append(row["Id"])
        person.campaign = person.campaign or self._campaigns.get(row["Id"])
        person.account = person.account or row["ConvertedAccountId"]
        person.reach("lead", row["CreatedDate"])
        for status, at in self._steps.get(row["Id"], []):
            if status in _STAGE_OF:
                person.reach(_STAGE_OF[status], at)

    def _contact(self, row: Row) -> None:
        person = self._person(row)
        self.by_contact[row["Id"]] = person.id
        person.account = person.account or row["AccountId"]
        for deal in self._deals[row["Id"]]:
            person.reach("opportunity", deal["CreatedDate"])
            if deal["IsWon"]:
                person.reach("customer", max(deal["LastStageChangeDate"], deal["CreatedDate"]))

    def _gone(self, row: Row, key_of: dict[str, str]) -> None:
        """A deleted lead: merged into another person, archived, or an alias of a live one."""
        if _key(row) in self._people:
            return
        winner = self._people.get(key_of.get(row["MasterRecordId"] or "", ""))
        if winner is None:
            self._lead(row)
            return
        winner.merged.append(self._next())
        winner.changed = max(winner.changed, row["SystemModstamp"])

    def _person(self, row: Row) -> Person:
        key = _key(row)
        if key not in self._people:
            self._people[key] = Person(self._next(), row, changed=row["LastModifiedDate"])
        return self._people[key]

    def _next(self) -> int:
        self._count += 1
        return b.contact_id(self._count)


def properties_of(person: Person) -> dict[str, str | None]:
    """A contact's properties but for owner and company."""
    row = person.row
    source, detail = b.SOURCE_OF.get(row["LeadSource"] or "", (None, None))
    return {
        "email": row["Email"].strip().lower() if row["Email"] else None,
        "firstname": row["FirstName"],
        "lastname": row["LastName"],
        "phone": row["Phone"],
        "jobtitle": row["Title"],
        "country": row.get("Country") or row.get("MailingCountry"),
        "city": row.get("City") or row.get("MailingCity"),
        "lifecyclestage": person.stage,
        "hs_lead_status": "UNQUALIFIED" if row.get("Status") == "Unqualified" else None,
        "hs_analytics_source": source,
        "hs_analytics_source_data_1": person.campaign or detail,
        "hs_all_contact_vids": ";".join(str(one) for one in (person.id, *person.merged)),
        "hs_merged_object_ids": ";".join(str(one) for one in person.merged) or None,
        "hs_calculated_merged_vids": ";".join(
            f"{one}:{milliseconds(person.changed)}" for one in person.merged
        )
        or None,
        "salesforceleadid": person.leads[0] if person.leads else None,
        **_dates(person),
    }


def _dates(person: Person) -> dict[str, str | None]:
    """Both families: the calculated one of every stage, and the older one of the first stages."""
    found: dict[str, str | None] = {}
    for stage, at in person.stages.items():
        ms = milliseconds(at) + person.id * 37 % 1000
        found[f"hs_v2_date_entered_{stage}"] = (
            str(ms) if person.id // 50 % _MS_EVERY == 0 else iso(ms)
        )
        found[f"hs_lifecyclestage_{stage}_date"] = iso(ms)
    return found


def _key(row: Row) -> str:
    return str(row["Email"] or "").strip().lower() or str(row["Id"])
