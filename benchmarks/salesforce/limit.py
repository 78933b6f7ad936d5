"""The limit: the same Bulk bytes streamed into COPY unread, and merged into a table like ours.

One transaction a page, as the application's role; no row security, no checks, no rollups. What we
hash or seal is stored as it came.
"""
# ruff: noqa: S608  Only names of columns are put into the statements.

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg

from benchmarks.cpu import cpu_seconds

PAGE_ROWS = 50_000
_NOTHING = "'00000000-0000-7000-8000-000000000001'::uuid"


@dataclass(frozen=True)
class Reading:
    """What of ours the limit repeats: the query and how many rows it gave, the session."""

    rows: int
    soql: str
    instance_url: str
    token: str
    version: str


@dataclass(frozen=True)
class Cost:
    """From asking for the job to the last commit; CPU is of the client and of the database."""

    seconds: float
    cpu: float


@dataclass(frozen=True)
class Limit:
    """One object's table without a product around it.

    `plain` are the fields of people that it stores as they came; `sealed` those that we seal.
    """

    stream: str
    plain: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        return f"limit_{self.stream.lower()}"

    def make(self, admin: psycopg.Connection[Any]) -> None:
        """An empty table with the columns and indexes of ours."""
        from integrations.connectors.salesforce.streams import BY_NAME

        ours = f"integrations_{BY_NAME[self.stream].model.lower()}"
        admin.execute(f"DROP TABLE IF EXISTS {self.table}".encode())
        admin.execute(f"CREATE TABLE {self.table} (LIKE {ours} INCLUDING ALL)".encode())
        for name in self.plain:
            admin.execute(f'ALTER TABLE {self.table} ADD "{name}" text'.encode())
        admin.execute(f"GRANT SELECT, INSERT, UPDATE ON {self.table} TO proactivox_app".encode())

    def run(self, database_url: str, ca: str, postmaster: int, reading: Reading) -> Cost:
        """Read and merge all; raises if the rows are not as many as ours.

        `postmaster` is the process under which the database's CPU is seen.
        """
        headers = {"Authorization": f"Bearer {reading.token}"}
        context = ssl.create_default_context(cafile=ca)
        base = f"{reading.instance_url}/services/data/v{reading.version}/jobs/query"
        with (
            httpx.Client(headers=headers, verify=context, trust_env=False, timeout=300) as http,
            psycopg.connect(database_url, autocommit=True) as database,
        ):
            cpu = time.process_time() + cpu_seconds(postmaster)
            begin = time.perf_counter()
            job = f"{base}/{_finished_job(http, base, reading.soql)}"
            locator, rows = "", 0
            while locator != "null":
                locator, more = self._load(http, database, f"{job}/results", locator)
                rows += more
            seconds = time.perf_counter() - begin
            cpu = time.process_time() + cpu_seconds(postmaster) - cpu
        assert rows == reading.rows, f"The limit read {rows} rows, we {reading.rows}."
        return Cost(seconds, cpu)

    def _load(
        self, http: httpx.Client, database: psycopg.Connection[Any], url: str, locator: str
    ) -> tuple[str, int]:
        query = {"maxRecords": str(PAGE_ROWS)} | ({"locator": locator} if locator else {})
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
            merged = database.execute(self._merge(names).encode())
            assert merged.rowcount == int(response.headers["Sforce-NumberOfRecords"])
            rows = int(response.headers["Sforce-NumberOfRecords"])
            return str(response.headers["Sforce-Locator"]), rows

    def _merge(self, names: list[str]) -> str:
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
        for column in BY_NAME[self.stream].columns:
            empty = {Kind.TEXT: "''", Kind.FLAG: "false"}.get(column.kind, "NULL")
            has = column.field in names
            values[column.target] = column.expression(f'"{column.field}"') if has else empty
        values |= {f'"{name}"': f'"{name}"' for name in self.plain}
        updates = ", ".join(f"{name} = excluded.{name}" for name in list(values)[3:])
        return (
            f"INSERT INTO {self.table} ({', '.join(values)}) "
            f"SELECT {', '.join(values.values())} FROM page "
            f"ON CONFLICT (workspace_id, source_id, external_id) DO UPDATE SET {updates}"
        )


def _finished_job(http: httpx.Client, base: str, soql: str) -> str:
    made = http.post(base, json={"operation": "queryAll", "query": soql, "contentType": "CSV"})
    job = str(made.raise_for_status().json()["id"])
    while http.get(f"{base}/{job}").raise_for_status().json()["state"] != "JobComplete":
        time.sleep(0.01)
    return job
