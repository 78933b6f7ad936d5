"""From HubSpot's records to rows of CSV: pure, exact, and the same for a list and a search."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from integrations.connectors.entities import Kind, Stream
from integrations.connectors.hubspot.streams import CONTACT_STAMP, STAMP
from integrations.connectors.hubspot.values import (
    Record,
    Row,
    Setting,
    day,
    flag,
    iso,
    moment,
    number,
    percent,
)

# Properties whose options have labels that people know, while the values are HubSpot's own.
_LABELLED = frozenset({"hs_analytics_source", "industry", "type", "dealtype", "lifecyclestage"})
EMAIL = "Email"
MERGED = "hs_merged_object_ids"


def merged_ids(record: Record) -> tuple[str, ...]:
    """Ids of records that were merged into this one: "1;2", and of contacts "1:time;2:time"."""
    known = record["properties"]
    listed = (known.get(MERGED) or "").split(";")
    listed += [part.partition(":")[0] for part in _merged_vids(known)]
    found = dict.fromkeys(part.strip() for part in listed)
    return tuple(part for part in found if part.isdigit() and part != str(record["id"]))


def _merged_vids(known: Mapping[str, str | None]) -> list[str]:
    return (known.get("hs_calculated_merged_vids") or "").split(";")


def object_rows(
    stream: Stream, records: Iterable[Record], fields: Sequence[str], setting: Setting
) -> list[Row]:
    """Rows of companies or contacts, and for each record that was merged into one of them a row
    that says so: deleted, with the id of where it went.
    """
    rows: list[Row] = []
    for record in records:
        row = object_row(stream, record, fields, setting)
        rows += [row, *merged_rows(row, record)]
    return rows


def merged_rows(row: Row, record: Record) -> list[Row]:
    """A deleted row, with the id of where it went, for each record that was merged into this."""
    # The address stays with it: whoever asks for their data is found by it.
    kept = {name: value for name, value in row.items() if name in (STAMP, CONTACT_STAMP, EMAIL)}
    return [
        kept | {"Id": loser, "IsDeleted": "true", MERGED: row["Id"]} for loser in merged_ids(record)
    ]


def object_row(stream: Stream, record: Record, fields: Sequence[str], setting: Setting) -> Row:
    """One record's row by the kinds of the stream's columns."""
    known = record["properties"]
    kinds = {column.field: column.kind for column in stream.columns}
    row = {name: _text(name, known.get(name), kinds.get(name), setting) for name in fields}
    return row | system(stream, record) | {MERGED: "", EMAIL: known.get("email") or ""}


def system(stream: Stream, record: Record) -> Row:
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
        return iso(moment(value))
    if kind is Kind.DAY:
        return day(moment(value), setting)
    if kind in (Kind.MICROS, Kind.DECIMAL):
        return number(value)
    return value or ""


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
