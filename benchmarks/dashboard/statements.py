"""The very statements of a request, caught in process and run again on a bare connection."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection
from django.test import Client
from psycopg import sql

from benchmarks.dashboard.business import Business


@dataclass(frozen=True)
class Statement:
    """A statement with its parameters, as the product gives them to psycopg."""

    text: str
    names: Any


def statements_of(business: Business, path: str) -> list[Statement]:
    """What GET of a path executes, in order; raises RuntimeError unless it answers 200."""
    found: list[Statement] = []

    def catch(execute: Callable[..., Any], text: str, names: Any, many: bool, context: Any) -> Any:
        found.append(Statement(text, names))
        return execute(text, names, many, context)

    client = Client(headers={"host": "localhost"})
    client.cookies["session"] = business.session
    client.get(path)  # what is remembered of a first visit is no part of a usual one
    with connection.execute_wrapper(catch):
        response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return found


def without(statements: list[Statement], others: list[Statement]) -> list[Statement]:
    """Those that are not among the others too: what a request asks beyond passing the door."""
    left = Counter(other.text for other in others)
    found = []
    for one in statements:
        if left[one.text]:
            left[one.text] -= 1
        else:
            found.append(one)
    return found


class BareConnection:
    """psycopg and nothing else, as the application's role, inside a workspace."""

    def __init__(self, url: str, business: Business, *, prepare_after: int | None) -> None:
        self._connection = psycopg.connect(url, prepare_threshold=prepare_after)
        self._enter = sql.SQL("SET LOCAL app.workspace_id = {}").format(
            sql.Literal(str(business.workspace.pk))
        )

    def run(self, statements: list[Statement]) -> float:
        """Milliseconds from the first statement sent to the last row fetched."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute(self._enter)
            begin = time.perf_counter()
            for one in statements:
                cursor.execute(one.text.encode(), one.names)
                if cursor.description:
                    cursor.fetchall()
            return (time.perf_counter() - begin) * 1000

    def close(self) -> None:
        self._connection.close()
