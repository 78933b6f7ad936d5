"""Monitors, what they found, and what people did about it; a timeline's lines stay as they were."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

# Who did it may become nobody, when a login is erased; all else stays as it was written.
DENY = """
CREATE FUNCTION app.incident_event_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.by_id IS NULL AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the timeline of an incident is append-only' USING ERRCODE = '42501';
END $$;
CREATE TRIGGER incident_event_deny BEFORE UPDATE ON analytics_incidentevent
    FOR EACH ROW EXECUTE FUNCTION app.incident_event_deny();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0023_habits"),
        ("analytics", "0008_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Monitor",
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
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("anomaly", "Unusual day"),
                            ("threshold", "Limit"),
                            ("change", "Change"),
                            ("freshness", "Late data"),
                            ("trust", "Sums that differ from the source"),
                        ],
                        max_length=10,
                    ),
                ),
                ("metric", models.CharField(blank=True, max_length=40)),
                ("by", models.CharField(default="none", max_length=20)),
                ("filters", models.JSONField(default=dict)),
                ("parameters", models.JSONField(default=dict)),
                ("least_volume", models.PositiveIntegerField(default=20)),
                ("least_change", models.PositiveSmallIntegerField(default=10)),
                ("least_impact", models.PositiveBigIntegerField(default=0)),
                ("accepted", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Not looked at yet"),
                            ("fine", "Watching"),
                            ("waiting", "Waiting for data"),
                            ("learning", "Learning"),
                            ("low", "Too little to judge"),
                            ("failed", "Failed"),
                        ],
                        default="new",
                        max_length=10,
                    ),
                ),
                ("told", models.JSONField(default=dict)),
                ("judged_on", models.DateField(null=True)),
                ("looked_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("paused_at", models.DateTimeField(null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=200)),
                ("deleted_at", models.DateTimeField(null=True)),
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
        ),
        migrations.CreateModel(
            name="Incident",
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
                ("part", models.CharField(blank=True, max_length=255)),
                ("part_name", models.CharField(blank=True, max_length=255)),
                ("is_failure", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("acknowledged", "Acknowledged"),
                            ("resolved", "Over"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                (
                    "ended_as",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not over"),
                            ("recovered", "Back to normal"),
                            ("accepted", "New level accepted"),
                            ("closed", "Closed by hand"),
                            ("retired", "Its monitor was deleted"),
                        ],
                        max_length=10,
                    ),
                ),
                ("opened_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("is_severe", models.BooleanField(default=False)),
                ("side", models.CharField(default="none", max_length=5)),
                ("worst", models.JSONField(default=dict)),
                ("latest", models.JSONField(default=dict)),
                ("days", models.JSONField(default=list)),
                ("members", models.JSONField(default=list)),
                ("offers_level", models.BooleanField(default=False)),
                ("is_useful", models.BooleanField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "owner",
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
                (
                    "monitor",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="incidents",
                        to="analytics.monitor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Evaluation",
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
                ("day", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Not looked at yet"),
                            ("fine", "Watching"),
                            ("waiting", "Waiting for data"),
                            ("learning", "Learning"),
                            ("low", "Too little to judge"),
                            ("failed", "Failed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("series", models.PositiveIntegerField(default=0)),
                ("out", models.PositiveIntegerField(default=0)),
                ("detector", models.CharField(blank=True, max_length=80)),
                ("failure", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "monitor",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.monitor",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MonitorTrial",
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
                ("asked", models.JSONField(default=dict)),
                ("result", models.JSONField(null=True)),
                ("failure", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "monitor",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.monitor",
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
            name="MonitorWatch",
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
                ("part", models.CharField(blank=True, max_length=255)),
                ("watch", models.JSONField(default=dict)),
                (
                    "monitor",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.monitor",
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
            name="MuteWindow",
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
                ("first_on", models.DateField()),
                ("last_on", models.DateField(null=True)),
                ("weekday", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "monitor",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.monitor",
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
            name="AlarmBudget",
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
                ("most", models.PositiveSmallIntegerField()),
                ("plan", models.JSONField(null=True)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    models.UniqueConstraint(fields=("workspace",), name="alarm_budget_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentComment",
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
                ("text", models.CharField(max_length=2000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="analytics.incident",
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
                "indexes": [
                    models.Index(fields=["workspace", "incident", "at"], name="incident_comments")
                ],
            },
        ),
        migrations.CreateModel(
            name="IncidentEvent",
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
                ("what", models.CharField(max_length=20)),
                ("day", models.DateField(null=True)),
                ("details", models.JSONField(default=dict)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "incident",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="analytics.incident",
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
                "indexes": [
                    models.Index(fields=["workspace", "incident", "at"], name="incident_timeline")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="monitor",
            index=models.Index(fields=["workspace", "made_at"], name="monitor_by_age"),
        ),
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(
                fields=["workspace", "status", "-opened_on"], name="incident_by_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="incident",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "resolved"), _negated=True),
                fields=("workspace", "monitor", "part", "is_failure"),
                name="incident_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(
                fields=("workspace", "monitor", "day"), name="evaluation_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="monitorwatch",
            constraint=models.UniqueConstraint(
                fields=("workspace", "monitor", "part"), name="monitor_watch_once"
            ),
        ),
        TenantTable("Monitor"),
        TenantTable("Evaluation", links=["monitor"]),
        TenantTable("MonitorWatch", links=["monitor"]),
        TenantTable("MonitorTrial", links=["monitor"]),
        TenantTable("AlarmBudget"),
        TenantTable("MuteWindow", links=["monitor"]),
        TenantTable("Incident", links=["monitor"]),
        TenantTable("IncidentEvent", links=["incident"]),
        TenantTable("IncidentComment", links=["incident"]),
        migrations.RunSQL(
            DENY,
            "DROP TRIGGER incident_event_deny ON analytics_incidentevent;"
            " DROP FUNCTION app.incident_event_deny()",
        ),
    ]
    operations = together(operations)
