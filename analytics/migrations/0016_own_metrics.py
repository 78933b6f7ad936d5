"""A workspace's own metrics and their versions, which nobody alters; locked."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

_LOCK = """
REVOKE UPDATE, DELETE ON analytics_ownmetricversion FROM proactivox_app, proactivox_ops;
GRANT UPDATE (made_by_id) ON analytics_ownmetricversion TO proactivox_app
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0028_escalation"),
        ("analytics", "0015_ad_channels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnMetric",
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
                ("key", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=60)),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("retired_at", models.DateTimeField(null=True)),
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
            name="OwnMetricVersion",
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
                ("number", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("formula", models.CharField(max_length=500)),
                ("unit", models.CharField(max_length=10)),
                ("good", models.CharField(blank=True, max_length=4)),
                ("decimals", models.PositiveSmallIntegerField(null=True)),
                ("description", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "metric",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="analytics.ownmetric",
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
            model_name="ownmetric",
            constraint=models.UniqueConstraint(fields=("workspace", "key"), name="own_metric_key"),
        ),
        migrations.AddConstraint(
            model_name="ownmetric",
            constraint=models.UniqueConstraint(
                models.F("workspace"),
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("retired_at", None)),
                name="own_metric_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownmetricversion",
            constraint=models.UniqueConstraint(
                fields=("workspace", "metric", "number"), name="own_metric_version"
            ),
        ),
        TenantTable("OwnMetric"),
        TenantTable("OwnMetricVersion", links=["metric"]),
        # Of a version nothing changes but the name of who made it, which goes with their login.
        migrations.RunSQL(_LOCK, migrations.RunSQL.noop),
    ]
    operations = together(operations)
