"""From HubSpot's records to rows of CSV: pure, exact, and the same for a list and a search.

Every property of HubSpot is a text, or null. Moments come in ISO 8601 and in milliseconds since
1970, by property and by who wrote them; both are read exactly.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import Any

from integrations.connectors.entities import Kind, Part, Scope, Stream, selected
from integrations.connectors.hubspot.streams import (
    CONTACT_STAMP,
    DEAL_CONTACTS,
    DEALS,
    LEADS,
    STAGE_ENTRIES,
    STAMP,
)

Record = Mapping[str, Any]
Row = dict[str, str]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Properties whose options have labels that people know, while the values are HubSpot's own.
_LABELLED = frozenset({"hs_analytics_source", "industry", "type", "dealtype", "lifecyclestage"})
_EMAIL = "Email"
_MERGED = "hs_merged_object_ids"
_PRIMARY = "Primary"


@dataclass(frozen=True)
class Option:
    """A value that a property can have, and its label, in the account's own order."""

    value: str
    label: str


@dataclass(frozen=True)
class Setting:
    """What an account's records are read by: its calendar, its currency, its words.

    `options` are those of a property; `stages` gives the label of a deal's stage.
    """

    zone: tzinfo
    currency: str
    options: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)

    def label(self, name: str, value: str) -> str:
        """The label of a property's value; the value itself where it has none."""
        return next((o.label for o in self.options.get(name, ()) if o.value == value), value)

    @property
    def lifecycle(self) -> tuple[Option, ...]:
        """Lifecycle stages from Lead on, in their order."""
        found = tuple(self.options.get("lifecyclestage", ()))
        values = [option.value for option in found]
        start = values.index("lead") if "lead" in values else 0
        aside = {"subscriber", "evangelist", "other"}
        return tuple(option for option in found[start:] if option.value not in aside)

    @property
    def lead_stages(self) -> tuple[str, ...]:
        """The stages in which a contact is a lead: before it is an opportunity."""
        values = [option.value for option in self.lifecycle]
        end = values.index("opportunity") if "opportunity" in values else len(values)
        return tuple(value for value in values[:end] if value != "customer")


def moment(value: str | None) -> datetime | None:
    """A moment from ISO 8601 or milliseconds; None for nothing. Raises ValueError."""
    if value is None or not value.strip():
        return None
    text = value.strip()
    if text.lstrip("-").isdigit():
        # Not by a float: milliseconds are to stay what they are.
        return _EPOCH + timedelta(milliseconds=int(text))
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def number(value: str | None) -> str:
    """A number's digits as they were sent; "" for nothing and for what is none."""
    try:
        found = Decimal((value or "").strip())
    except InvalidOperation:
        return ""
    return format(found, "f") if found.is_finite() else ""


def percent(value: str | None) -> str:
    """A share of one as a share of a hundred."""
    digits = number(value)
    return format((Decimal(digits) * 100).normalize(), "f") if digits else ""


def merged_ids(record: Record) -> tuple[str, ...]:
    """Ids of records that were merged into this one: "1;2", and of contacts "1:time;2:time"."""
    known = record["properties"]
    listed = (known.get(_MERGED) or "").split(";")
    listed += [part.partition(":")[0] for part in _merged_vids(known)]
    found = dict.fromkeys(part.strip() for part in listed)
    return tuple(part for part in found if part.isdigit() and part != str(record["id"]))


def _merged_vids(known: Mapping[str, str | None]) -> list[str]:
    return (known.get("hs_calculated_merged_vids") or "").split(";")


def stage_dates(record: Record, setting: Setting) -> list[tuple[datetime, Option]]:
    """When a contact entered which lifecycle stage from Lead on, earliest first."""
    known, found = record["properties"], []
    for option in setting.lifecycle:
        at = moment(known.get(f"hs_v2_date_entered_{option.value}"))
        at = at or moment(known.get(f"hs_lifecyclestage_{option.value}_date"))
        if at is not None:
            found.append((at, option))
    return sorted(found, key=lambda entry: entry[0])


