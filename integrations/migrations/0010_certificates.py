"""Key pairs by which a source is entered without a consent page."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("integrations", "0009_merges"),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
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
                ("certificate", models.TextField()),
                ("private_key", models.BinaryField()),
                ("consumer_key", models.CharField(blank=True, max_length=255)),
                ("username", models.CharField(blank=True, max_length=100)),
                ("audience", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "source",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
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
                "indexes": [
                    models.Index(fields=["workspace", "source"], name="certificate_source")
                ],
            },
        ),
        TenantTable("Certificate", links=["source"]),
    ]
