"""Pages of records: first all by list, later what changed by search, then what was archived.

A locator is "list:<after>", "search:<highest id so far>" or "archived:<after>", so that a killed
worker's successor goes on where the last page was kept.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from integrations.connectors.contract import PageQuery
from integrations.connectors.entities import Page, Part, Stream
from integrations.connectors.hubspot import HUBSPOT
from integrations.connectors.hubspot.changes import HISTORY, change_part
from integrations.connectors.hubspot.client import SEARCH_ROWS, Client
from integrations.connectors.hubspot.deals import Links, deal_parts, deal_rows
from integrations.connectors.hubspot.leads import is_lead, lead_parts, lifecycle_properties
from integrations.connectors.hubspot.mapping import lifecycle_rows, object_rows, stage_row, system
from integrations.connectors.hubspot.streams import DERIVED, LEAD_PROPERTIES, OBJECTS
from integrations.connectors.hubspot.values import Row, Setting, as_csv, flag, moment
from integrations.connectors.refusals import IncompleteAnswer, Refused

# Search shows changes late. Each window begins so much before the cursor that a change is read
# again an hour after it was made; what is the same by then is not written again.
LATE = timedelta(hours=1)
# Archived records are listed from the oldest on: this many pages of others are passed over at once.
_PASSED = 10
_TRIES = 3
_EMAIL, _STAGE = "Email", "lifecyclestage"
Records = list[dict[str, Any]]


def read_page(client: Client, query: PageQuery) -> Page:
    """The page of a stream that the query asks for; raises Refused, IncompleteAnswer, Later."""
    try:
        if query.stream.name in OBJECTS:
            return _Reading(client, query).page()
        return _whole(client, query, _SMALL[query.stream.name](client))
    except (ValueError, OverflowError) as error:
        # The value itself may be a person's, so it is not told.
        detail = f"A value of {query.stream.name} cannot be read."
        raise Refused(HUBSPOT.name, 422, "UNREADABLE", detail) from error


def list_ids(client: Client, stream: Stream, locator: str) -> Page:
    """A page of (Id, stamp, IsDeleted) of all records that are not archived."""
    records, following = client.listed(stream.name, [stream.stamp], locator)
    rows = [system(stream, record) for record in records]
    lines = as_csv(("Id", stream.stamp, "IsDeleted"), rows).partition(b"\n")[2]
    return Page(lines, len(rows), following)


def read_ids(client: Client, query: PageQuery, ids: Sequence[str]) -> Page:
    """A page of these records as they are now; whatever is no more comes as archived by now."""
    reading, now = _Reading(client, query), client.server_time().isoformat()
    found = client.named(reading.kind, reading.names, ids)
    gone = set(ids) - {str(record["id"]) for record in found}
    told = {"archived": True, "archivedAt": now, "properties": {}}
    return reading.made(found + [{"id": one, **told} for one in sorted(gone)], "")


def setting_of(client: Client, kind: str) -> Setting:
    """What an object's records are read by."""
    account = client.account()
    pipelines = client.pipelines() if kind == "deals" else []
    stages = {
        str(stage["id"]): str(stage["label"])
        for pipeline in pipelines
        for stage in pipeline["stages"]
    }
    return Setting(account.zone, account.currency, client.properties(kind), stages)


