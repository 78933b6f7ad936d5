"""How one gets into a workspace, who came in, and what people were told of it."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.tenancy.rows


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_access_log"),
    ]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="replaced_by_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="last_login_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="workspace",
            name="email_domains",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=253), default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="workspace",
            name="idle_minutes",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="workspace",
            name="networks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=50), default=list, editable=False, size=None
            ),
        ),
        migrations.AddField(
            model_name="workspace",
            name="session_minutes",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="LogIn",
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
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("succeeded", "Logged in"),
                            ("failed", "Wrong password or code"),
                            ("step_failed", "Wrong second step"),
                        ],
                        max_length=12,
                    ),
                ),
                ("methods", models.CharField(blank=True, max_length=80)),
                ("address", models.BinaryField()),
                ("device", models.CharField(max_length=12)),
                ("browser", models.CharField(blank=True, max_length=20)),
                ("system", models.CharField(blank=True, max_length=20)),
                ("is_new_browser", models.BooleanField(default=False)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "accounts_login",
                "indexes": [
                    models.Index(fields=["user", "-at"], name="login_newest"),
                    models.Index(fields=["at"], name="login_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecurityNotice",
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
                ("kind", models.CharField(max_length=40)),
                ("place_id", models.UUIDField(null=True)),
                ("actor_id", models.UUIDField(null=True)),
                ("detail", models.CharField(blank=True, max_length=80)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["user", "-at"], name="security_notice_newest"),
                    models.Index(fields=["at"], name="security_notice_at"),
                ],
            },
        ),
    ]
