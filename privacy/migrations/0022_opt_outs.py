"""Who gets no marketing from Proactivox."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_instructions"),
        ("privacy", "0021_subprocessors"),
    ]

    operations = [
        migrations.CreateModel(
            name="MailOptOut",
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
                ("address_hash", models.BinaryField(max_length=16)),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("objection", "An objection (Art. 21)"),
                            ("left", "The person left the news"),
                        ],
                        max_length=20,
                    ),
                ),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("request_id", models.UUIDField(null=True)),
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
                        fields=("workspace", "address_hash"), name="mail_opt_out_once"
                    )
                ],
            },
        ),
        TenantTable("MailOptOut"),
    ]