def lifecycle_properties(setting: Setting) -> list[str]:
    """The properties in which the moments stand: the current family, and the older one."""
    values = [option.value for option in setting.lifecycle]
    return [name.format(v) for v in values for name in _DATES]


_DATES = ("hs_v2_date_entered_{0}", "hs_lifecyclestage_{0}_date")


def object_rows(
    stream: Stream, records: Iterable[Record], fields: Sequence[str], setting: Setting
) -> list[Row]:
    """Rows of companies or contacts, and for each record that was merged into one of them a row
    that says so: deleted, with the id of where it went.
    """
    rows: list[Row] = []
    for record in records:
        row = object_row(stream, record, fields, setting)
        rows += [row, *_merged_rows(row, record)]
    return rows


def _merged_rows(row: Row, record: Record) -> list[Row]:
    # The address stays with it: whoever asks for their data is found by it.
    kept = {name: value for name, value in row.items() if name in (STAMP, CONTACT_STAMP, _EMAIL)}
    return [
        kept | {"Id": loser, "IsDeleted": "true", _MERGED: row["Id"]}
        for loser in merged_ids(record)
    ]


def object_row(stream: Stream, record: Record, fields: Sequence[str], setting: Setting) -> Row:
    """One record's row by the kinds of the stream's columns."""
    known = record["properties"]
    kinds = {column.field: column.kind for column in stream.columns}
    row = {name: _text(name, known.get(name), kinds.get(name), setting) for name in fields}
    return row | _system(stream, record) | {_MERGED: "", _EMAIL: known.get("email") or ""}


def _system(stream: Stream, record: Record) -> Row:
    """Id, stamp and mark; an archived record is as new as the moment it was archived."""
    known = record["properties"]
    moments = [moment(known.get(stream.stamp)), moment(record.get("updatedAt"))]
    if record.get("archived"):
        moments.append(moment(record.get("archivedAt")))
    newest = max(at for at in moments if at is not None)
    stamps = {stream.stamp: newest.isoformat()}
    return {"Id": str(record["id"]), **stamps, "IsDeleted": flag(record.get("archived"))}


def _text(name: str, value: str | None, kind: Kind | None, setting: Setting) -> str:
    if name == "dealstage":
        return setting.stages.get(value or "", value or "")
    if name == "deal_currency_code":
        return value or setting.currency
    if name == "hs_deal_stage_probability":
        return percent(value)
    if name in _LABELLED:
        return setting.label(name, value) if value else ""
    if kind is Kind.MOMENT:
        return _iso(moment(value))
    if kind is Kind.DAY:
        return _day(moment(value), setting)
    if kind in (Kind.MICROS, Kind.DECIMAL):
        return number(value)
    return value or ""


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _day(at: datetime | None, setting: Setting) -> str:
    """The day in the account's own calendar, by which its people closed the deal."""
    return at.astimezone(setting.zone).date().isoformat() if at else ""


def lead_parts(records: Sequence[Record], setting: Setting) -> tuple[Part, Part]:
    """The leads among contacts, and the moments at which these entered their stages."""
    leads: list[Row] = []
    entries: list[Row] = []
    fields = selected(LEADS, (*(column.field for column in LEADS.columns), _EMAIL))
    for record in records:
        dates = stage_dates(record, setting)
        row = object_row(LEADS, record, fields, setting) | _as_lead(record, dates, setting)
        if _is_lead(record, dates, setting):
            leads.append(row)
            # An archived contact's entries go with it.
            entries += [] if record.get("archived") else _entries(record, dates)
        leads += _merged_rows(row, record)
    ids = [str(record["id"]) for record in records]
    of_people = Scope("lead_external_id", tuple(ids))
    return (
        _part(LEADS, fields, leads, Scope("external_id", tuple(ids))),
        _part(STAGE_ENTRIES, _header(STAGE_ENTRIES), entries, of_people),
    )


