"""The records behind a number: campaign days, people by id, deals; some of them at a time."""
# ruff: noqa: S608  Only names written in these modules are put into the statements.

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import Workspace
from analytics.address import Address
from analytics.metrics import Measure, Side
from analytics.models import RollupBasis
from analytics.queries import channels
from analytics.queries.converting import ORGANIZATION
from analytics.queries.result import Number
from analytics.queries.sides import matched
from analytics.rollups import people
from analytics.rollups.deals import SAME_COMPANIES
from analytics.trust.readings import COLUMNS
from integrations.models import Source
from integrations.selectors.formulas import values_of_deals
from integrations.selectors.people import SHOW_PEOPLE, opened_fields

PAGE = 25


@dataclass(frozen=True)
class Record:
    """One record: its id at the source and a link to it, when it counted, and what it was worth.

    `detail` is the stage, lead source or campaign; micros are of `currency`. `formulas` are those
    of a deal that were picked, (name, value); `person` are the fields that were opted in of whom a
    lead is about, for roles that may see people.
    """

    external_id: str
    url: str
    on: date
    detail: str
    micros: int | None = None
    currency: str = ""
    count: Number | None = None
    formulas: tuple[tuple[str, Any], ...] = ()
    source_id: UUID | None = None
    person: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Records:
    """One page of records, newest first, and whether there are more."""

    rows: tuple[Record, ...]
    page: int
    has_next: bool


def records(measure: Measure, address: Address, workspace: Workspace) -> Records:
    """The records that a measure counts under an address's days and filters."""
    read = {Side.ADS: _days, Side.LEADS: _people, Side.DEALS: _deals, Side.VISITS: _visits}[
        measure.side
    ]
    names = {
        "workspace": workspace.pk,
        "currency": workspace.currency,
        "first": address.period.first_on,
        "last": address.period.last_on,
        "platforms": list(address.filters.platforms),
        "campaigns": list(address.filters.campaigns),
        "lead_sources": list(address.filters.lead_sources),
        "channels": list(address.filters.channels),
        "limit": PAGE + 1,
        "offset": (address.page - 1) * PAGE,
    }
    found = read(measure, address, names)
    return Records(tuple(found[:PAGE]), address.page, len(found) > PAGE)


def with_people(found: Records) -> Records:
    """The same with what is kept of the people behind it; each of them is noted as read."""
    ids = defaultdict(list)
    for row in found.rows:
        if row.source_id is not None:
            ids[row.source_id].append(row.external_id)
    known = opened_fields(ids, purpose=SHOW_PEOPLE, place="passport")
    rows = (
        replace(row, person=tuple(known.get((row.source_id, row.external_id), ())))
        if row.source_id
        else row
        for row in found.rows
    )
    return replace(found, rows=tuple(rows))


def _query(statement: str, names: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, names)
        return list(cursor.fetchall())


def _days(measure: Measure, address: Address, names: dict[str, Any]) -> list[Record]:
    column = COLUMNS[measure.key]
    where = []
    if address.filters.platforms:
        where.append("c.platform = ANY(%(platforms)s::text[])")
    if address.filters.campaigns:
        where.append("c.id = ANY(%(campaigns)s::uuid[])")
    if address.filters.channels:
        where.append(channels.is_ad_in("c.id"))
    if address.filters.lead_sources:
        return []
    rows = _query(
        f"""
        SELECT c.external_id, d."on", c.name, d.{column}, d.currency
        FROM analytics_adcampaignday d
        JOIN integrations_campaign c ON c.workspace_id = d.workspace_id AND c.id = d.campaign_id
        WHERE d.workspace_id = %(workspace)s AND d."on" BETWEEN %(first)s AND %(last)s
            AND d.{measure.key}_known > 0 {"".join(f" AND {one}" for one in where)}
        ORDER BY d."on" DESC, c.name, c.id LIMIT %(limit)s OFFSET %(offset)s
        """,
        names,
    )
    return [
        Record(
            external_id,
            "",
            on,
            name,
            value if measure.is_money else None,
            currency,
            None if measure.is_money else measure.in_ones(value),
        )
        for external_id, on, name, value, currency in rows
    ]


def _visits(measure: Measure, address: Address, names: dict[str, Any]) -> list[Record]:
    if address.filters.is_ads or address.filters.lead_sources:
        return []
    column = "key_events_micros" if measure.key == "key_events" else measure.key
    rows = _query(
        f"""
        SELECT o.session_source || ' / ' || o.session_medium, o.session_campaign, d."on", d.{column}
        FROM integrations_trafficday d JOIN integrations_trafficorigin o
            ON o.workspace_id = d.workspace_id AND o.id = d.origin_id
        WHERE d.workspace_id = %(workspace)s AND d."on" BETWEEN %(first)s AND %(last)s
            AND d.{column} > 0
        ORDER BY d."on" DESC, d.{column} DESC, o.id LIMIT %(limit)s OFFSET %(offset)s
        """,
        names,
    )
    return [
        Record(origin, "", on, campaign, count=measure.in_ones(value))
        for origin, campaign, on, value in rows
    ]


