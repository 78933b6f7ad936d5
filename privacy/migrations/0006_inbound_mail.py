"""Which mails were taken, each once."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("privacy", "0005_applied_erasures"),
    ]

    operations = [
        migrations.CreateModel(
            name="InboundMail",
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
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("digest", models.BinaryField(max_length=16)),
                (
                    "request",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
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
                "indexes": [
                    models.Index(fields=["workspace", "request"], name="inbound_mail_request")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "digest"), name="inbound_mail_once"
                    )
                ],
            },
        ),
        TenantTable("InboundMail", links=["request"]),
    ]
