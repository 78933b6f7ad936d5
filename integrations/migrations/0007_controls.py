"""What sources say of their own sums, and whether each day agrees."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("integrations", "0006_sight"),
    ]

    operations = [
        migrations.CreateModel(
            name="ControlledDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "source_id",
                        "stream",
                        "account",
                        "on",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("stream", models.CharField(max_length=40)),
                ("account", models.CharField(blank=True, default="", max_length=64)),
                ("on", models.DateField()),
                ("is_equal", models.BooleanField()),
                ("theirs", models.JSONField(default=dict)),
                ("ours", models.JSONField(default=dict)),
                ("checked_at", models.DateTimeField()),
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
            name="ControlTotal",
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
                ("stream", models.CharField(max_length=40)),
                ("account", models.CharField(blank=True, default="", max_length=64)),
                ("days", models.PositiveSmallIntegerField()),
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("theirs", models.JSONField(default=dict)),
                ("ours", models.JSONField(default=dict)),
                ("is_equal", models.BooleanField()),
                ("checked_at", models.DateTimeField()),
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "source", "stream", "account", "days"),
                        name="control_total_once",
                    )
                ],
            },
        ),
        TenantTable("ControlTotal", links=["source"]),
        TenantTable("ControlledDay", links=["source"]),
    ]
    operations = together(operations)
