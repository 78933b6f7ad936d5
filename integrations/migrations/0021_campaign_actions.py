"""What was asked of the platforms where campaigns run, its steps, and how far one member goes."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

# A closed workspace goes as a whole: app.let_closings_erase lets its own function through. Who did
# it may become nobody, when a login is erased; all else stays as it was written.
DENY = """
CREATE FUNCTION app.action_step_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(NEW) ->> 'by' IS NULL AND to_jsonb(NEW) - 'by' = to_jsonb(OLD) - 'by' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the steps of an action are append-only' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER action_step_deny BEFORE UPDATE OR DELETE ON integrations_actionstep
    FOR EACH ROW EXECUTE FUNCTION app.action_step_deny();
CREATE TRIGGER action_step_deny_truncate BEFORE TRUNCATE ON integrations_actionstep
    FOR EACH STATEMENT EXECUTE FUNCTION app.action_step_deny();
REVOKE UPDATE, DELETE ON integrations_actionstep FROM proactivox_app, proactivox_ops;
GRANT UPDATE ("by") ON integrations_actionstep TO proactivox_app
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0023_habits"),
        ("integrations", "0020_looked_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="CampaignAction",
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
                    "what",
                    models.CharField(
                        choices=[
                            ("pause", "Pause"),
                            ("resume", "Resume"),
                            ("budget", "Budget"),
                            ("task", "Task"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("refused", "Refused"),
                            ("approved", "Approved"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("unknown", "Unknown"),
                            ("undone", "Undone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("before", models.JSONField(default=dict)),
                ("wanted", models.JSONField(default=dict)),
                ("after", models.JSONField(null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("asked_by", models.UUIDField(null=True)),
                ("rule", models.CharField(blank=True, max_length=80)),
                ("decided_by", models.UUIDField(null=True)),
                ("needs", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(max_length=80)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("decided_at", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("sends", models.PositiveSmallIntegerField(default=0)),
                ("made_external_id", models.CharField(blank=True, max_length=40)),
                ("trouble_code", models.CharField(blank=True, max_length=40)),
                ("trouble_text", models.CharField(blank=True, max_length=500)),
                (
                    "campaign",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.campaign",
                    ),
                ),
                (
                    "source",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.source",
                    ),
                ),
                (
                    "undoes",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.campaignaction",
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
            name="ActionStep",
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
                ("what", models.CharField(max_length=12)),
                ("by", models.UUIDField(null=True)),
                ("data", models.JSONField(default=dict)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
                (
                    "action",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.campaignaction",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ActionRules",
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
                ("per_day", models.PositiveSmallIntegerField(default=20)),
                ("most_percent", models.PositiveSmallIntegerField(default=20)),
                ("most_micros", models.BigIntegerField(default=200000000)),
                ("stopped_at", models.DateTimeField(null=True)),
                ("stopped_by", models.UUIDField(null=True)),
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
                    models.UniqueConstraint(fields=("workspace",), name="action_rules_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="campaignaction",
            index=models.Index(fields=["workspace", "-asked_at"], name="campaign_action_newest"),
        ),
        migrations.AddIndex(
            model_name="campaignaction",
            index=models.Index(
                fields=["workspace", "campaign", "-asked_at"], name="campaign_action_of"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignaction",
            constraint=models.UniqueConstraint(
                fields=("workspace", "key"), name="campaign_action_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["proposed", "approved", "running", "unknown"]),
                    models.Q(("what", "task"), _negated=True),
                ),
                fields=("workspace", "campaign"),
                name="campaign_action_alone",
            ),
        ),
        migrations.AddIndex(
            model_name="actionstep",
            index=models.Index(fields=["workspace", "action", "at"], name="action_step_of"),
        ),
        TenantTable("CampaignAction", links=["source", "campaign", "undoes"]),
        TenantTable("ActionStep", links=["action"]),
        TenantTable("ActionRules"),
        migrations.RunSQL(DENY, "DROP FUNCTION app.action_step_deny CASCADE"),
    ]
    operations = together(operations)
