"""Rules that act, what they decided and why; versions and decisions stay as they were written."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

# Of a version nothing changes but the name of who made it, which goes with their login.
_LOCK = """
REVOKE UPDATE, DELETE ON analytics_automationversion FROM proactivox_app, proactivox_ops;
GRANT UPDATE (made_by_id) ON analytics_automationversion TO proactivox_app;
REVOKE UPDATE, DELETE ON analytics_automationdecision FROM proactivox_app, proactivox_ops
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0028_escalation"),
        ("analytics", "0018_sharing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Automation",
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
                ("name", models.CharField(max_length=80)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[("dry", "Dry run"), ("live", "Live"), ("paused", "Paused")],
                        default="dry",
                        max_length=6,
                    ),
                ),
                ("judged", models.JSONField(default=dict)),
                ("waits", models.JSONField(default=list)),
                ("looked_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("live_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=200)),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "live_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "paused_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AutomationPreview",
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
                ("result", models.JSONField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "automation",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.automation",
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
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AutomationRun",
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
                ("is_live", models.BooleanField()),
                ("began_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                ("looked", models.PositiveIntegerField(default=0)),
                ("acted", models.PositiveIntegerField(default=0)),
                ("held_out", models.PositiveIntegerField(default=0)),
                ("blocked", models.PositiveIntegerField(default=0)),
                ("others", models.JSONField(default=list)),
                (
                    "automation",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.automation",
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
            name="AutomationDecision",
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
                ("is_live", models.BooleanField()),
                ("thing_kind", models.CharField(max_length=10)),
                ("thing_key", models.CharField(max_length=64)),
                ("thing_name", models.CharField(max_length=255)),
                ("occasion", models.CharField(max_length=64)),
                ("outcome", models.CharField(max_length=10)),
                ("do", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=20)),
                ("details", models.JSONField(default=dict)),
                ("first_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
                ("sums", models.JSONField(default=dict)),
                ("incident_id", models.UUIDField(null=True)),
                ("action_id", models.UUIDField(null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "automation",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.automation",
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
                (
                    "run",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.automationrun",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AutomationSwitch",
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
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "stopped_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            name="AutomationVersion",
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
                ("number", models.PositiveIntegerField()),
                ("rule", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "automation",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.automation",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            model_name="automationrun",
            index=models.Index(
                fields=["workspace", "automation", "-began_at"], name="automation_runs"
            ),
        ),
        migrations.AddConstraint(
            model_name="automationrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("workspace", "automation"),
                name="automation_run_alone",
            ),
        ),
        migrations.AddIndex(
            model_name="automationdecision",
            index=models.Index(fields=["workspace", "automation", "-at"], name="automation_log"),
        ),
        migrations.AddIndex(
            model_name="automationdecision",
            index=models.Index(fields=["workspace", "thing_key", "-at"], name="automation_log_of"),
        ),
        migrations.AddIndex(
            model_name="automationdecision",
            index=models.Index(
                condition=models.Q(("incident_id", None), _negated=True),
                fields=["workspace", "incident_id"],
                name="automation_because",
            ),
        ),
        migrations.AddConstraint(
            model_name="automationdecision",
            constraint=models.UniqueConstraint(
                fields=("workspace", "automation", "is_live", "thing_key", "occasion"),
                name="automation_decides_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="automationswitch",
            constraint=models.UniqueConstraint(
                fields=("workspace",), name="automation_switch_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="automationversion",
            constraint=models.UniqueConstraint(
                fields=("workspace", "automation", "number"), name="automation_version_once"
            ),
        ),
        TenantTable("Automation"),
        TenantTable("AutomationVersion", links=["automation"]),
        TenantTable("AutomationRun", links=["automation"]),
        TenantTable("AutomationDecision", links=["automation", "run"]),
        TenantTable("AutomationPreview", links=["automation"]),
        TenantTable("AutomationSwitch"),
        migrations.RunSQL(_LOCK, migrations.RunSQL.noop),
    ]
    operations = together(operations)
