"""Requests of programs that are done once however often they are sent."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0023_habits"),
    ]

    operations = [
        migrations.CreateModel(
            name="RepeatableCall",
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
                ("key_digest", models.BinaryField(max_length=32)),
                ("said_digest", models.BinaryField(max_length=32)),
                ("claimed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("answer", models.BinaryField(null=True)),
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
                    models.Index(fields=["workspace", "claimed_at"], name="repeatable_call_old")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "key_digest"), name="repeatable_call_once"
                    )
                ],
            },
        ),
        TenantTable("RepeatableCall"),
    ]
    operations = together(operations)
