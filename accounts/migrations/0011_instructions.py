"""What customers instruct: versions to add, and none to change."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable

# A closed workspace goes as a whole: app.let_closings_erase lets its own function through.
DENY = """
CREATE FUNCTION app.instruction_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'instructions are append-only' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER instruction_deny BEFORE UPDATE OR DELETE ON accounts_instruction
    FOR EACH ROW EXECUTE FUNCTION app.instruction_deny();
CREATE TRIGGER instruction_deny_truncate BEFORE TRUNCATE ON accounts_instruction
    FOR EACH STATEMENT EXECUTE FUNCTION app.instruction_deny();
REVOKE UPDATE, DELETE ON accounts_instruction FROM proactivox_app, proactivox_ops
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_national_numbers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Instruction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.tenancy.rows.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("agreement", models.CharField(max_length=20)),
                (
                    "clauses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                (
                    "purposes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), size=None
                    ),
                ),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("given_by", models.UUIDField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "version"), name="instruction_version"
                    )
                ],
            },
        ),
        TenantTable("Instruction"),
        migrations.RunSQL(DENY, "DROP FUNCTION app.instruction_deny CASCADE"),
    ]
