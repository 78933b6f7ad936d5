"""Starting, stopping, being killed, and starting again with everything still there."""

from __future__ import annotations

import stat
from pathlib import Path

import psycopg
import pytest
import redis

from proactivox.embedded import SCRATCH, EmbeddedServers, PostgresServer, StartupProblem
from proactivox.embedded.leftovers import command_of


def connect_broker(servers: EmbeddedServers) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(servers.valkey.socket))


def write_one_of_each(servers: EmbeddedServers) -> None:
    environment = servers.environment()
    with psycopg.connect(environment["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('row')")
    with connect_broker(servers) as broker:
        broker.rpush("queue", "message")


def read_both(servers: EmbeddedServers) -> tuple[str, bytes]:
    with psycopg.connect(servers.environment()["DATABASE_URL"]) as connection:
        row = connection.execute("SELECT word FROM kept").fetchone()
    with connect_broker(servers) as broker:
        return row[0] if row else "", broker.lindex("queue", 0)


def test_a_second_start_keeps_the_data(servers: EmbeddedServers) -> None:
    write_one_of_each(servers)
    servers.stop()
    servers.start()
    assert read_both(servers) == ("row", b"message")


@pytest.mark.torture
def test_rows_and_messages_survive_kill(servers: EmbeddedServers) -> None:
    write_one_of_each(servers)
    servers.postgres.kill()
    servers.valkey.kill()
    assert not servers.postgres.is_running()
    servers.start()
    assert read_both(servers) == ("row", b"message")


@pytest.mark.torture
def test_a_server_left_by_a_killed_launcher_is_stopped_and_its_data_kept(
    servers: EmbeddedServers,
) -> None:
    write_one_of_each(servers)
    left = int((servers.postgres.data / "postmaster.pid").read_text().split()[0])
    left_broker = int((servers.valkey.data / "valkey.pid").read_text())
    assert str(servers.postgres.data) in command_of(left)
    successor = EmbeddedServers(servers.postgres.folder.parent, SCRATCH)
    successor.start()
    try:
        assert read_both(successor) == ("row", b"message")
        assert command_of(left) == command_of(left_broker) == ""
    finally:
        successor.stop()


def test_nothing_listens_on_the_network_and_the_sockets_are_private(
    servers: EmbeddedServers,
) -> None:
    with psycopg.connect(servers.admin_url) as connection:
        row = connection.execute("SHOW listen_addresses").fetchone()
    with connect_broker(servers) as broker:
        assert broker.config_get("port") == {"port": "0"}
    assert row == ("",)
    for folder in (servers.postgres.sockets, servers.valkey.socket.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_broker_keeps_everything_it_is_told(servers: EmbeddedServers) -> None:
    with connect_broker(servers) as broker:
        told = broker.config_get("appendonly", "maxmemory-policy")
    assert told == {"appendonly": "yes", "maxmemory-policy": "noeviction"}


def test_a_path_too_long_for_sockets_falls_back_to_a_private_temp_folder(
    short_folder: Path,
) -> None:
    deep = short_folder / ("deep" * 12) / ("er" * 20)
    server = PostgresServer(deep, SCRATCH)
    server.start()
    try:
        assert deep.resolve() not in server.sockets.parents
        assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
        psycopg.connect(server.url("postgres", "postgres")).close()
    finally:
        server.stop()
    server.start()
    server.stop()


def test_a_missing_program_is_named_with_the_variable_that_mends_it(
    short_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PG_BIN", str(short_folder))
    with pytest.raises(StartupProblem, match=f"no initdb in {short_folder}. Set PG_BIN"):
        PostgresServer(short_folder).start()
