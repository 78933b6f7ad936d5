"""Tickets: what is asked, what is answered, files in sealed pieces, mails that were taken."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("enquiries", "0001_newsletters"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ticket",
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
                ("reference", models.CharField(max_length=12)),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("general", "A question"),
                            ("sales", "Plans and prices"),
                            ("support", "Help with Proactivox"),
                            ("press", "Press"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("form", "Form"), ("login", "Logged in"), ("mail", "E-mail")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ours", "Waits for us"),
                            ("theirs", "Waits for the asker"),
                            ("closed", "Closed"),
                            ("spam", "Spam"),
                        ],
                        default="ours",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=5)),
                ("address", models.BinaryField()),
                ("address_hash", models.BinaryField(max_length=16)),
                ("name", models.BinaryField(null=True)),
                ("company", models.BinaryField(null=True)),
                ("asker_id", models.UUIDField(null=True)),
                ("customer_id", models.UUIDField(null=True)),
                ("assignee_id", models.UUIDField(null=True)),
                ("link", models.BinaryField()),
                ("link_hash", models.BinaryField(max_length=32)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("handed_at", models.DateTimeField(null=True)),
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
            name="TicketFile",
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
                ("name", models.BinaryField()),
                ("media_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
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
            name="TicketFilePiece",
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
                ("number", models.PositiveSmallIntegerField()),
                ("is_last", models.BooleanField()),
                ("sealed", models.BinaryField()),
                (
                    "file",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pieces",
                        to="enquiries.ticketfile",
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
            name="TicketMail",
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
                ("digest", models.BinaryField(max_length=16)),
                (
                    "ticket",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="enquiries.ticket",
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
            name="TicketMessage",
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
                            ("in", "From the asker"),
                            ("out", "To the asker"),
                            ("note", "Note among staff"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.BinaryField()),
                ("author_id", models.UUIDField(null=True)),
                (
                    "ticket",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="messages",
                        to="enquiries.ticket",
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
        migrations.AddField(
            model_name="ticketfile",
            name="message",
            field=accounts.tenancy.rows.WorkspaceForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="enquiries.ticketmessage",
            ),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["workspace", "address_hash"], name="ticket_address"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["workspace", "state", "written_at"], name="ticket_state"),
        ),
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(fields=["workspace", "asker_id"], name="ticket_asker"),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                fields=("workspace", "reference"), name="ticket_reference"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                fields=("workspace", "link_hash"), name="ticket_link"
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("state__in", ["ours", "theirs"])),
                    models.Q(("closed_at__isnull", False), ("state__in", ["closed", "spam"])),
                    _connector="OR",
                ),
                name="ticket_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticketfilepiece",
            constraint=models.UniqueConstraint(
                fields=("workspace", "file", "number"), name="ticket_file_piece"
            ),
        ),
        migrations.AddIndex(
            model_name="ticketmail",
            index=models.Index(fields=["workspace", "ticket"], name="ticket_mail"),
        ),
        migrations.AddConstraint(
            model_name="ticketmail",
            constraint=models.UniqueConstraint(
                fields=("workspace", "digest"), name="ticket_mail_once"
            ),
        ),
        migrations.AddIndex(
            model_name="ticketmessage",
            index=models.Index(fields=["workspace", "ticket", "at"], name="ticket_message"),
        ),
        migrations.AddIndex(
            model_name="ticketfile",
            index=models.Index(fields=["workspace", "message"], name="ticket_file"),
        ),
        TenantTable("Ticket"),
        TenantTable("TicketMessage", links=["ticket"]),
        TenantTable("TicketFile", links=["message"]),
        TenantTable("TicketFilePiece", links=["file"]),
        TenantTable("TicketMail", links=["ticket"]),
    ]
    operations = together(operations)
