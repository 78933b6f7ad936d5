"""Registers of breaches, complaints and disclosures; what happened is append-only."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

DENY = """
CREATE FUNCTION app.register_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the events of a register are append-only' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER register_deny BEFORE UPDATE OR DELETE ON privacy_registerevent
    FOR EACH ROW EXECUTE FUNCTION app.register_deny();
CREATE TRIGGER register_deny_truncate BEFORE TRUNCATE ON privacy_registerevent
    FOR EACH STATEMENT EXECUTE FUNCTION app.register_deny();
REVOKE UPDATE, DELETE ON privacy_registerevent FROM proactivox_app, proactivox_ops
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("privacy", "0007_logged_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterEntry",
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
                (
                    "register",
                    models.CharField(
                        choices=[
                            ("breach", "Breach"),
                            ("complaint", "Complaint"),
                            ("disclosure", "Disclosure to an authority"),
                        ],
                        max_length=12,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("role", models.CharField(blank=True, max_length=10)),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("rules", models.CharField(max_length=20)),
                ("language", models.CharField(default="en", max_length=5)),
                ("began_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("origin_id", models.UUIDField(null=True)),
                ("address_hash", models.BinaryField(max_length=16, null=True)),
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
        ),
        migrations.CreateModel(
            name="RegisterEvent",
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
                ("at", models.DateTimeField()),
                ("entered_at", models.DateTimeField()),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("entered", "Entered in the register"),
                            ("arrived", "Told by Proactivox, the processor"),
                            ("described", "Described"),
                            ("assessed", "Assessed"),
                            ("authority_told", "Told the authority"),
                            ("people_told", "Told the people concerned"),
                            ("people_not_told", "Decided not to tell the people concerned"),
                            ("controller_told", "Told a customer"),
                            ("acknowledged", "Acknowledged"),
                            ("written", "Wrote to the person"),
                            ("heard", "The person said more"),
                            ("reminded", "Reminded those who answer for it"),
                            ("closed", "Closed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=30)),
                ("told_id", models.UUIDField(null=True)),
                ("actor_id", models.UUIDField(null=True)),
                ("note_id", models.UUIDField(null=True)),
                (
                    "entry",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="privacy.registerentry",
                    ),
                ),
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
        ),
        migrations.CreateModel(
            name="RegisterNote",
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
                ("at", models.DateTimeField()),
                ("field", models.CharField(max_length=20)),
                ("text", models.BinaryField()),
                (
                    "entry",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="privacy.registerentry",
                    ),
                ),
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
        ),
        migrations.AddIndex(
            model_name="registerentry",
            index=models.Index(
                fields=["workspace", "register", "closed_at"], name="register_state"
            ),
        ),
        migrations.AddIndex(
            model_name="registerentry",
            index=models.Index(fields=["workspace", "address_hash"], name="register_address"),
        ),
        migrations.AddConstraint(
            model_name="registerentry",
            constraint=models.UniqueConstraint(
                fields=("workspace", "register", "number"), name="register_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="registerentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("origin_id__isnull", False)),
                fields=("workspace", "origin_id"),
                name="register_origin",
            ),
        ),
        migrations.AddIndex(
            model_name="registerevent",
            index=models.Index(fields=["workspace", "entry", "at"], name="register_event"),
        ),
        migrations.AddConstraint(
            model_name="registerevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("step", "reminded")),
                fields=("workspace", "entry", "detail"),
                name="register_reminded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="registerevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("told_id__isnull", False)),
                fields=("workspace", "entry", "step", "told_id", "note_id"),
                name="register_told_once",
            ),
        ),
        migrations.AddIndex(
            model_name="registernote",
            index=models.Index(fields=["workspace", "entry", "at"], name="register_note"),
        ),
        TenantTable("RegisterEntry"),
        TenantTable("RegisterEvent", links=["entry"]),
        TenantTable("RegisterNote", links=["entry"]),
        migrations.RunSQL(DENY, "DROP FUNCTION app.register_deny CASCADE"),
    ]
    operations = together(operations)
