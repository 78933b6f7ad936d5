"""The second lock holds on every tenant table, and the guard sees each way in which it may not."""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import models

from accounts.tenancy import WorkspaceManager, WorkspaceModel
from tests.architecture.guard import CONTROL_PLANE, Breach, breaches, tables
from tests.databases import FreshDatabase
from tests.server_addresses import run_cluster

Database = psycopg.Connection[tuple[str, ...]]


@pytest.fixture
def owner(fresh_database: FreshDatabase) -> Iterator[Database]:
    """A connection as the owner of the tables, who alone could harm the lock."""
    with psycopg.connect(fresh_database.urls["DATABASE_OWNER_URL"]) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def admin(fresh_database: FreshDatabase) -> Iterator[Database]:
    """A connection as the cluster's administrator."""
    url = run_cluster().postgres.url("postgres", fresh_database.name)
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()


def test_the_second_lock_holds_everywhere(owner: Database) -> None:
    assert breaches(owner) == []


def test_every_model_of_a_workspace_is_guarded(owner: Database) -> None:
    said = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if any(field.column == "workspace_id" for field in model._meta.concrete_fields)
    }
    assert said - set(CONTROL_PLANE) == tables(owner)
    assert set(CONTROL_PLANE) <= said


def test_every_model_of_a_workspace_has_the_first_lock_too() -> None:
    bare = {
        model._meta.db_table
        for model in apps.get_models()
        if _links_to_workspace(model) and not _is_locked(model)
    }
    assert bare == set(CONTROL_PLANE)


def _links_to_workspace(model: type[models.Model]) -> bool:
    return any(
        field.is_relation and field.related_model is apps.get_model("accounts.Workspace")
        for field in model._meta.concrete_fields
    )


def _is_locked(model: type[models.Model]) -> bool:
    return issubclass(model, WorkspaceModel) or isinstance(model._default_manager, WorkspaceManager)


HARM = [
    (
        "DROP POLICY tenant ON accounts_apikey",
        {
            "no policy holds the application to the entered workspace",
            "not exactly one permissive policy for the application",
        },
    ),
    ("ALTER TABLE accounts_apikey DISABLE ROW LEVEL SECURITY", {"row security is not enabled"}),
    ("ALTER TABLE accounts_apikey NO FORCE ROW LEVEL SECURITY", {"row security is not forced"}),
    (
        "CREATE POLICY more ON accounts_apikey TO proactivox_app USING (true)",
        {"not exactly one permissive policy for the application"},
    ),
    (
        "CREATE POLICY more ON accounts_apikey USING (true)",
        {"not exactly one permissive policy for the application"},
    ),
    (
        "ALTER POLICY tenant ON accounts_apikey WITH CHECK (true)",
        {"no policy holds the application to the entered workspace"},
    ),
    ("DROP POLICY restricted ON integrations_lead", {"restricted people are not hidden"}),
    (
        "ALTER POLICY restricted ON integrations_personfield USING (true)",
        {"restricted people are not hidden"},
    ),
    (
        "ALTER TABLE billing_subscription ALTER workspace_id DROP NOT NULL",
        None,  # refused by PostgreSQL itself: it stands in the primary key
    ),
    (
        "CREATE UNIQUE INDEX spy ON accounts_invitation (email)",
        {"a unique index is without workspace_id", "an index does not begin with workspace_id"},
    ),
    (
        "CREATE INDEX slow ON accounts_invitation (email, workspace_id)",
        {"an index does not begin with workspace_id"},
    ),
    (
        "CREATE VIEW leak AS SELECT * FROM accounts_apikey; GRANT SELECT ON leak TO proactivox_app",
        {"a view runs as its owner, or a materialised view is readable"},
    ),
    (
        "CREATE TABLE forgotten (workspace_id uuid, id uuid PRIMARY KEY)",
        {
            "row security is not enabled",
            "row security is not forced",
            "no policy holds the application to the entered workspace",
            "not exactly one permissive policy for the application",
            "workspace_id may be null",
            "a unique index is without workspace_id",
            "an index does not begin with workspace_id",
        },
    ),
    ("GRANT TRUNCATE ON accounts_job TO proactivox_app", {"the application may truncate"}),
    (
        "CREATE FUNCTION app.loose() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
        {"a function that runs as its owner does not fix its search_path"},
    ),
    (
        (
            "CREATE TABLE stray (id uuid, workspace uuid, FOREIGN KEY (workspace, id) "
            "REFERENCES accounts_apikey (workspace_id, id))"
        ),
        {"a tenant row is pointed to from outside the locks"},
    ),
]


@pytest.mark.parametrize(("harm", "rules"), HARM, ids=[harm[:48] for harm, _ in HARM])
def test_the_guard_sees_the_harm(owner: Database, harm: str, rules: set[str] | None) -> None:
    if rules is None:
        with pytest.raises(psycopg.Error):
            owner.execute(harm)
        return
    owner.execute(harm)
    assert {breach.rule for breach in breaches(owner)} == rules


def test_a_key_between_tenants_without_the_workspace_is_seen(owner: Database) -> None:
    owner.execute("ALTER TABLE accounts_job ADD CONSTRAINT job_id_alone UNIQUE (id)")
    owner.execute("ALTER TABLE accounts_apikey ADD job_id uuid REFERENCES accounts_job (id)")
    expected = Breach(
        "a key to another tenant table is without workspace_id", "accounts_apikey_job_id_fkey"
    )
    assert expected in breaches(owner)


def test_a_table_owned_by_the_application_is_seen(admin: Database) -> None:
    admin.execute("ALTER TABLE accounts_apikey OWNER TO proactivox_app")
    found = breaches(admin)
    assert Breach("owned by a role that serves", "accounts_apikey") in found


def test_a_privileged_application_is_seen(admin: Database) -> None:
    with admin.transaction(force_rollback=True):
        admin.execute("ALTER ROLE proactivox_app BYPASSRLS")
        found = breaches(admin)
    assert Breach("a role that serves is privileged", "proactivox_app") in found
