"""Notices to users and who was told of them; planned work; whether notices come by mail."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.tenancy.rows


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0020_unreachable"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="wants_notices",
            field=models.BooleanField(default=False, verbose_name="Product notices by mail"),
        ),
        migrations.CreateModel(
            name="Announcement",
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
                    "kind",
                    models.CharField(
                        choices=[("product", "Product notice"), ("security", "Security alert")],
                        max_length=10,
                    ),
                ),
                ("title_en", models.CharField(max_length=120)),
                ("title_da", models.CharField(max_length=120)),
                ("text_en", models.TextField(max_length=2000)),
                ("text_da", models.TextField(max_length=2000)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("all", "All users"),
                            ("owners", "Owners of workspaces"),
                            ("plan", "Users of workspaces on a plan"),
                            ("chosen", "Users of chosen workspaces"),
                        ],
                        max_length=10,
                    ),
                ),
                ("plan", models.CharField(blank=True, max_length=20)),
                (
                    "workspace_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("begins_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ends_at", models.DateTimeField()),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("written_by", models.UUIDField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("published_by", models.UUIDField(null=True)),
                ("people", models.PositiveIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["published_at", "ends_at"], name="announcement_live")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                        name="announcement_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["product", "security"]),
                            ("audience__in", ["all", "owners", "plan", "chosen"]),
                        ),
                        name="announcement_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Maintenance",
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
                ("shown_from", models.DateTimeField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("text_en", models.CharField(max_length=300)),
                ("text_da", models.CharField(max_length=300)),
                (
                    "effect",
                    models.CharField(
                        choices=[
                            ("none", "Nothing: pages go on as ever"),
                            ("read_only", "Changes: workspaces are read and not changed"),
                            (
                                "closed",
                                "Workspaces and the API: they answer 503, with when to come back",
                            ),
                        ],
                        default="none",
                        max_length=10,
                    ),
                ),
                ("planned_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("planned_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["ends_at"], name="maintenance_ends")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at__gt", models.F("starts_at")),
                            ("shown_from__lte", models.F("starts_at")),
                        ),
                        name="maintenance_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("effect__in", ["none", "read_only", "closed"])),
                        name="maintenance_effect_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnnouncementReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mailed_at", models.DateTimeField(null=True)),
                ("dismissed_at", models.DateTimeField(null=True)),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="receipts",
                        to="accounts.announcement",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("announcement", "user"), name="announcement_once"
                    )
                ],
            },
        ),
    ]
