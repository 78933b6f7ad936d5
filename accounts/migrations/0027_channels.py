"""Channels of Slack and Teams that a workspace tells, and messages on their way."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0026_wishes"),
    ]

    operations = [
        migrations.CreateModel(
            name="TellingChannel",
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
                        choices=[("slack", "Slack"), ("teams", "Microsoft Teams")], max_length=10
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("host", models.CharField(max_length=255)),
                ("address", models.BinaryField()),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "least",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Note"), (2, "Warning"), (3, "Severe")], default=2
                    ),
                ),
                ("failures", models.PositiveIntegerField(default=0)),
                ("paused_at", models.DateTimeField(null=True)),
                ("paused_why", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
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
            name="ChannelPost",
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
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("delivered", "Delivered"),
                            ("given_up", "Given Up"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("answer", models.CharField(blank=True, max_length=200)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("tried_at", models.DateTimeField(null=True)),
                ("next_at", models.DateTimeField(null=True)),
                (
                    "told",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.told",
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
                (
                    "channel",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.tellingchannel",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="tellingchannel",
            index=models.Index(
                condition=models.Q(("paused_at", None)),
                fields=["workspace"],
                name="telling_channel_on",
            ),
        ),
        migrations.AddIndex(
            model_name="channelpost",
            index=models.Index(
                fields=["workspace", "channel", "-created_at"], name="channel_post_new"
            ),
        ),
        migrations.AddIndex(
            model_name="channelpost",
            index=models.Index(fields=["workspace", "told"], name="channel_post_told"),
        ),
        migrations.AddIndex(
            model_name="channelpost",
            index=models.Index(fields=["workspace", "created_at"], name="channel_post_old"),
        ),
        TenantTable("TellingChannel"),
        TenantTable("ChannelPost", links=["channel", "told"]),
    ]
    operations = together(operations)
