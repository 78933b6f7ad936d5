"""What each of the product's database roles may and may not do."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from proactivox.embedded import EmbeddedServers
from proactivox.embedded.databases import drop_database, make_roles
from tests.server_addresses import run_cluster, worker_name

TENANT_TABLE = """
    CREATE TABLE campaign (workspace_id int NOT NULL, name text);
    INSERT INTO campaign VALUES (1, 'of Acme'), (2, 'of Rival');
    ALTER TABLE campaign ENABLE ROW LEVEL SECURITY;
    ALTER TABLE campaign FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant ON campaign TO proactivox_app
      USING (workspace_id = current_setting('app.workspace_id')::int);
"""


@pytest.fixture
def servers() -> EmbeddedServers:
    """The run's own servers: nothing here stops them."""
    return run_cluster()


@pytest.fixture
def environment(servers: EmbeddedServers) -> Iterator[dict[str, str]]:
    """The product's addresses on a database whose one table has row security."""
    name = f"roles_{worker_name()}"
    servers.make_database(name)
    addresses = servers.database_environment(name)
    with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as connection:
        connection.execute(TENANT_TABLE)
    yield addresses
    drop_database(servers.admin_url, name)


@pytest.fixture
def app(environment: dict[str, str]) -> Iterator[psycopg.Connection]:
    """The application's connection, for Acme."""
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SET app.workspace_id = '1'")
        yield connection


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE proactivox_owner",
        "SET ROLE proactivox_ops",
        "SET SESSION AUTHORIZATION postgres",
        "CREATE TABLE mine (x int)",
        "CREATE TABLE app.mine (x int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "TRUNCATE campaign",
        "ALTER TABLE campaign DISABLE ROW LEVEL SECURITY",
        "DROP POLICY tenant ON campaign",
        "COPY campaign TO PROGRAM 'true'",
    ],
)
def test_the_application_cannot(app: psycopg.Connection, statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute(statement)


def test_the_application_cannot_step_around_row_security(
    app: psycopg.Connection,
) -> None:
    assert app.execute("SELECT name FROM campaign").fetchall() == [("of Acme",)]
    app.execute("SET row_security = off")
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        app.execute("SELECT name FROM campaign")


def test_the_application_writes_its_own_rows_only(app: psycopg.Connection) -> None:
    app.execute("INSERT INTO campaign VALUES (1, 'another')")
    assert app.execute("DELETE FROM campaign WHERE name = 'of Rival'").rowcount == 0
    with pytest.raises(errors.InsufficientPrivilege):
        app.execute("INSERT INTO campaign VALUES (2, 'smuggled')")


def test_the_application_may_copy_into_a_temporary_table(
    app: psycopg.Connection,
) -> None:
    with app.transaction():
        app.execute("CREATE TEMP TABLE incoming (LIKE campaign) ON COMMIT DROP")
        with app.cursor().copy("COPY incoming FROM STDIN") as copy:
            copy.write_row((1, "copied"))
        app.execute("INSERT INTO campaign SELECT * FROM incoming")
    assert app.execute("SELECT count(*) FROM campaign").fetchone() == (2,)


def test_the_application_gives_up_waiting(app: psycopg.Connection) -> None:
    names = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
    rows = [app.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
    assert rows == [("30s",), ("5s",), ("1min",)]


def test_dispatch_sees_only_what_it_is_granted(environment: dict[str, str]) -> None:
    address = environment["DATABASE_DISPATCH_URL"]
    with psycopg.connect(address) as dispatch, pytest.raises(errors.InsufficientPrivilege):
        dispatch.execute("SELECT FROM campaign")


def test_who_migrates_owns_what_it_makes_yet_row_security_binds_it(
    environment: dict[str, str],
) -> None:
    with psycopg.connect(environment["DATABASE_OWNER_URL"]) as connection:
        owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'campaign'")
        assert owner.fetchone() == ("proactivox_owner",)
        assert connection.execute("SELECT FROM campaign").fetchall() == []


def test_no_role_is_a_superuser_and_one_alone_bypasses(
    servers: EmbeddedServers,
) -> None:
    make_roles(servers.admin_url)
    with psycopg.connect(servers.admin_url) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles "
            "WHERE rolname LIKE 'proactivox_%' ORDER BY rolname"
        ).fetchall()
    assert rows == [
        ("proactivox_app", False, False, True),
        ("proactivox_dispatch", False, False, True),
        ("proactivox_migrate", False, False, True),
        ("proactivox_ops", False, True, True),
        ("proactivox_owner", False, False, False),
    ]
