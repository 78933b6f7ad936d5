"""Rules of retention and legal holds; what the nights deleted is append-only."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

DENY = """
CREATE FUNCTION app.retention_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'evidence of retention is append-only' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER retention_deny BEFORE UPDATE OR DELETE ON privacy_retentionrun
    FOR EACH ROW EXECUTE FUNCTION app.retention_deny();
CREATE TRIGGER retention_deny_truncate BEFORE TRUNCATE ON privacy_retentionrun
    FOR EACH STATEMENT EXECUTE FUNCTION app.retention_deny();
REVOKE UPDATE, DELETE ON privacy_retentionrun FROM proactivox_app, proactivox_ops
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_logs"),
        ("privacy", "0009_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalHold",
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
                ("rule", models.CharField(blank=True, max_length=20)),
                ("person", models.BinaryField(null=True)),
                ("ground", models.BinaryField()),
                ("until", models.DateField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("made_by_id", models.UUIDField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by_id", models.UUIDField(null=True)),
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
                "indexes": [
                    models.Index(fields=["workspace", "lifted_at"], name="legal_hold_state")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("person__isnull", False), ("rule", "")),
                            models.Q(models.Q(("rule", ""), _negated=True), ("person", None)),
                            _connector="OR",
                        ),
                        name="legal_hold_of_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
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
                ("kind", models.CharField(max_length=20)),
                ("months", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("set_by_id", models.UUIDField(null=True)),
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
                        fields=("workspace", "kind"), name="retention_rule_kind"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRun",
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
                ("kind", models.CharField(max_length=20)),
                ("months", models.PositiveSmallIntegerField()),
                ("before", models.DateTimeField()),
                ("finished_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("records", models.PositiveIntegerField()),
                ("rows", models.JSONField(default=dict)),
                ("held", models.PositiveIntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
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
                "indexes": [
                    models.Index(fields=["workspace", "finished_at"], name="retention_run")
                ],
            },
        ),
        TenantTable("RetentionRule"),
        TenantTable("LegalHold"),
        TenantTable("RetentionRun"),
        migrations.RunSQL(DENY, "DROP FUNCTION app.retention_deny CASCADE"),
    ]
    operations = together(operations)
