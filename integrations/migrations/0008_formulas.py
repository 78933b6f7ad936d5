"""Formulas of the vendor that were picked, and what they were last night."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("integrations", "0007_controls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Formula",
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
                ("stream", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80)),
                ("label", models.CharField(blank=True, max_length=255)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("day", "Date"),
                            ("moment", "Date and time"),
                        ],
                        max_length=6,
                    ),
                ),
                ("picked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("refreshed_at", models.DateTimeField(null=True)),
                ("changed", models.BigIntegerField(default=0)),
                ("gone_at", models.DateTimeField(null=True)),
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
                        fields=("workspace", "source", "stream", "name"), name="formula_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FormulaValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "formula_id",
                        "external_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("external_id", models.CharField(max_length=40)),
                ("text", models.TextField(null=True)),
                ("number", models.DecimalField(decimal_places=18, max_digits=38, null=True)),
                ("day", models.DateField(null=True)),
                ("moment", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "formula",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.formula",
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
                    models.Index(
                        fields=["workspace", "formula", "-changed_at"],
                        name="formula_value_newest",
                    )
                ],
            },
        ),
        TenantTable("Formula", links=["source"]),
        TenantTable("FormulaValue", links=["formula"]),
    ]
    operations = together(operations)
