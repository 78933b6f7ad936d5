"""New records of erased people wait in quarantine for a member."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_logs"),
        ("integrations", "0014_people_limits"),
    ]

    operations = [
        migrations.CreateModel(
            name="QuarantinedRecord",
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
                ("kind", models.CharField(max_length=12)),
                ("external_id", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField()),
                ("met_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("let_in_at", models.DateTimeField(null=True)),
                ("let_in_by", models.UUIDField(null=True)),
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
                        fields=("workspace", "source", "external_id"), name="quarantined_record"
                    )
                ],
            },
        ),
        TenantTable("QuarantinedRecord", links=["source"]),
    ]
