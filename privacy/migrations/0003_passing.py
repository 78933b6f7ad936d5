"""What reached Proactivox and is passed on: the business that was named, and where it went."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("privacy", "0002_requests"),
    ]

    operations = [
        migrations.AddField(
            model_name="datasubjectrequest",
            name="about",
            field=models.BinaryField(null=True),
        ),
        migrations.AlterField(
            model_name="datasubjectrequest",
            name="channel",
            field=models.CharField(
                choices=[
                    ("form", "Form"),
                    ("mail", "E-mail"),
                    ("telephone", "Telephone"),
                    ("letter", "Letter"),
                    ("passed", "Passed on by Proactivox"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="datasubjectrequest",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("answered", "Carried out"),
                    ("nothing_held", "We hold nothing"),
                    ("refused", "Refused: the law has an exception"),
                    ("unfounded", "Refused: clearly unfounded or excessive"),
                    ("withdrawn", "Taken back"),
                    ("passed_on", "Passed on to whom it concerns"),
                    ("not_ours", "About no customer of ours"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="requestevent",
            name="happening",
            field=models.CharField(
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
                    ("passed_on", "Passed on to whom it concerns"),
                    ("passed_in", "Passed on by Proactivox"),
                    ("kept", "Found to be about our own data"),
                    ("not_ours", "Found to be about no customer of ours"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="Forwarding",
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
                ("to_workspace_id", models.UUIDField()),
                ("their_request_id", models.UUIDField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("arrived_at", models.DateTimeField(null=True)),
                (
                    "request",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forwardings",
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
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "request", "to_workspace_id"), name="forwarding_once"
                    )
                ],
            },
        ),
        TenantTable("Forwarding", links=["request"]),
    ]
