"""Which of HubSpot's contacts are leads, and when each entered its lifecycle stages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from integrations.connectors.entities import Part, Scope, selected
from integrations.connectors.hubspot.mapping import EMAIL, merged_rows, object_row, system
from integrations.connectors.hubspot.streams import CONTACT_STAMP, LEADS, STAGE_ENTRIES
from integrations.connectors.hubspot.values import (
    Option,
    Record,
    Row,
    Setting,
    day,
    flag,
    header,
    iso,
    moment,
    part,
)

_DATES = ("hs_v2_date_entered_{0}", "hs_lifecyclestage_{0}_date")


def stage_dates(
    record: Record, setting: Setting, past: Sequence[Record] = ()
) -> list[tuple[datetime, Option]]:
    """When a contact entered which lifecycle stage from Lead on, earliest first.

    The properties tell one moment for each stage; the property's history tells of those who went
    back and came again.
    """
    known = record["properties"]
    found = {
        (at, option)
        for option in setting.lifecycle
        for at in (
            moment(known.get(f"hs_v2_date_entered_{option.value}"))
            or moment(known.get(f"hs_lifecyclestage_{option.value}_date")),
            *(moment(one["timestamp"]) for one in past if one.get("value") == option.value),
        )
        if at is not None
    }
    return sorted(found, key=lambda entry: (entry[0], entry[1].value))


def lifecycle_properties(setting: Setting) -> list[str]:
    """The properties in which the moments stand: the current family, and the older one."""
    values = [option.value for option in setting.lifecycle]
    return [name.format(v) for v in values for name in _DATES]


def lead_parts(
    records: Sequence[Record],
    setting: Setting,
    past: Mapping[str, Sequence[Record]] = MappingProxyType({}),
) -> tuple[Part, Part]:
    """The leads among contacts, and the moments at which these entered their stages.

    `past` is {id: history of the lifecycle stage}.
    """
    leads: list[Row] = []
    entries: list[Row] = []
    fields = selected(LEADS, (*(column.field for column in LEADS.columns), EMAIL))
    for record in records:
        dates = stage_dates(record, setting, past.get(str(record["id"]), ()))
        row = object_row(LEADS, record, fields, setting) | _as_lead(record, dates, setting)
        if is_lead(record, setting):
            leads.append(row)
            # An archived contact's entries go with it.
            entries += [] if record.get("archived") else _entries(record, dates)
        leads += merged_rows(row, record)
    ids = [str(record["id"]) for record in records]
    of_people = Scope("lead_external_id", tuple(ids))
    return (
        part(LEADS, fields, leads, Scope("external_id", tuple(ids))),
        part(STAGE_ENTRIES, header(STAGE_ENTRIES), entries, of_people),
    )


def is_lead(record: Record, setting: Setting) -> bool:
    """Whether a contact is, or was, in a stage from Lead to the one before Opportunity."""
    dates = stage_dates(record, setting)
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
        "became_lead": iso(min(entered, default=moment(known.get("createdate")))),
        "is_converted": flag(is_converted),
        "converted_on": day(min(later, default=None), setting),
        "converted_company": (known.get("associatedcompanyid") or "") if is_converted else "",
        "converted_contact": str(record["id"]) if is_converted else "",
    }


def _entries(record: Record, dates: list[tuple[datetime, Option]]) -> list[Row]:
    key = str(record["id"])
    before = ["", *(option.label for _, option in dates)]
    times: Counter[str] = Counter()
    found = []
    for place, (at, option) in enumerate(dates):
        times[option.value] += 1
        again = f":{times[option.value]}" if times[option.value] > 1 else ""
        found.append(
            {
                "Id": f"{key}:{option.value}"[: 40 - len(again)] + again,
                CONTACT_STAMP: system(STAGE_ENTRIES, record)[CONTACT_STAMP],
                "contact": key,
                "old_stage": before[place],
                "new_stage": option.label,
                "entered_at": at.isoformat(),
            }
        )
    return found
