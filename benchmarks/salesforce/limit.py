"""The limit: the same Bulk bytes streamed into COPY unread, and merged into a table like ours.

One transaction a page, as the application's role; no row security, no checks, no rollups.
"""
# ruff: noqa: S608  Only names of columns are put into the statements.

from __future__ import annotations

import ssl
import time
from typing import Any

import httpx
import psycopg

from benchmarks.salesforce.ours import Synced

_TABLE = "limit_opportunity"
_PAGE_ROWS = 50_000
MAKE = (
    f"DROP TABLE IF EXISTS {_TABLE}",
    f"CREATE TABLE {_TABLE} (LIKE integrations_opportunity INCLUDING ALL)",
    f"GRANT SELECT, INSERT, UPDATE ON {_TABLE} TO proactivox_app",
)
_NOTHING = "'00000000-0000-7000-8000-000000000001'::uuid"


def run_limit(database_url: str, ca: str, synced: Synced) -> float:
    """Seconds from asking for the job to the last commit; raises if the rows are not as many."""
    headers = {"Authorization": f"Bearer {synced.token}"}
    context = ssl.create_default_context(cafile=ca)
    base = f"{synced.instance_url}/services/data/v{synced.version}/jobs/query"
    with (
        httpx.Client(headers=headers, verify=context, trust_env=False, timeout=300) as http,
        psycopg.connect(database_url, autocommit=True) as database,
    ):
        begin = time.perf_counter()
        job = f"{base}/{_finished_job(http, base, synced.soql)}"
        locator = ""
        while True:
            locator = _load(http, database, f"{job}/results", locator)
            if locator == "null":
                break
        took = time.perf_counter() - begin
        (rows,) = database.execute(f"SELECT count(*) FROM {_TABLE}".encode()).fetchall()[0]
        assert rows == synced.rows, (rows, synced.rows)
    return took


def _finished_job(http: httpx.Client, base: str, soql: str) -> str:
    made = http.post(base, json={"operation": "queryAll", "query": soql, "contentType": "CSV"})
    job = str(made.raise_for_status().json()["id"])
    while http.get(f"{base}/{job}").raise_for_status().json()["state"] != "JobComplete":
        time.sleep(0.01)
    return job


def _load(http: httpx.Client, database: psycopg.Connection[Any], url: str, locator: str) -> str:
    query = {"maxRecords": str(_PAGE_ROWS)} | ({"locator": locator} if locator else {})
    with http.stream("GET", url, params=query) as response, database.transaction():
        response.raise_for_status()
        pieces = response.iter_bytes()
        first = next(pieces)
        while b"\n" not in first:
            first += next(pieces)
        names = first[: first.index(b"\n")].decode().strip().replace('"', "").split(",")
        columns = ", ".join(f'"{name}"' for name in names)
        typed = ", ".join(f'"{name}" text' for name in names)
        database.execute(f"CREATE TEMP TABLE page ({typed}) ON COMMIT DROP".encode())
        options = f"(FORMAT csv, HEADER true, FORCE_NULL ({columns}))"
        with database.cursor().copy(f"COPY page FROM STDIN {options}".encode()) as copy:
            copy.write(first)
            for piece in pieces:
                copy.write(piece)
        database.execute(_merge(names).encode())
        return str(response.headers["Sforce-Locator"])


def _merge(names: list[str]) -> str:
    """Each field into its column, typed; what the organisation has not is empty."""
    from integrations.connectors.salesforce.mapping import Kind
    from integrations.connectors.salesforce.streams import BY_NAME

    values = {
        "workspace_id": _NOTHING,
        "source_id": _NOTHING,
        "external_id": '"Id"',
        "stamp": '"SystemModstamp"::timestamptz',
        "row_hash": "'\\x00'::bytea",
    }
    for column in BY_NAME["Opportunity"].columns:
        empty = {Kind.TEXT: "''", Kind.FLAG: "false"}.get(column.kind, "NULL")
        has = column.field in names
        values[column.target] = column.expression(f'"{column.field}"') if has else empty
    updates = ", ".join(f"{name} = excluded.{name}" for name in list(values)[3:])
    return (
        f"INSERT INTO {_TABLE} ({', '.join(values)}) SELECT {', '.join(values.values())} FROM page "
        f"ON CONFLICT (workspace_id, source_id, external_id) DO UPDATE SET {updates}"
    )
