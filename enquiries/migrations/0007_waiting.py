"""Who found no free time for a demo, and wants one mail when there are some."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_instructions"),
        ("enquiries", "0006_source_counts"),
    ]

    operations = [
        migrations.CreateModel(
            name="DemoWaiter",
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
                ("language", models.CharField(max_length=5)),
                ("email", models.BinaryField()),
                ("email_hash", models.BinaryField(max_length=16)),
                ("link_hash", models.BinaryField(max_length=32, null=True)),
                ("link_until", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
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
                        fields=("workspace", "email_hash"), name="demo_waiter_once"
                    ),
                    models.UniqueConstraint(
                        fields=("workspace", "link_hash"), name="demo_waiter_link"
                    ),
                ],
            },
        ),
        TenantTable("DemoWaiter"),
    ]
    operations = together(operations)
