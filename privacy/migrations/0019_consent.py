"""Consents with the texts they were given to, append-only; standings of logins; usage by consent."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

# The days are privacy.consent.sweeps.PROOF_KEPT.
DENY = """
CREATE FUNCTION app.consent_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'consents and their texts are append-only' USING ERRCODE = '42501'; END $$;
CREATE FUNCTION app.consent_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.at < now() - interval '1827 days' THEN RETURN OLD; END IF;
    RAISE EXCEPTION 'a consent is kept for five years' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER consent_deny BEFORE UPDATE ON privacy_consentevent
    FOR EACH ROW EXECUTE FUNCTION app.consent_deny();
CREATE TRIGGER consent_kept BEFORE DELETE ON privacy_consentevent
    FOR EACH ROW EXECUTE FUNCTION app.consent_kept();
CREATE TRIGGER consent_deny_truncate BEFORE TRUNCATE ON privacy_consentevent
    FOR EACH STATEMENT EXECUTE FUNCTION app.consent_deny();
CREATE TRIGGER consent_deny BEFORE UPDATE OR DELETE ON privacy_consentnotice
    FOR EACH ROW EXECUTE FUNCTION app.consent_deny();
CREATE TRIGGER consent_deny_truncate BEFORE TRUNCATE ON privacy_consentnotice
    FOR EACH STATEMENT EXECUTE FUNCTION app.consent_deny();
REVOKE UPDATE ON privacy_consentevent FROM proactivox_app, proactivox_ops;
REVOKE UPDATE, DELETE ON privacy_consentnotice FROM proactivox_app, proactivox_ops
"""
UNDO = "DROP FUNCTION app.consent_deny CASCADE; DROP FUNCTION app.consent_kept CASCADE"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_instructions"),
        ("privacy", "0018_notice_mails"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentEvent",
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
                ("subject_id", models.UUIDField()),
                ("purpose", models.CharField(max_length=30)),
                ("purpose_version", models.PositiveSmallIntegerField()),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("given", "Agreed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("banner", "Banner"),
                            ("page", "Page of cookie choices"),
                            ("settings", "Own settings"),
                        ],
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(max_length=5)),
                ("notice_sha256", models.CharField(max_length=64)),
                ("had_signal", models.BooleanField(default=False)),
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
                    models.Index(fields=["workspace", "subject_id", "at"], name="consent_subject"),
                    models.Index(fields=["workspace", "at"], name="consent_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentNotice",
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
                ("sha256", models.CharField(max_length=64)),
                ("language", models.CharField(max_length=5)),
                ("text", models.TextField()),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                        fields=("workspace", "sha256"), name="consent_notice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentStanding",
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
                ("user_id", models.UUIDField(null=True)),
                (
                    "granted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                (
                    "refused",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                ("had_signal", models.BooleanField(default=False)),
                ("chosen_at", models.DateTimeField()),
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
                        fields=("workspace", "user_id"), name="consent_standing_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UsageDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "subject_id",
                        "day",
                        "feature",
                        "action",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("subject_id", models.UUIDField()),
                ("day", models.DateField()),
                ("feature", models.CharField(max_length=80)),
                ("action", models.CharField(max_length=10)),
                ("count", models.PositiveIntegerField(default=0)),
                ("seconds", models.PositiveIntegerField(default=0)),
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
                "indexes": [models.Index(fields=["workspace", "day"], name="usage_day")],
            },
        ),
        TenantTable("ConsentNotice"),
        TenantTable("ConsentEvent"),
        TenantTable("ConsentStanding"),
        TenantTable("UsageDay"),
        migrations.RunSQL(DENY, UNDO),
    ]
    operations = together(operations)
