"""National identification numbers that were left out of texts, sealed for 30 days."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_purposes"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuarantinedNumber",
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
                ("place", models.CharField(max_length=200)),
                ("row_id", models.UUIDField(null=True)),
                ("source_id", models.UUIDField(null=True)),
                ("count", models.PositiveIntegerField()),
                ("numbers", models.BinaryField(null=True)),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    models.Index(fields=["workspace", "found_at"], name="quarantined_number_at"),
                    models.Index(fields=["workspace", "row_id"], name="quarantined_number_row"),
                ],
            },
        ),
        TenantTable("QuarantinedNumber"),
    ]
