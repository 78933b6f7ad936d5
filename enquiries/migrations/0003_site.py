"""How the service did by the day, and what is said of disturbances."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_instructions"),
        ("enquiries", "0002_tickets"),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceNotice",
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
                    "impact",
                    models.CharField(
                        choices=[
                            ("planned", "Planned work"),
                            ("partly", "Partly disturbed"),
                            ("down", "Out of order"),
                        ],
                        max_length=10,
                    ),
                ),
                ("title_en", models.CharField(max_length=120)),
                ("title_da", models.CharField(max_length=120)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(null=True)),
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
            name="NoticeUpdate",
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
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text_en", models.TextField(max_length=2000)),
                ("text_da", models.TextField(max_length=2000)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
                (
                    "notice",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="updates",
                        to="enquiries.servicenotice",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HealthDay",
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
                ("on", models.DateField()),
                ("measured", models.PositiveSmallIntegerField(default=0)),
                ("well", models.PositiveSmallIntegerField(default=0)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
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
                    models.UniqueConstraint(fields=("workspace", "on"), name="health_day_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="servicenotice",
            index=models.Index(fields=["workspace", "opened_at"], name="service_notice_opened"),
        ),
        migrations.AddConstraint(
            model_name="servicenotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("impact__in", ["planned", "partly", "down"])),
                name="service_notice_impact_known",
            ),
        ),
        migrations.AddIndex(
            model_name="noticeupdate",
            index=models.Index(fields=["workspace", "notice", "at"], name="notice_update_at"),
        ),
        TenantTable("HealthDay"),
        TenantTable("ServiceNotice"),
        TenantTable("NoticeUpdate", links=["notice"]),
    ]
    operations = together(operations)
