"""Tells the business as HubSpot would hold it: the same people, companies and deals."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from sandbox.hubspot import business as b
from sandbox.hubspot.deal_past import DealPast, closing_time, decimal_text
from sandbox.hubspot.moments import iso, milliseconds
from sandbox.hubspot.people import People, properties_of
from sandbox.schema.picklists import STAGES

TABLES = """
CREATE TABLE objects (kind TEXT, id INTEGER, created INTEGER, updated INTEGER, archived INTEGER,
  merged_into INTEGER, visible_at REAL DEFAULT 0, properties TEXT, PRIMARY KEY (kind, id))
  WITHOUT ROWID;
CREATE INDEX objects_updated ON objects (kind, updated);
CREATE TABLE links (from_kind TEXT, from_id INTEGER, to_kind TEXT, to_id INTEGER, type INTEGER,
  label TEXT, PRIMARY KEY (from_kind, from_id, to_kind, to_id, type)) WITHOUT ROWID;
CREATE TABLE past (kind TEXT, id INTEGER, name TEXT, value TEXT, at INTEGER);
CREATE INDEX past_of ON past (kind, id, name);
CREATE TABLE owners (id INTEGER PRIMARY KEY, archived INTEGER, record TEXT);
"""
# (from, to) -> the type that HubSpot gives an association, and the one back
TYPES = {
    ("contacts", "companies"): (1, 2),
    ("deals", "companies"): (5, 6),
    ("deals", "contacts"): (3, 4),
    ("tasks", "contacts"): (204, 203),
    ("meetings", "contacts"): (200, 199),
}
_DEAL_EVERY = 7  # so many deals carry their close date in milliseconds, as old integrations write
Row = dict[str, Any]


def tell(business: Path, target: Path) -> None:
    """Make HubSpot's file from the business's."""
    with (
        closing(sqlite3.connect(f"file:{business}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(target, isolation_level=None)) as db,
    ):
        db.executescript(TABLES)
        db.execute("BEGIN")
        _Telling(source, db).tell()
        db.execute("COMMIT")


def moment(stamp: str, salt: int = 0) -> int:
    """Milliseconds of a stored stamp; `salt` gives it milliseconds, which the business lacks."""
    return milliseconds(stamp) + salt * 37 % 1000


class _Telling:
    """The maps from the business's ids to HubSpot's, and the writing of all rows."""

    def __init__(self, source: sqlite3.Connection, db: sqlite3.Connection) -> None:
        self.source, self.db = source, db
        self.owners = {row["Id"]: b.owner_id(n) for n, row in enumerate(self._rows("User"))}
        self.companies: dict[str, int] = {}

    def tell(self) -> None:
        self._owners()
        self._companies()
        people = People(
            list(self._rows("Lead")),
            list(self._rows("Contact")),
            self._steps(),
            {row["Id"]: row for row in self._rows("Opportunity")},
            self._campaigns(),
        )
        self._contacts(people)
        self._deals(people)
        self._done(people)

    def _rows(self, name: str) -> Iterator[Row]:
        found = self.source.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
        columns = [column[0] for column in found.description]
        for row in found:
            yield dict(zip(columns, row, strict=True))

    def _steps(self) -> dict[str, list[tuple[str, str]]]:
        found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in self._rows("LeadHistory"):
            if row["Field"] == "Status":
                found[row["LeadId"]].append((row["NewValue"], row["CreatedDate"]))
        return found

    def _campaigns(self) -> dict[str, str]:
        names = {row["Id"]: row["Name"] for row in self._rows("Campaign")}
        return {
            row["LeadId"]: names[row["CampaignId"]]
            for row in self._rows("CampaignMember")
            if row["LeadId"]
        }

    def _owners(self) -> None:
        for row in self._rows("User"):
            owner = self.owners[row["Id"]]
            record = {
                "id": str(owner),
                "email": row["Email"],
                "firstName": row["FirstName"],
                "lastName": row["LastName"],
                "userId": owner - 40_000_000,
                "createdAt": row["CreatedDate"],
                "updatedAt": row["LastModifiedDate"],
            }
            values = (owner, int(not row["IsActive"]), orjson.dumps(record))
            self.db.execute("INSERT INTO owners VALUES (?, ?, ?)", values)

    def _companies(self) -> None:
        for number, row in enumerate(self._rows("Account")):
            self.companies[row["Id"]] = key = b.company_id(number)
            properties = {
                "name": row["Name"],
                "domain": (row["Website"] or "").removeprefix("https://") or None,
                "industry": _constant(row["Industry"]),
                "type": "PROSPECT" if row["Type"] == "Prospect" else "OTHER",
                "country": row["BillingCountry"],
                "city": row["BillingCity"],
                "hubspot_owner_id": self._owner(row),
                "salesforceaccountid": row["Id"],
            }
            self._insert("companies", key, row, properties)

    def _contacts(self, people: People) -> None:
        for person in people.all():
            row, key = person.row, person.id
            company = self.companies.get(person.account or "")
            properties = properties_of(person) | {
                "hubspot_owner_id": self._owner(row),
                "associatedcompanyid": str(company) if company else None,
            }
            self._insert("contacts", key, row, properties, updated=person.changed)
            for merged in person.merged:
                values = ("contacts", merged, *_times(row, merged), None, key, 0, b"{}")
                self.db.execute("INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
            if company:
                self._link("contacts", key, "companies", company, "Primary")

    def _deals(self, people: People) -> None:
        kinds = [row["Id"] for row in self._rows("RecordType")]
        roles: defaultdict[str, list[Row]] = defaultdict(list)
        for role in self._rows("OpportunityContactRole"):
            if not role["IsDeleted"]:
                roles[role["OpportunityId"]].append(role)
        steps: defaultdict[str, list[Row]] = defaultdict(list)
        for step in self._rows("OpportunityHistory"):
            steps[step["OpportunityId"]].append(step)
        for number, row in enumerate(self._rows("Opportunity")):
            key = b.deal_id(number)
            pipeline = b.PIPELINES[kinds.index(row["RecordTypeId"])]
            deal = self._deal(row, pipeline, number)
            self._insert("deals", key, row, deal)
            past = DealPast(key, _times(row, key), pipeline[2], deal).rows(steps[row["Id"]])
            self.db.executemany("INSERT INTO past VALUES (?, ?, ?, ?, ?)", past)
            if row["AccountId"] in self.companies:
                self._link("deals", key, "companies", self.companies[row["AccountId"]], "Primary")
            named = [role["ContactId"] for role in roles[row["Id"]]] or [row["ContactId"]]
            for contact in {people.by_contact[one] for one in named if one in people.by_contact}:
                self._link("deals", key, "contacts", contact, None)

    def _deal(self, row: Row, pipeline: tuple[str, str, tuple[str, ...]], number: int) -> Row:
        stage = [one[0] for one in STAGES].index(row["StageName"])
        name, detail = b.SOURCE_OF.get(row["LeadSource"] or "", (None, None))
        ms = closing_time(row["CloseDate"])
        return {
            "dealname": row["Name"],
            "amount": decimal_text(row["Amount"]),
            "deal_currency_code": row["CurrencyIsoCode"],
            "dealstage": pipeline[2][stage],
            "pipeline": pipeline[0],
            "closedate": str(ms) if number % _DEAL_EVERY == 0 else iso(ms),
            "hs_is_closed": _flag(row["IsClosed"]),
            "hs_is_closed_won": _flag(row["IsWon"]),
            "hs_deal_stage_probability": decimal_text(row["Probability"] / 100),
            "dealtype": "existingbusiness" if "Existing" in row["Type"] else "newbusiness",
            "hs_manual_forecast_category": _constant(row["ForecastCategory"]),
            "hs_analytics_source": name,
            "hs_analytics_source_data_1": detail,
            "hubspot_owner_id": self._owner(row),
            "hs_salesforceopportunityid": row["Id"],
        }

    def _done(self, people: People) -> None:
        """Tasks and meetings with the contacts that the business's leads and contacts became."""
        of_lead = {lead: person.id for person in people.all() for lead in person.leads}
        for name, kind, to_properties in (
            ("Task", "tasks", b.task_properties),
            ("Event", "meetings", b.meeting_properties),
        ):
            for number, row in enumerate(self._rows(name)):
                key = b.done_id(kind, number)
                self._insert(kind, key, row, to_properties(row))
                contact = people.by_contact.get(row["WhoId"]) or of_lead.get(row["WhoId"])
                if contact:
                    self._link(kind, key, "contacts", contact, None)

    def _owner(self, row: Row) -> str | None:
        owner = self.owners.get(row["OwnerId"])
        return str(owner) if owner else None

    def _insert(
        self, kind: str, key: int, row: Row, properties: Row, updated: str | None = None
    ) -> None:
        created, changed = _times(row, key, updated)
        archived = changed if row["IsDeleted"] else None
        values = (kind, key, created, changed, archived, None, 0, orjson.dumps(properties))
        self.db.execute("INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def _link(self, kind: str, one: int, other_kind: str, other: int, label: str | None) -> None:
        link(self.db, (kind, one), (other_kind, other), label)


def link(
    db: sqlite3.Connection, one: tuple[str, int], other: tuple[str, int], label: str | None
) -> None:
    """Associate two records, in both directions."""
    there, back = TYPES[one[0], other[0]]
    sql = "INSERT OR IGNORE INTO links VALUES (?, ?, ?, ?, ?, ?)"
    db.execute(sql, (*one, *other, there, label))
    db.execute(sql, (*other, *one, back, label))


def _times(row: Row, salt: int, updated: str | None = None) -> tuple[int, int]:
    created = moment(row["CreatedDate"], salt)
    return created, max(created, moment(max(updated or "", row["SystemModstamp"]), salt))


def _constant(text: str | None) -> str | None:
    return None if text is None else text.upper().replace(" & ", "_AND_").replace(" ", "_")


def _flag(value: int) -> str:
    return "true" if value else "false"