def _is_lead(record: Record, dates: list[tuple[datetime, Option]], setting: Setting) -> bool:
    present = record["properties"].get("lifecyclestage") or ""
    return present in setting.lead_stages or any(
        option.value in setting.lead_stages for _, option in dates
    )


def _as_lead(record: Record, dates: list[tuple[datetime, Option]], setting: Setting) -> Row:
    known, stages = record["properties"], setting.lead_stages
    entered = [at for at, option in dates if option.value in stages]
    later = [at for at, option in dates if option.value not in stages]
    present = known.get("lifecyclestage") or ""
    beyond = {option.value for option in setting.lifecycle} - set(stages)
    is_converted = bool(later) or present in beyond
    return {
        "became_lead": _iso(min(entered, default=moment(known.get("createdate")))),
        "is_converted": flag(is_converted),
        "converted_on": _day(min(later, default=None), setting),
        "converted_company": (known.get("associatedcompanyid") or "") if is_converted else "",
        "converted_contact": str(record["id"]) if is_converted else "",
    }


def _entries(record: Record, dates: list[tuple[datetime, Option]]) -> list[Row]:
    key = str(record["id"])
    before = ["", *(option.label for _, option in dates)]
    return [
        {
            "Id": f"{key}:{option.value}"[:40],
            CONTACT_STAMP: _system(STAGE_ENTRIES, record)[CONTACT_STAMP],
            "contact": key,
            "old_stage": before[place],
            "new_stage": option.label,
            "entered_at": at.isoformat(),
        }
        for place, (at, option) in enumerate(dates)
    ]


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
        rows += [row, *_merged_rows(row, record)]
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
                STAMP: _system(DEALS, record)[STAMP],
                "deal": key,
                "contact": contact,
                "label": "; ".join(sorted(words)),
                "is_only": flag(len(labels) == 1),
            }
            for contact, words in labels.items()
        ]
    ids = [one for record in records for one in (str(record["id"]), *merged_ids(record))]
    scope = Scope("opportunity_external_id", tuple(ids))
    return (_part(DEAL_CONTACTS, _header(DEAL_CONTACTS), rows, scope),)


def _labels(link: Record) -> set[str]:
    return {str(kind["label"]) for kind in link["associationTypes"] if kind.get("label")}


def _header(stream: Stream) -> tuple[str, ...]:
    return selected(stream, tuple(column.field for column in stream.columns))


def _part(stream: Stream, fields: tuple[str, ...], rows: Sequence[Row], scope: Scope) -> Part:
    return Part(stream, fields, as_csv(fields, rows), len(rows), scope)


def as_csv(fields: Sequence[str], rows: Iterable[Row]) -> bytes:
    """A header and quoted lines, without NULs; what a row does not name is empty."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows([row.get(name, "") for name in fields] for row in rows)
    return out.getvalue().replace("\x00", "").encode()


def flag(is_true: object) -> str:
    """A yes or no as CSV has it."""
    return "true" if is_true else "false"


def stage_row(pipeline: Record, stage: Record) -> Row:
    """A stage of a pipeline; it is won where its probability is one."""
    about = stage.get("metadata", {})
    is_closed = str(about.get("isClosed", "")).lower() == "true"
    probability = number(about.get("probability"))
    is_live = not (pipeline.get("archived") or stage.get("archived"))
    return {
        "Id": str(stage["id"])[:40],
        "label": str(stage["label"]),
        "displayOrder": str(stage.get("displayOrder", "")),
        "is_active": flag(is_live),
        "isClosed": flag(is_closed),
        "is_won": flag(is_closed and probability and Decimal(probability) == 1),
        "probability": percent(probability),
    }


def lifecycle_rows(setting: Setting) -> list[Row]:
    """The stages in which leads can be; from Opportunity on they are converted."""
    return [
        {
            "Id": option.value[:40],
            "label": option.label,
            "displayOrder": str(place),
            "is_converted": flag(option.value not in setting.lead_stages),
        }
        for place, option in enumerate(setting.lifecycle)
    ]
