"""What monitors have learned of the days that lie behind; locked."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [("accounts", "0028_escalation"), ("analytics", "0022_kept_standings")]

    operations = [
        migrations.CreateModel(
            name="MonitorMemory",
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
                ("basis", models.CharField(max_length=64)),
                ("keys", models.JSONField(default=list)),
                ("kinds", models.JSONField(default=list)),
                ("content", models.BinaryField()),
                (
                    "monitor",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.monitor",
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
                        fields=("workspace", "monitor"), name="monitor_memory_once"
                    )
                ],
            },
        ),
        TenantTable("MonitorMemory", links=["monitor"]),
    ]
