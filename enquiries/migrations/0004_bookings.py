"""Demos and webinars; of two live demos with one host none overlap, whoever asks at once."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

# btree_gist, which comes with PostgreSQL and may be made by whoever owns the database, lets ids
# stand beside a range.
NO_OVERLAP = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE enquiries_booking ADD CONSTRAINT booking_no_overlap EXCLUDE USING gist (
    workspace_id WITH =, host_id WITH =, tstzrange(starts_at, busy_until) WITH &&
) WHERE (state IN ('held', 'confirmed'))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_instructions"),
        ("enquiries", "0003_site"),
    ]

    operations = [
        migrations.CreateModel(
            name="Webinar",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("title_en", models.CharField(max_length=120)),
                ("title_da", models.CharField(max_length=120)),
                ("description_en", models.TextField(max_length=4000)),
                ("description_da", models.TextField(max_length=4000)),
                ("starts_at", models.DateTimeField()),
                ("length_minutes", models.PositiveSmallIntegerField()),
                ("seats", models.PositiveIntegerField()),
                ("join_url", models.URLField(max_length=500)),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
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
            name="Registration",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Not confirmed"),
                            ("seated", "Has a seat"),
                            ("waiting", "On the waiting list"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=10,
                    ),
                ),
                ("seat", models.PositiveIntegerField(null=True)),
                ("zone", models.CharField(max_length=50)),
                ("language", models.CharField(max_length=5)),
                ("name", models.BinaryField()),
                ("email", models.BinaryField()),
                ("email_hash", models.BinaryField(max_length=16)),
                ("company", models.BinaryField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("held_until", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("day_reminded_at", models.DateTimeField(null=True)),
                ("hour_reminded_at", models.DateTimeField(null=True)),
                ("confirm_hash", models.BinaryField(max_length=32, null=True)),
                ("link", models.BinaryField()),
                ("cancel_hash", models.BinaryField(max_length=32)),
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
                    "webinar",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="registrations",
                        to="enquiries.webinar",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Booking",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Not confirmed"),
                            ("confirmed", "Confirmed"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not noted"), ("came", "Came"), ("missed", "Did not come")],
                        max_length=10,
                    ),
                ),
                ("host_id", models.UUIDField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("busy_until", models.DateTimeField()),
                ("zone", models.CharField(max_length=50)),
                ("language", models.CharField(max_length=5)),
                ("name", models.BinaryField()),
                ("email", models.BinaryField()),
                ("email_hash", models.BinaryField(max_length=16)),
                ("company", models.BinaryField(null=True)),
                ("phone", models.BinaryField(null=True)),
                ("wishes", models.BinaryField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("held_until", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                ("confirm_hash", models.BinaryField(max_length=32, null=True)),
                ("link", models.BinaryField()),
                ("move_hash", models.BinaryField(max_length=32)),
                ("cancel_hash", models.BinaryField(max_length=32)),
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
                    models.Index(fields=["workspace", "email_hash"], name="booking_address"),
                    models.Index(fields=["workspace", "starts_at"], name="booking_start"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "confirm_hash"), name="booking_confirm"
                    ),
                    models.UniqueConstraint(fields=("workspace", "move_hash"), name="booking_move"),
                    models.UniqueConstraint(
                        fields=("workspace", "cancel_hash"), name="booking_cancel"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at__lt", models.F("ends_at")),
                            ("ends_at__lte", models.F("busy_until")),
                        ),
                        name="booking_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DemoHours",
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
                ("zone", models.CharField(max_length=50)),
                ("weekly", models.JSONField()),
                ("length_minutes", models.PositiveSmallIntegerField()),
                ("buffer_minutes", models.PositiveSmallIntegerField()),
                ("notice_hours", models.PositiveSmallIntegerField()),
                ("horizon_days", models.PositiveSmallIntegerField()),
                (
                    "days_off",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.DateField(), default=list, size=None
                    ),
                ),
                (
                    "hosts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, size=None
                    ),
                ),
                ("join_url", models.URLField(blank=True, max_length=500)),
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
                    models.UniqueConstraint(fields=("workspace",), name="demo_hours_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="webinar",
            index=models.Index(fields=["workspace", "starts_at"], name="webinar_start"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["workspace", "email_hash"], name="registration_address"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["workspace", "webinar", "state"], name="registration_state"),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                fields=("workspace", "confirm_hash"), name="registration_confirm"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                fields=("workspace", "cancel_hash"), name="registration_cancel"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                fields=("workspace", "webinar", "seat"), name="registration_seat"
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["seated", "waiting"])),
                fields=("workspace", "webinar", "email_hash"),
                name="registration_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seat__gte", 1), ("state", "seated")),
                    models.Q(models.Q(("state", "seated"), _negated=True), ("seat", None)),
                    _connector="OR",
                ),
                name="registration_seated",
            ),
        ),
        TenantTable("DemoHours"),
        TenantTable("Booking"),
        TenantTable("Webinar"),
        TenantTable("Registration", links=["webinar"]),
        migrations.RunSQL(NO_OVERLAP, migrations.RunSQL.noop),
    ]
    operations = together(operations)
