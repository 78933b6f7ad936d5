"""How deals stood from moment to moment, and how far people came."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0023_habits"),
        ("analytics", "0010_budgets"),
        ("integrations", "0020_looked_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="LeadCohortDay",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "on",
                        "source_id",
                        "step",
                        "lead_source",
                        "is_reached",
                        "days",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("on", models.DateField()),
                ("step", models.CharField(max_length=3)),
                ("lead_source", models.CharField(max_length=255)),
                ("is_reached", models.BooleanField()),
                ("days", models.IntegerField()),
                ("people", models.BigIntegerField()),
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
        ),
        migrations.CreateModel(
            name="SpanBasis",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "source_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("is_behind", models.BooleanField(default=True)),
                ("built_at", models.DateTimeField(null=True)),
                ("zone", models.CharField(blank=True, max_length=64)),
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
        ),
        migrations.CreateModel(
            name="DealSpan",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "opportunity_external_id",
                        "source_id",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("opportunity_external_id", models.CharField(max_length=40)),
                ("number", models.IntegerField()),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("stage", models.CharField(blank=True, max_length=255)),
                ("state", models.CharField(max_length=4)),
                ("amount_micros", models.BigIntegerField(null=True)),
                ("is_amount_known", models.BooleanField()),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("probability", models.DecimalField(decimal_places=2, max_digits=5, null=True)),
                ("lead_source", models.CharField(blank=True, max_length=255)),
                ("campaign_external_id", models.CharField(blank=True, max_length=40)),
                ("basis", models.CharField(max_length=7)),
                ("since_at", models.DateTimeField()),
                ("is_since_known", models.BooleanField()),
                ("is_entry", models.BooleanField()),
                ("left_at", models.DateTimeField(null=True)),
                ("went_to", models.CharField(blank=True, max_length=255)),
                ("went_state", models.CharField(blank=True, max_length=4)),
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
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["workspace", "source", "ended_at", "started_at"],
                        name="deal_span_open",
                    ),
                    models.Index(
                        condition=models.Q(("is_entry", True)),
                        fields=["workspace", "source", "started_at"],
                        name="deal_span_entry",
                    ),
                ],
            },
        ),
        TenantTable("LeadCohortDay", links=["source"]),
        TenantTable("SpanBasis", links=["source"]),
        TenantTable("DealSpan", links=["source"]),
    ]
    operations = together(operations)
