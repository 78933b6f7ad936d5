"""The map of merged records, how fiscal years are named, slices of single columns."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("integrations", "0008_formulas"),
    ]

    operations = [
        migrations.AddField(
            model_name="organization",
            name="is_fiscal_year_named_by_start",
            field=models.BooleanField(null=True),
        ),
        migrations.CreateModel(
            name="MergedRecord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "source_id",
                        "kind",
                        "external_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("kind", models.CharField(max_length=12)),
                ("external_id", models.CharField(max_length=40)),
                ("winner_external_id", models.CharField(max_length=40)),
                ("last_external_id", models.CharField(max_length=40)),
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
                "indexes": [
                    models.Index(fields=["workspace", "last_external_id"], name="merged_last")
                ],
            },
        ),
        TenantTable("MergedRecord", links=["source"]),
        migrations.AddField(
            model_name="syncslice",
            name="columns",
            field=models.CharField(blank=True, default="", max_length=400),
        ),
        migrations.RemoveConstraint(model_name="syncslice", name="sync_slice_once"),
        migrations.AddConstraint(
            model_name="syncslice",
            constraint=models.UniqueConstraint(
                fields=("workspace", "run", "stream", "account", "first_on", "columns"),
                name="sync_slice_once",
                nulls_distinct=False,
            ),
        ),
    ]
    operations = together(operations)
