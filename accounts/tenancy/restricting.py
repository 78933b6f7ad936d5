"""A further lock, on tables of people: PostgreSQL shows a restricted person to nobody by chance."""

from typing import Any

from django.db.migrations.operations.base import Operation

from accounts.tenancy.ddl import APP_ROLE

# The column is looked at first; the function is called once a statement, and only if a restricted
# row is met at all. So whoever has none pays for one boolean a row.
RESTRICTED = "(NOT is_restricted) OR (SELECT app.sees_restricted())"


class RestrictedTable(Operation):
    """Rows with `is_restricted` are there only for a transaction that has told a purpose.

    AS RESTRICTIVE: it narrows what the one permissive policy of the tenant allows.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, model_name: str) -> None:
        self.model_name = model_name

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in Django's picture of the model."""

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = self._table(app_label, schema_editor, to_state)
        schema_editor.execute(
            f"CREATE POLICY restricted ON {table} AS RESTRICTIVE FOR ALL TO {APP_ROLE} "
            f"USING ({RESTRICTED}) WITH CHECK ({RESTRICTED})"
        )

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = self._table(app_label, schema_editor, from_state)
        schema_editor.execute(f"DROP POLICY restricted ON {table}")

    def describe(self) -> str:
        return f"Hide restricted people in the table of {self.model_name}"

    def _table(self, app_label: str, schema_editor: Any, state: Any) -> str:
        model = state.apps.get_model(app_label, self.model_name)
        return str(schema_editor.quote_name(model._meta.db_table))
