"""Servers that are killed again and again lose nothing that they had confirmed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import psycopg
import pytest

from proactivox.embedded import EmbeddedServers
from tests.budget import Budget


@dataclass
class Writer:
    """Inserts numbers until the server dies; remembers the last that was confirmed."""

    address: str
    confirmed: int = 0
    began: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._write)
        self.thread.start()

    def _write(self) -> None:
        try:
            with psycopg.connect(self.address, autocommit=True) as connection:
                while True:
                    number = self.confirmed + 1
                    connection.execute("INSERT INTO number VALUES (%s)", [number])
                    self.confirmed = number
                    self.began.set()
        except psycopg.OperationalError:
            return


@pytest.mark.torture
def test_confirmed_rows_survive_every_kill(servers: EmbeddedServers, budget: Budget) -> None:
    address = servers.environment()["DATABASE_OWNER_URL"]
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE number (n bigint PRIMARY KEY)")
    for _ in budget.rounds():
        writer = Writer(address)
        assert writer.began.wait(30)
        writer.thread.join(budget.chance.uniform(0.05, 0.6))
        servers.postgres.kill()
        writer.thread.join()
        servers.postgres.start()
        with psycopg.connect(address) as connection:
            row = connection.execute("SELECT count(*), max(n) FROM number").fetchone()
            connection.execute("DELETE FROM number")
        assert row is not None
        count, highest = row
        assert count == (highest or 0), f"a gap; seed {budget.seed}"
        assert count >= writer.confirmed > 0, f"confirmed rows are gone; seed {budget.seed}"
