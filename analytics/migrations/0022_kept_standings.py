"""Budgets' standings, kept with what they follow from; locked."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [("analytics", "0021_lost_and_cycles")]

    operations = [
        migrations.CreateModel(
            name="KeptStanding",
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
                ("basis", models.CharField(max_length=64)),
                ("standing", models.JSONField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "budget",
                    accounts.tenancy.rows.WorkspaceForeignKey(
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["workspace", "budget", "first_on"], name="kept_standing_once"
                    )
                ],
            },
        ),
        TenantTable("KeptStanding", links=["budget"]),
    ]
