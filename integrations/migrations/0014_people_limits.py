"""For how long people's records are kept."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_logs"),
        ("integrations", "0013_person_lookups"),
    ]

    operations = [
        migrations.CreateModel(
            name="PeopleLimit",
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
                ("kind", models.CharField(max_length=10)),
                ("days", models.PositiveIntegerField()),
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
                    models.UniqueConstraint(fields=("workspace", "kind"), name="people_limit_kind"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["leads", "contacts", "deleted"])),
                        name="people_limit_known",
                    ),
                ],
            },
        ),
        TenantTable("PeopleLimit"),
    ]