@dataclass(frozen=True)
class _Reading:
    """One page of companies, contacts or deals on its way."""

    client: Client
    query: PageQuery

    @property
    def kind(self) -> str:
        return self.query.stream.name

    @property
    def names(self) -> list[str]:
        """The properties to ask for: of the header, and what the parts are made of."""
        fields = [name for name in self.query.fields if name not in ("Id", "IsDeleted", *DERIVED)]
        names = [name if name != _EMAIL else "email" for name in fields]
        names.append("hs_merged_object_ids")
        if self.kind == "contacts":
            names += ["hs_calculated_merged_vids", *(name for name, _ in LEAD_PROPERTIES)]
            names += lifecycle_properties(setting_of(self.client, self.kind))
        return list(dict.fromkeys(names))

    def page(self) -> Page:
        phase, _, rest = self.query.locator.partition(":")
        phase = phase or ("list" if self.query.from_at is None else "search")
        steps: dict[str, Callable[[str], Page]] = {
            "list": self._listed,
            "search": self._changed,
            "archived": self._archived,
        }
        return steps[phase](rest)

    def _listed(self, after: str) -> Page:
        records, following = self.client.listed(self.kind, self.names, after)
        return self.made(records, f"list:{following}" if following else "archived:")

    def _changed(self, above: str) -> Page:
        records, total = self._found(int(above or 0))
        if total > len(records):
            return self.made(records, f"search:{records[-1]['id']}")
        return self.made(records, "archived:")

    def _found(self, above: int) -> tuple[Records, int]:
        """A page of changes that holds as many records as the search says there are."""
        window = (self.query.from_at - LATE, self.query.to_at)
        records, total = self.client.changed(self.kind, self.names, window, above)
        for _ in range(_TRIES):
            if len(records) == min(total, SEARCH_ROWS) and _is_rising(records, above):
                return records, total
            records, total = self.client.changed(self.kind, self.names, window, above)
        raise IncompleteAnswer(HUBSPOT.name, self.kind, min(total, SEARCH_ROWS), len(records))

    def _archived(self, after: str) -> Page:
        """Records archived since the last run; all others only cost the way past them."""
        newer: Records = []
        for _ in range(_PASSED):
            records, after = self.client.listed(self.kind, self.names, after, is_archived=True)
            newer = [record for record in records if self._is_new(record)]
            if newer or not after:
                break
        return self.made(newer, f"archived:{after}" if after else "")

    def _is_new(self, record: dict[str, Any]) -> bool:
        since: datetime | None = self.query.from_at
        at = moment(record.get("archivedAt"))
        return since is None or at is None or at >= since - LATE

    def made(self, records: Records, locator: str) -> Page:
        """These records as a page, with the rows of other streams that come with them."""
        setting, fields = setting_of(self.client, self.kind), self.query.fields
        if self.kind == "deals":
            live = [record for record in records if not record.get("archived")]
            links = self._links(live)
            rows = deal_rows(records, fields, setting, links)
            changes = change_part(records, setting, self._past(live))
            told = (*deal_parts(records, links), changes)
            return Page(as_csv(fields, rows), len(rows), locator, parts=told)
        rows = object_rows(self.query.stream, records, fields, setting)
        parts = self._leads(records, setting) if self.kind == "contacts" else ()
        return Page(as_csv(fields, rows), len(rows), locator, parts=parts)

    def _leads(self, records: Records, setting: Setting) -> tuple[Part, ...]:
        """The leads among contacts, with all moments at which they entered a stage."""
        ids = [str(r["id"]) for r in records if is_lead(r, setting) and not r.get("archived")]
        past = self.client.histories(self.kind, [_STAGE], ids) if ids else {}
        return lead_parts(records, setting, {key: told[_STAGE] for key, told in past.items()})

    def _past(self, deals: Records) -> dict[str, dict[str, Records]]:
        """The histories of deals, of those properties that this account has and the grant sees."""
        names = [name for name in HISTORY if name in self.client.properties(self.kind)]
        return self.client.histories(self.kind, names, [str(one["id"]) for one in deals])

    def _links(self, records: Records) -> Links:
        """One call for each kind of partner, whatever the number of deals."""
        ids = [str(record["id"]) for record in records]
        if not ids:
            return Links({}, {})
        companies = self.client.associated("deals", "companies", ids)
        return Links(companies, self.client.associated("deals", "contacts", ids))


def _is_rising(records: Records, above: int) -> bool:
    ids = [above, *(int(record["id"]) for record in records)]
    return all(one < other for one, other in itertools.pairwise(ids))


def _whole(client: Client, query: PageQuery, rows: Sequence[Row]) -> Page:
    stamp = {query.stream.stamp: client.server_time().isoformat()}
    stamped = [row | stamp for row in rows]
    return Page(as_csv(query.fields, stamped), len(stamped), "")


def _account(client: Client) -> list[Row]:
    account = client.account()
    return [
        {
            "Id": account.portal_id,
            "name": f"HubSpot {account.portal_id}",
            "timeZone": account.zone.key,
            "companyCurrency": account.currency,
            "is_sandbox": flag(account.details.get("accountType") != "STANDARD"),
        }
    ]


def _pipelines(client: Client) -> list[Row]:
    return [
        {
            "Id": str(one["id"]),
            "object": "deals",
            "label": str(one["label"]),
            "is_active": flag(not one.get("archived")),
        }
        for one in client.pipelines()
    ]


def _deal_stages(client: Client) -> list[Row]:
    return [stage_row(one, two) for one in client.pipelines() for two in one["stages"]]


def _lifecycle_stages(client: Client) -> list[Row]:
    return lifecycle_rows(setting_of(client, "contacts"))


def _owners(client: Client) -> list[Row]:
    found = {str(one["id"]): flag(not one.get("archived")) for one in client.owners()}
    return [{"Id": key, "is_active": is_active} for key, is_active in found.items()]


_SMALL: dict[str, Callable[[Client], list[Row]]] = {
    "account": _account,
    "pipelines": _pipelines,
    "deal_stages": _deal_stages,
    "lifecycle_stages": _lifecycle_stages,
    "owners": _owners,
}
