"""Erasures with what became of each part, and the keys by which the house signs certificates."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("privacy", "0003_passing"),
    ]

    operations = [
        migrations.CreateModel(
            name="SigningKey",
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
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("public_key", models.BinaryField(max_length=32)),
                ("private_key", models.BinaryField()),
            ],
            options={
                "get_latest_by": ("created_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Erasure",
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
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("asked_by", models.UUIDField(null=True)),
                ("subject", models.BinaryField(null=True)),
                ("asked_upstream_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                ("searched_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("search", models.JSONField(default=dict)),
                ("certificate", models.JSONField(null=True)),
                (
                    "request",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures",
                        to="privacy.datasubjectrequest",
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
        migrations.CreateModel(
            name="ErasureItem",
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
                    "place",
                    models.CharField(
                        choices=[
                            ("table", "Our database"),
                            ("upstream", "The source itself"),
                            ("file", "Our files"),
                            ("cache", "Cache and queue"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("source_id", models.UUIDField(null=True)),
                ("record", models.BinaryField(null=True)),
                ("choice", models.CharField(blank=True, max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("erased", "Erased"),
                            ("anonymised", "Anonymised"),
                            ("retained", "Retained"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=12,
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0)),
                ("residue", models.PositiveIntegerField(null=True)),
                ("ground", models.CharField(blank=True, max_length=300)),
                ("until", models.CharField(blank=True, max_length=200)),
                ("why", models.CharField(blank=True, max_length=500)),
                ("is_permanent", models.BooleanField(default=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "erasure",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="privacy.erasure",
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
            model_name="erasure",
            constraint=models.UniqueConstraint(
                fields=("workspace", "request"), name="erasure_request"
            ),
        ),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finished_at", None),
                    models.Q(("searched_at__isnull", False), ("subject", None)),
                    _connector="OR",
                ),
                name="erasure_finished",
            ),
        ),
        migrations.AddIndex(
            model_name="erasureitem",
            index=models.Index(
                fields=["workspace", "erasure", "place", "name"], name="erasure_item"
            ),
        ),
        migrations.AddConstraint(
            model_name="erasureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "erased", "anonymised", "retained", "failed"])
                ),
                name="erasure_item_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "failed"]),
                    ("rows__gt", 0),
                    ("residue__isnull", False),
                    _connector="OR",
                ),
                name="erasure_item_shown",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "retained"), _negated=True),
                    models.Q(
                        models.Q(("ground", ""), _negated=True),
                        models.Q(("until", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="erasure_item_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="erasureitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="erasure_item_why",
            ),
        ),
        TenantTable("Erasure", links=["request"]),
        TenantTable("ErasureItem", links=["erasure"]),
    ]
    operations = together(operations)
