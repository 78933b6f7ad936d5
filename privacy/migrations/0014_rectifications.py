"""Corrections of people's data: before, after, and what the source said."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_purposes"),
        ("integrations", "0017_corrections"),
        ("privacy", "0013_restrictions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rectification",
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
                ("kind", models.CharField(max_length=20)),
                ("external_id", models.CharField(max_length=40)),
                ("field", models.CharField(max_length=80)),
                ("before", models.BinaryField(null=True)),
                ("after", models.BinaryField(null=True)),
                ("corrected_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("corrected_by", models.UUIDField(null=True)),
                ("correction_id", models.UUIDField()),
                (
                    "upstream",
                    models.CharField(
                        choices=[
                            ("waiting", "The source is being told"),
                            ("done", "The source is corrected"),
                            ("held", "Held here: the source is not corrected"),
                        ],
                        default="waiting",
                        max_length=20,
                    ),
                ),
                ("answer", models.BinaryField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "request",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="privacy.datasubjectrequest",
                    ),
                ),
                (
                    "source",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
                "indexes": [
                    models.Index(fields=["workspace", "request"], name="rectification_request"),
                    models.Index(
                        fields=["workspace", "source", "external_id"], name="rectification_record"
                    ),
                ],
            },
        ),
        TenantTable("Rectification", links=["request", "source"]),
    ]
