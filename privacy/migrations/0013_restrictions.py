"""Restrictions of people: since when, why, and how they end."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_purposes"),
        ("privacy", "0012_closing"),
    ]

    operations = [
        migrations.CreateModel(
            name="RestrictedPerson",
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
                    "ground",
                    models.CharField(
                        choices=[
                            ("contested", "The person says the data is wrong"),
                            ("unlawful", "The use is unlawful, and the person wants no erasure"),
                            ("claims", "The person needs the data for a legal claim"),
                            ("objection", "The person objects, and it is not decided"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.BinaryField(null=True)),
                ("restricted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("restricted_by", models.UUIDField(null=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("upheld", "The objection is upheld"),
                            ("overridden", "Compelling grounds override it"),
                        ],
                        max_length=20,
                    ),
                ),
                ("grounds", models.BinaryField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("notice", models.BinaryField(null=True)),
                ("noticed_at", models.DateTimeField(null=True)),
                ("noticed_by", models.UUIDField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                ("lifted_by", models.UUIDField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
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
                    models.CheckConstraint(
                        condition=models.Q(
                            ("lifted_at", None),
                            models.Q(
                                ("noticed_at__isnull", False),
                                ("noticed_at__lt", models.F("lifted_at")),
                            ),
                            _connector="OR",
                        ),
                        name="restricted_notice_first",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("erased_at", None), ("lifted_at", None)),
                        fields=("workspace", "request"),
                        name="restricted_once_a_request",
                    ),
                ],
            },
        ),
        TenantTable("RestrictedPerson", links=["request"]),
    ]
