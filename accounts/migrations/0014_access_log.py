"""The log of requests, in the house; addresses are sealed."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0013_webhooks"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessLine",
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
                ("at", models.DateTimeField()),
                ("ip", models.BinaryField(null=True)),
                ("user_id", models.UUIDField(null=True)),
                ("method", models.CharField(max_length=10)),
                ("route", models.CharField(blank=True, max_length=80)),
                ("status", models.PositiveSmallIntegerField()),
                ("device", models.CharField(max_length=10)),
                ("browser", models.CharField(blank=True, max_length=20)),
                ("referrer_host", models.CharField(blank=True, max_length=100)),
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
                    models.Index(fields=["workspace", "at"], name="access_line_at"),
                    models.Index(fields=["workspace", "user_id", "at"], name="access_line_user"),
                ],
            },
        ),
        TenantTable("AccessLine"),
    ]
