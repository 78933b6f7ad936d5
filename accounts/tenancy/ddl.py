"""The second lock: row-level security, forced, on every tenant table; keys that hold the tenant."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

APP_ROLE = "proactivox_app"
DISPATCH_ROLE = "proactivox_dispatch"
POLICY = "workspace_id = (SELECT app.ws())"

_ON_DELETE = {"CASCADE": " ON DELETE CASCADE", "SET_NULL": " ON DELETE SET NULL ({column})"}


class TenantTable(Operation):
    """Lock one model's table: composite keys, forced row security, one policy for the app's role.

    `links` names the WorkspaceForeignKey fields; each becomes FOREIGN KEY (workspace_id, x_id), so
    that no row can point into another workspace.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str, links: Sequence[str] = ()) -> None:
        self.model_name = model_name
        self.links = tuple(links)

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in Django's picture of the model."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        quote = schema_editor.quote_name
        table = quote(model._meta.db_table)
        if not _key_holds_workspace(model):
            key = quote(model._meta.db_table + "_pkey")
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {key}")
            schema_editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {key} PRIMARY KEY (workspace_id, id)"
            )
        for name in self.links:
            schema_editor.execute(_link_sql(model, name, quote))
        for statement in _lock_sql(table):
            schema_editor.execute(statement)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = schema_editor.quote_name(
            from_state.apps.get_model(app_label, self.model_name)._meta.db_table
        )
        schema_editor.execute(f"DROP POLICY tenant ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Lock the tenant table of {self.model_name}"


def _key_holds_workspace(model: Any) -> bool:
    return "workspace_id" in {field.column for field in model._meta.pk_fields}


def _link_sql(model: Any, name: str, quote: Any) -> str:
    field = model._meta.get_field(name)
    table, column = model._meta.db_table, field.column
    rule = _ON_DELETE.get(getattr(field.remote_field.on_delete, "__name__", ""), "")
    return (
        f"ALTER TABLE {quote(table)} ADD CONSTRAINT {quote(f'{table}_{column}_wsfk')} "
        f"FOREIGN KEY (workspace_id, {quote(column)}) "
        f"REFERENCES {quote(field.related_model._meta.db_table)} (workspace_id, id)"
        f"{rule.format(column=quote(column))} DEFERRABLE INITIALLY DEFERRED"
    )


def _lock_sql(table: str) -> tuple[str, ...]:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        (
            f"CREATE POLICY tenant ON {table} FOR ALL TO {APP_ROLE} "
            f"USING ({POLICY}) WITH CHECK ({POLICY})"
        ),
    )