def _deals(measure: Measure, address: Address, names: dict[str, Any]) -> list[Record]:
    is_created = measure.key in ("opportunities", "pipeline")
    on = "(d.created_at AT TIME ZONE b.zone)::date" if is_created else "d.closes_on"
    where = [f"{on} BETWEEN %(first)s AND %(last)s"]
    if not is_created:
        is_won = "NOT d.is_won" if measure.key in ("lost", "lost_value") else "d.is_won"
        where.append(f"d.is_closed AND {is_won}")
    cycle = "d.closes_on - (d.created_at AT TIME ZONE b.zone)::date"
    if measure.key in ("cycles", "cycle_days"):
        where.append(f"{cycle} >= 0")
    if measure.key == "new_customers":
        where.append(_NO_EARLIER)
    if address.filters.lead_sources:
        where.append("d.lead_source = ANY(%(lead_sources)s::text[])")
    if address.filters.is_ads:
        where.append(matched(address.filters))
    join = ""
    if address.filters.channels:
        join = channels.join_crm("d")
        where.append(channels.is_one_of(channels.CRM))
    rows = _query(
        f"""
        WITH {ORGANIZATION.lstrip()}
        SELECT d.source_id, d.external_id, {on}, d.stage, d.amount_micros,
            coalesce(nullif(d.currency, ''), o.currency, %(currency)s),
            {cycle if measure.key == "cycle_days" else "NULL::int"}
        FROM integrations_opportunity d
        JOIN analytics_rollupbasis b
            ON b.workspace_id = d.workspace_id AND b.source_id = d.source_id
        LEFT JOIN org o ON o.source_id = d.source_id {join}
        WHERE d.workspace_id = %(workspace)s AND d.deleted_at IS NULL AND {" AND ".join(where)}
        ORDER BY 3 DESC, d.external_id LIMIT %(limit)s OFFSET %(offset)s
        """,
        names,
    )
    places, ids = _places(), defaultdict[UUID, list[str]](list)
    for source, external_id, *_more in rows:
        ids[source].append(external_id)
    picked = values_of_deals(ids)
    return [
        Record(
            external_id,
            _link(places, source, external_id),
            on_,
            stage,
            None if days is not None else amount,
            currency,
            days,
            formulas=tuple(picked.get((source, external_id), ())),
        )
        for source, external_id, on_, stage, amount, currency, days in rows
    ]


# The earlier deal's conditions are those of the index of first won deals.
_NO_EARLIER = f"""d.company_external_id <> '' AND NOT EXISTS (
    SELECT FROM integrations_opportunity e
    WHERE e.workspace_id = d.workspace_id AND e.source_id = d.source_id AND e.deleted_at IS NULL
        AND e.company_external_id = ANY({SAME_COMPANIES}) AND e.is_closed AND e.is_won
        AND e.company_external_id <> '' AND e.closes_on IS NOT NULL
        AND (e.closes_on, e.external_id) < (d.closes_on, d.external_id))"""


def _people(measure: Measure, address: Address, names: dict[str, Any]) -> list[Record]:
    """Whoever has a first in these days is among those with a lead or a step in them."""
    if address.filters.is_ads:
        return []
    rows, places = [], _places()
    for rules in RollupBasis.objects.order_by("source_id"):
        found = _people_of(rules, measure.key, address, names)
        rows += [
            Record(
                external_id,
                _link(places, rules.source_id, external_id),
                on,
                lead_source,
                source_id=rules.source_id,
            )
            for external_id, lead_source, on in found
        ]
    rows.sort(key=lambda row: (row.on, row.external_id), reverse=True)
    return rows[names["offset"] : names["offset"] + names["limit"]]


def _people_of(
    rules: RollupBasis, kind: str, address: Address, names: dict[str, Any]
) -> list[tuple[Any, ...]]:
    period, zone = address.period, ZoneInfo(rules.zone)
    here = {
        **names,
        "source": rules.source_id,
        "zone": rules.zone,
        "since": rules.snapshots_since,
        "kind": kind,
        "start": datetime.combine(period.first_on, time(), zone),
        "end": datetime.combine(period.last_on + timedelta(days=1), time(), zone),
        "met": 0,
        "merged": True,
        "most": names["offset"] + names["limit"],
    }
    only, join = "", ""
    if address.filters.lead_sources:
        only = "AND lead_source = ANY(%(lead_sources)s::text[])"
    if address.filters.channels:
        join = channels.join_lead("counted")
        only += f" AND {channels.is_one_of(channels.LEAD)}"
    with connection.cursor() as cursor:
        for statement in people.MAKE_TOUCHED:
            cursor.execute(statement)
        cursor.execute(people.touch(people.CANDIDATES), here)
        cursor.execute(
            f"""{people.firsts(people.leads_of_touched(0))}
            SELECT external_id, lead_source, (at AT TIME ZONE %(zone)s::text)::date
            FROM counted {join}
            WHERE counted.kind = %(kind)s AND at >= %(start)s AND at < %(end)s {only}
            ORDER BY 3 DESC, external_id DESC LIMIT %(most)s""",
            here,
        )
        return list(cursor.fetchall())


def _places() -> dict[UUID, str]:
    rows = Source.objects.values_list("id", "identity")
    return {key: str(identity.get("instance_url", "")).rstrip("/") for key, identity in rows}


def _link(places: dict[UUID, str], source: UUID, external_id: str) -> str:
    place = places.get(source, "")
    return f"{place}/{external_id}" if place.startswith("https://") else ""
