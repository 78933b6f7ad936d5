"""Budgets and goals, their amounts, which nobody alters, and of what was told; locked."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

_LOCK = """
REVOKE UPDATE, DELETE ON analytics_budgetamount FROM proactivox_app, proactivox_ops;
GRANT UPDATE (set_by_id) ON analytics_budgetamount TO proactivox_app
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0023_habits"),
        ("analytics", "0009_monitors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Budget",
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
                ("metric", models.CharField(max_length=40)),
                (
                    "every",
                    models.CharField(
                        choices=[("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
                        max_length=8,
                    ),
                ),
                ("platform", models.CharField(blank=True, max_length=80)),
                ("channel", models.CharField(blank=True, max_length=80)),
                ("campaign_id", models.UUIDField(null=True)),
                (
                    "spread",
                    models.CharField(
                        choices=[
                            ("even", "Evenly by day"),
                            ("weekdays", "As the weekdays before it"),
                        ],
                        default="even",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
            name="BudgetAmount",
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
                ("first_on", models.DateField()),
                ("last_on", models.DateField()),
                ("version", models.PositiveIntegerField()),
                ("micros", models.BigIntegerField(null=True)),
                ("currency", models.CharField(blank=True, max_length=3)),
                ("set_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "budget",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.budget",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
            name="BudgetState",
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
                ("first_on", models.DateField()),
                ("state", models.CharField(max_length=12)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "budget",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.budget",
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
        migrations.AddConstraint(
            model_name="budget",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("workspace", "metric", "every", "platform", "channel", "campaign_id"),
                name="budget_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetamount",
            constraint=models.UniqueConstraint(
                fields=("workspace", "budget", "first_on", "version"), name="budget_amount_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetamount",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_on__gte", models.F("first_on"))),
                name="budget_amount_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetamount",
            constraint=models.CheckConstraint(
                condition=models.Q(("micros", None), ("micros__gt", 0), _connector="OR"),
                name="budget_amount_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetstate",
            constraint=models.UniqueConstraint(
                fields=("workspace", "budget", "first_on"), name="budget_state_once"
            ),
        ),
        TenantTable("Budget"),
        TenantTable("BudgetAmount", links=["budget"]),
        TenantTable("BudgetState", links=["budget"]),
        # Of an amount nothing changes but the name of who set it, which goes with their login.
        migrations.RunSQL(_LOCK, migrations.RunSQL.noop),
    ]
    operations = together(operations)
