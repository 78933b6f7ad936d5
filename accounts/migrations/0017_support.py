"""Who of ours is bound to silence, and grants by which they look into a workspace."""

import datetime

import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0016_request_ids"),
    ]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="support_allowed_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="workspace",
            name="support_asked_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="workspace",
            name="support_until",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Confidant",
            fields=[
                ("user_id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("staff", "Staff"), ("partner", "Partner")], max_length=10
                    ),
                ),
                ("admitted_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", models.CharField(blank=True, max_length=20)),
                ("text_sha256", models.CharField(blank=True, max_length=64)),
                ("signed_at", models.DateTimeField(null=True)),
                ("left_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["staff", "partner"])),
                        name="confidant_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessGrant",
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
                ("staff_id", models.UUIDField()),
                ("reason", models.CharField(max_length=500)),
                ("minutes", models.PositiveSmallIntegerField(default=60)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_allowed", models.BooleanField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.UUIDField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
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
                    models.Index(fields=["workspace", "staff_id", "-asked_at"], name="grant_staff"),
                    models.Index(fields=["workspace", "-asked_at"], name="grant_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 480)),
                        name="grant_is_short",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_at__isnull", False), ("is_allowed", True)),
                            models.Q(
                                models.Q(
                                    ("is_allowed", None), ("is_allowed", False), _connector="OR"
                                ),
                                ("ends_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="grant_ends",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None),
                            (
                                "ends_at__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("decided_at"),
                                    "+",
                                    models.Value(datetime.timedelta(seconds=28800)),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="grant_ends_soon",
                    ),
                ],
            },
        ),
        TenantTable("AccessGrant"),
    ]
