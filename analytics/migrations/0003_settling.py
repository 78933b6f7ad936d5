"""What was learned of how the days of a source grow."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("analytics", "0002_locks"),
        ("integrations", "0007_controls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Settling",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "source_id",
                        "measure",
                        "currency",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("measure", models.CharField(max_length=20)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("steps", models.JSONField(default=list)),
                ("days", models.JSONField(default=dict)),
                ("days_missing", models.PositiveSmallIntegerField(default=0)),
                ("learned_on", models.DateField()),
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
        TenantTable("Settling", links=["source"]),
    ]
