"""Whom a workspace tells when nobody sees to a thing, and whom it has told."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0027_channels"),
    ]

    operations = [
        migrations.CreateModel(
            name="Escalation",
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
                    "least",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Note"), (2, "Warning"), (3, "Severe")], default=3
                    ),
                ),
                ("after_minutes", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "channel",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.tellingchannel",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
        ),
        migrations.CreateModel(
            name="Escalated",
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
                (
                    "told",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.told",
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
                (
                    "escalation",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.escalation",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(("user", None), ("channel", None), _connector="XOR"),
                name="escalation_to_one",
            ),
        ),
        migrations.AddIndex(
            model_name="escalated",
            index=models.Index(fields=["workspace", "told"], name="escalated_told"),
        ),
        migrations.AddConstraint(
            model_name="escalated",
            constraint=models.UniqueConstraint(
                fields=("workspace", "escalation", "told"), name="escalated_once"
            ),
        ),
        TenantTable("Escalation", links=["channel"]),
        TenantTable("Escalated", links=["escalation", "told"]),
    ]
    operations = together(operations)
