"""Pages of rows as CSV bytes, from Bulk 2.0 jobs and from REST queries alike."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from integrations.connectors.entities import Page
from integrations.connectors.salesforce.client import Client
from integrations.connectors.salesforce.errors import ApiRefused, Incomplete

__all__ = [
    "FEWEST_ROWS",
    "REST_ROWS",
    "Page",
    "bulk_page",
    "create_job",
    "is_bulk_refused",
    "job_state",
    "rest_page",
]

# Pages lie in memory, unpacked, one being loaded while the next one comes. Small ones wait less for
# each other, and what each costs by itself is little.
BULK_PAGE_ROWS = 20_000
# How many rows a page of REST has by itself, and the fewest that can be asked for.
REST_ROWS, FEWEST_ROWS = 2000, 200
_NO_BULK = ("not supported by the bulk api", "not supported in bulk", "invalidentity")


def create_job(client: Client, soql: str) -> str:
    """Start a query job; its id."""
    body = {
        "operation": "queryAll",
        "query": soql,
        "contentType": "CSV",
        "columnDelimiter": "COMMA",
        "lineEnding": "LF",
    }
    return str(client.call("POST", "jobs/query", body=body).json()["id"])


def is_bulk_refused(error: ApiRefused) -> bool:
    """Whether this object or query has to be read by REST instead."""
    text = f"{error.error} {error.detail}".lower()
    return any(words in text for words in _NO_BULK)


def job_state(client: Client, job_id: str) -> dict[str, Any]:
    """The job as Salesforce sees it: state, numberRecordsProcessed, errorMessage."""
    found: dict[str, Any] = client.get(f"jobs/query/{job_id}").json()
    return found


def bulk_page(client: Client, job_id: str, locator: str, fields: Sequence[str]) -> Page:
    """One page of a finished job; raises SessionExpired, Incomplete. Touches no database."""
    params = {"maxRecords": str(BULK_PAGE_ROWS)} | ({"locator": locator} if locator else {})
    response = client.fetch("GET", f"jobs/query/{job_id}/results", params=params)
    data = response.content.replace(b"\x00", b"")
    _check_header(data, fields)
    following = response.headers.get("Sforce-Locator", "null")
    rows = int(response.headers.get("Sforce-NumberOfRecords", -1))
    return Page(data, rows, "" if following == "null" else following)


def _check_header(data: bytes, fields: Sequence[str]) -> None:
    line = data[: data.find(b"\n")].decode("utf-8", "replace")
    found = next(csv.reader([line.strip("\r\n")]), [])
    if found != list(fields):
        raise Incomplete("The header of a page", len(fields), len(found))


def rest_page(
    client: Client,
    soql: str,
    locator: str,
    fields: Sequence[str],
    most: int = REST_ROWS,
    wanted_until: int | None = None,
) -> Page:
    """One page of a query; raises SessionExpired. Numbers keep their digits as they were sent.

    Where the query holds more rows than `wanted_until` their number alone is told.
    """
    if locator:
        response = client.fetch("GET", locator)
    else:
        few = {"Sforce-Query-Options": f"batchSize={most}"} if most < REST_ROWS else {}
        response = client.fetch("GET", "queryAll", params={"q": soql}, headers=few)
    body = json.loads(response.content, parse_float=str, parse_int=str)
    records = body["records"]
    following = "" if body["done"] else str(body["nextRecordsUrl"])
    if wanted_until is not None and int(body["totalSize"]) > wanted_until:
        return Page(b"", 0, following, int(body["totalSize"]))
    return Page(_as_csv(records, fields), len(records), following, int(body["totalSize"]))


def _as_csv(records: Sequence[dict[str, Any]], fields: Sequence[str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(fields)
    for record in records:
        writer.writerow([_text(record.get(name)) for name in fields])
    return out.getvalue().replace("\x00", "").encode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
