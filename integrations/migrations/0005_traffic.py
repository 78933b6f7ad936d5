"""Visits by origin and day, with all that was once said otherwise."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_job_line"),
        ("integrations", "0004_dated_conversions"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrafficOrigin",
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
                ("account", models.CharField(max_length=64)),
                ("key", models.UUIDField()),
                ("session_source", models.CharField(max_length=255)),
                ("session_medium", models.CharField(max_length=255)),
                ("session_campaign", models.CharField(max_length=255)),
                ("channel_group", models.CharField(max_length=255)),
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
            name="TrafficDayRevision",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "origin_id",
                        "on",
                        "metric",
                        "superseded_at",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("on", models.DateField()),
                ("metric", models.CharField(max_length=24)),
                ("old_value", models.BigIntegerField(null=True)),
                ("new_value", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("as_of", models.DateTimeField()),
                ("run_id", models.UUIDField()),
                (
                    "superseded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
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
                    "origin",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.trafficorigin",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TrafficDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "on",
                        "origin_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("on", models.DateField()),
                ("sessions", models.BigIntegerField(null=True)),
                ("engaged_sessions", models.BigIntegerField(null=True)),
                ("new_users", models.BigIntegerField(null=True)),
                ("key_events_micros", models.BigIntegerField(null=True)),
                ("revenue_micros", models.BigIntegerField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("flags", models.PositiveSmallIntegerField(default=0)),
                ("run_id", models.UUIDField()),
                ("as_of", models.DateTimeField()),
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
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
                (
                    "origin",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.trafficorigin",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="trafficorigin",
            constraint=models.UniqueConstraint(
                fields=("workspace", "source", "account", "key"), name="traffic_origin_once"
            ),
        ),
        migrations.AddIndex(
            model_name="trafficday",
            index=models.Index(fields=["workspace", "source", "on"], name="traffic_day_source"),
        ),
        TenantTable("TrafficOrigin", links=["source"]),
        TenantTable("TrafficDay", links=["origin", "source"]),
        TenantTable("TrafficDayRevision", links=["origin"]),
        migrations.RunSQL(
            "REVOKE UPDATE ON integrations_trafficdayrevision FROM proactivox_app, proactivox_ops",
            migrations.RunSQL.noop,
        ),
    ]
    operations = together(operations)
