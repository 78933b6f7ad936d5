"""Counts and states of workspaces for the desk, and switches of the product."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0017_support"),
    ]

    operations = [
        migrations.CreateModel(
            name="WorkspaceStanding",
            fields=[
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="standing",
                        serialize=False,
                        to="accounts.workspace",
                    ),
                ),
                ("plan", models.CharField(blank=True, max_length=20)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("trial_ends_at", models.DateTimeField(null=True)),
                ("members", models.PositiveIntegerField(default=0)),
                ("sources", models.PositiveIntegerField(default=0)),
                ("late_sources", models.PositiveIntegerField(default=0)),
                ("broken_sources", models.PositiveIntegerField(default=0)),
                ("waiting_jobs", models.PositiveIntegerField(default=0)),
                ("dead_jobs", models.PositiveIntegerField(default=0)),
                ("dead_mails", models.PositiveIntegerField(default=0)),
                ("open_requests", models.PositiveIntegerField(default=0)),
                ("next_request_on", models.DateField(null=True)),
                ("open_breaches", models.PositiveIntegerField(default=0)),
                ("next_breach_at", models.DateTimeField(null=True)),
                ("refreshed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DeadJob",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("task", models.CharField(max_length=120)),
                ("queue", models.CharField(max_length=12)),
                ("attempts", models.PositiveSmallIntegerField()),
                ("died_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SourceStanding",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("connector", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=10)),
                ("fresh_until", models.DateTimeField(null=True)),
                ("code", models.CharField(blank=True, max_length=40)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Switch",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("is_on", models.BooleanField()),
                ("share", models.PositiveSmallIntegerField(default=100)),
                (
                    "workspace_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_by", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("share__lte", 100)), name="switch_share_of_a_hundred"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="QueueStanding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("queue", models.CharField(max_length=12)),
                ("waiting", models.PositiveIntegerField()),
                ("oldest_at", models.DateTimeField()),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "queue"), name="queue_standing_once"
                    )
                ],
            },
        ),
    ]
