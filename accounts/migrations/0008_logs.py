"""The logs of who read and who received personal data: lines to add, and none to change."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

# The days are accounts.services.sweeps.LOG_KEPT. A closed workspace goes as a whole.
DENY = """
CREATE FUNCTION app.log_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND (OLD.at < now() - interval '731 days' OR EXISTS (
        SELECT FROM public.accounts_closure c
        WHERE c.workspace_id = OLD.workspace_id AND c.erase_after <= now())) THEN RETURN OLD;
    END IF;
    RAISE EXCEPTION 'the logs of readings and disclosures are append-only' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER log_deny BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION app.log_deny();
CREATE TRIGGER log_deny_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION app.log_deny();
REVOKE UPDATE ON {table} FROM proactivox_app, proactivox_ops
"""
FUNCTION, _, TRIGGERS = DENY.partition("END $$;")
FUNCTION += "END $$"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
    ]

    operations = [
        migrations.CreateModel(
            name="Disclosure",
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
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("person_id", models.UUIDField()),
                ("purpose", models.CharField(max_length=200)),
                ("recipient", models.CharField(max_length=120)),
                ("company", models.CharField(blank=True, max_length=200)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("receives", models.CharField(blank=True, max_length=300)),
                ("transfer", models.CharField(blank=True, max_length=10)),
                ("safeguard", models.CharField(blank=True, max_length=300)),
                ("run", models.CharField(max_length=80)),
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
                "indexes": [models.Index(fields=["workspace", "at"], name="disclosure_at")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "person_id", "recipient", "purpose", "run"),
                        name="disclosure_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LoggedPerson",
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
                ("key_hash", models.BinaryField(max_length=16)),
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
                        fields=("workspace", "key_hash"), name="logged_person_key"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reading",
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
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.UUIDField(null=True)),
                ("person_id", models.UUIDField()),
                ("purpose", models.CharField(max_length=200)),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), size=None
                    ),
                ),
                ("place", models.CharField(max_length=40)),
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
                    models.Index(fields=["workspace", "person_id", "at"], name="reading_person"),
                    models.Index(fields=["workspace", "actor_id", "-id"], name="reading_actor"),
                    models.Index(fields=["workspace", "at"], name="reading_at"),
                ],
            },
        ),
        TenantTable("LoggedPerson"),
        TenantTable("Reading"),
        TenantTable("Disclosure"),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION app.log_deny CASCADE"),
        migrations.RunSQL(TRIGGERS.format(table="accounts_reading"), migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS.format(table="accounts_disclosure"), migrations.RunSQL.noop),
    ]
    operations = together(operations)
