"""Asks Superset for the data of charts, as its own pages do, and never of a cache."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import httpx

from benchmarks.superset.running import USER, Superset

TABLE = "superset_day"
_SUMS = ("impressions", "clicks", "spend")


@dataclass(frozen=True)
class ChartQuestion:
    """A chart over the daily facts of a year: its metrics, by what, how many rows."""

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    is_series: bool = False
    rows: int = 1_000


class Charts:
    """A session of Superset with one database and one dataset, the table of daily facts."""

    def __init__(self, superset: Superset, database_url: str) -> None:
        self._client = httpx.Client(base_url=superset.url, timeout=120)
        said = self._post(
            "/api/v1/security/login",
            {"username": USER, "password": superset.password, "provider": "db"},
        )
        self._client.headers["Authorization"] = f"Bearer {said['access_token']}"
        database = self._post(
            "/api/v1/database/", {"database_name": "facts", "sqlalchemy_uri": database_url}
        )
        dataset = {"database": database["id"], "schema": "public", "table_name": TABLE}
        self._dataset = self._post("/api/v1/dataset/", dataset)["id"]

    def ask(self, question: ChartQuestion) -> tuple[float, list[dict[str, Any]]]:
        """(milliseconds, rows) of one chart."""
        body = {
            "datasource": {"id": self._dataset, "type": "table"},
            "force": True,
            "queries": [self._query(question)],
            "result_format": "json",
            "result_type": "full",
        }
        begin = time.perf_counter()
        said = self._post("/api/v1/chart/data", body)
        took = (time.perf_counter() - begin) * 1000
        (found,) = said["result"]
        if found["is_cached"]:
            raise RuntimeError("Superset answered from a cache.")
        return took, found["data"]

    def _query(self, question: ChartQuestion) -> dict[str, Any]:
        today = date.today()  # noqa: DTZ011  As the facts were made: by the machine's own day.
        days = f"{today - timedelta(days=365)} : {today}"
        columns: list[Any] = list(question.by)
        if question.is_series:
            columns = [
                {
                    "timeGrain": "P1M",
                    "columnType": "BASE_AXIS",
                    "sqlExpression": "on",
                    "label": "on",
                    "expressionType": "SQL",
                },
                *columns,
            ]
        return {
            "columns": columns,
            "filters": [{"col": "on", "op": "TEMPORAL_RANGE", "val": days}],
            "granularity": "on",
            "metrics": [_metric(name) for name in question.metrics],
            "orderby": [[_metric(question.metrics[0]), False]],
            "row_limit": question.rows,
        }

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        answer = self._client.post(path, json=body)
        if answer.is_error:
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text[:300]}")
        return answer.json()


def _metric(name: str) -> dict[str, Any]:
    assert name in _SUMS, name
    return {
        "expressionType": "SIMPLE",
        "aggregate": "SUM",
        "column": {"column_name": name},
        "label": name,
    }
