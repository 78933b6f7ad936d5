"""Files of numbers that programs ask for."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0024_repeats"),
        ("analytics", "0007_annotations"),
    ]

    operations = [
        migrations.CreateModel(
            name="NumbersExport",
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
                ("question", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Done"), ("failed", "Failed")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField(null=True)),
                ("size", models.PositiveIntegerField(null=True)),
                ("content", models.BinaryField(null=True)),
                ("errors", models.JSONField(default=dict)),
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
                    models.Index(fields=["workspace", "expires_at"], name="numbers_export_old")
                ],
            },
        ),
        TenantTable("NumbersExport"),
    ]
    operations = together(operations)
