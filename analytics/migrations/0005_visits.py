"""Sums of visits by day."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("analytics", "0004_channels"),
        ("integrations", "0009_merges"),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "on",
                        "source_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("on", models.DateField()),
                ("rows", models.BigIntegerField()),
                ("sessions", models.BigIntegerField()),
                ("sessions_known", models.BigIntegerField()),
                ("engaged_sessions", models.BigIntegerField()),
                ("engaged_sessions_known", models.BigIntegerField()),
                ("key_events_micros", models.BigIntegerField()),
                ("key_events_known", models.BigIntegerField()),
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
        TenantTable("VisitDay", links=["source"]),
    ]
