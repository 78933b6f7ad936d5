"""How many sources of each connector there are, and how many are late."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_instructions"),
        ("enquiries", "0005_undeliverable"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceCount",
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
                ("connector", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=80)),
                ("sources", models.PositiveIntegerField()),
                ("late", models.PositiveIntegerField()),
                ("counted_at", models.DateTimeField()),
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
                        fields=("workspace", "connector"), name="source_count_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("late__lte", models.F("sources"))),
                        name="source_count_late",
                    ),
                ],
            },
        ),
        TenantTable("SourceCount"),
    ]
    operations = together(operations)
