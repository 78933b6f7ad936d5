"""Recipients of a person's data, and when each was told what became of it."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_purposes"),
        ("privacy", "0014_rectifications"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecipientNotice",
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
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("rectification", "Correction"),
                            ("erasure", "Erasure"),
                            ("restriction", "Restriction"),
                        ],
                        max_length=20,
                    ),
                ),
                ("recipient", models.CharField(max_length=255)),
                ("source_key", models.UUIDField(null=True)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("told_at", models.DateTimeField(null=True)),
                ("told_by", models.UUIDField(null=True)),
                (
                    "request",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="privacy.datasubjectrequest",
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
                        fields=("workspace", "request", "about", "recipient"), name="recipient_once"
                    )
                ],
            },
        ),
        TenantTable("RecipientNotice", links=["request"]),
    ]
