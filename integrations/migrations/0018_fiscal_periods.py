"""Fiscal years and quarters as an organisation drew them."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable

_STATISTICS = (
    "ALTER TABLE integrations_fiscalperiod ALTER COLUMN workspace_id SET STATISTICS {target}"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_purposes"),
        ("integrations", "0017_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name="FiscalPeriod",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "source_id",
                        "external_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("external_id", models.CharField(max_length=40)),
                ("stamp", models.DateTimeField(null=True)),
                ("row_hash", models.BinaryField(max_length=16)),
                ("deleted_at", models.DateTimeField(null=True)),
                ("not_visible_at", models.DateTimeField(null=True)),
                ("kind", models.CharField(max_length=8)),
                ("name", models.CharField(blank=True, max_length=255)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("number", models.IntegerField(null=True)),
                ("year_external_id", models.CharField(blank=True, max_length=40)),
                ("is_standard", models.BooleanField(null=True)),
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
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        TenantTable("FiscalPeriod"),
        # As with every table of a CRM: a workspace is looked up by whole keys, however small.
        migrations.RunSQL(_STATISTICS.format(target=0), _STATISTICS.format(target=-1)),
    ]
