"""Requests of data subjects; what happened to them is append-only, whoever asks."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together

DENY = """
CREATE FUNCTION app.request_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the events of a request are append-only' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER request_deny BEFORE UPDATE OR DELETE ON privacy_requestevent
    FOR EACH ROW EXECUTE FUNCTION app.request_deny();
CREATE TRIGGER request_deny_truncate BEFORE TRUNCATE ON privacy_requestevent
    FOR EACH STATEMENT EXECUTE FUNCTION app.request_deny();
REVOKE UPDATE, DELETE ON privacy_requestevent FROM proactivox_app, proactivox_ops
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("privacy", "0001_record_versions"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataSubjectRequest",
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
                ("number", models.PositiveIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("access", "See the data about me"),
                            ("erasure", "Have data about me erased"),
                            ("rectification", "Have data about me corrected"),
                            ("restriction", "Have the use of my data restricted"),
                            ("objection", "Object to the use of my data"),
                            ("portability", "Get my data to take elsewhere"),
                            ("withdrawal", "Withdraw a consent"),
                            ("complaint", "Complain about how my data is handled"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("form", "Form"),
                            ("mail", "E-mail"),
                            ("telephone", "Telephone"),
                            ("letter", "Letter"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("unproven", "Not confirmed"),
                            ("open", "Open"),
                            ("closed", "Closed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("answered", "Carried out"),
                            ("nothing_held", "We hold nothing"),
                            ("refused", "Refused: the law has an exception"),
                            ("unfounded", "Refused: clearly unfounded or excessive"),
                            ("withdrawn", "Taken back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("rules", models.CharField(max_length=20)),
                ("language", models.CharField(default="en", max_length=5)),
                ("address", models.BinaryField(null=True)),
                ("address_hash", models.BinaryField(max_length=16, null=True)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_at", models.DateTimeField(null=True)),
                ("proof_hash", models.BinaryField(max_length=32, null=True)),
                ("proof_until", models.DateTimeField(null=True)),
                ("link", models.BinaryField(null=True)),
                ("link_hash", models.BinaryField(max_length=32, null=True)),
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
            name="RequestEvent",
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
                ("at", models.DateTimeField()),
                (
                    "happening",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("asked", "Asked the person"),
                            ("answered", "The person answered"),
                            ("extended", "Extended"),
                            ("closed", "Closed"),
                            ("proposed", "Proposed to refuse it as unfounded"),
                            ("declined", "Declined to refuse it as unfounded"),
                            ("proven", "The mailbox is the person’s"),
                            ("reminded", "Reminded those who answer for it"),
                        ],
                        max_length=20,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=30)),
                ("months", models.PositiveSmallIntegerField(null=True)),
                ("told_at", models.DateTimeField(null=True)),
                ("actor_id", models.UUIDField(null=True)),
                ("note_id", models.UUIDField(null=True)),
                (
                    "request",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
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
            name="RequestMessage",
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
                    "direction",
                    models.CharField(
                        choices=[
                            ("in", "From the person"),
                            ("out", "To the person"),
                            ("note", "Reason on record"),
                            ("draft", "Draft of the answer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.BinaryField()),
                ("is_evidence", models.BooleanField(default=False)),
                (
                    "request",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
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
        migrations.AddIndex(
            model_name="datasubjectrequest",
            index=models.Index(fields=["workspace", "address_hash"], name="request_address"),
        ),
        migrations.AddIndex(
            model_name="datasubjectrequest",
            index=models.Index(fields=["workspace", "state", "received_at"], name="request_state"),
        ),
        migrations.AddConstraint(
            model_name="datasubjectrequest",
            constraint=models.UniqueConstraint(
                fields=("workspace", "number"), name="request_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="datasubjectrequest",
            constraint=models.UniqueConstraint(
                fields=("workspace", "proof_hash"), name="request_proof"
            ),
        ),
        migrations.AddConstraint(
            model_name="datasubjectrequest",
            constraint=models.UniqueConstraint(
                fields=("workspace", "link_hash"), name="request_link"
            ),
        ),
        migrations.AddConstraint(
            model_name="datasubjectrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "unproven"), ("number__isnull", False), _connector="OR"
                ),
                name="request_numbered",
            ),
        ),
        migrations.AddConstraint(
            model_name="datasubjectrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(
                        models.Q(("state", "closed"), _negated=True),
                        ("closed_at", None),
                        ("outcome", ""),
                    ),
                    _connector="OR",
                ),
                name="request_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="requestevent",
            index=models.Index(fields=["workspace", "request", "at"], name="request_event"),
        ),
        migrations.AddConstraint(
            model_name="requestevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("happening", "reminded")),
                fields=("workspace", "request", "detail"),
                name="request_reminded_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="requestevent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("happening", "received")),
                fields=("workspace", "request"),
                name="request_received_once",
            ),
        ),
        migrations.AddIndex(
            model_name="requestmessage",
            index=models.Index(fields=["workspace", "request", "at"], name="request_message"),
        ),
        TenantTable("DataSubjectRequest"),
        TenantTable("RequestEvent", links=["request"]),
        TenantTable("RequestMessage", links=["request"]),
        migrations.RunSQL(DENY, "DROP FUNCTION app.request_deny CASCADE"),
    ]
    operations = together(operations)
