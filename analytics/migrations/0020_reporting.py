"""Dashboards that are sent and published, to whom, and what became of each; locked."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0028_escalation"),
        ("analytics", "0019_automations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
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
                ("name", models.CharField(max_length=120)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("daily", "Every day"),
                            ("weekly", "Every week"),
                            ("monthly", "Every month"),
                        ],
                        default="weekly",
                        max_length=7,
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(default=0)),
                ("month_day", models.PositiveSmallIntegerField(default=1)),
                ("hour", models.PositiveSmallIntegerField(default=7)),
                ("language", models.CharField(blank=True, max_length=2)),
                ("next_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("paused_at", models.DateTimeField(null=True)),
                ("deleted_at", models.DateTimeField(null=True)),
                (
                    "dashboard",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.dashboard",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            name="ReportRecipient",
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
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("left_at", models.DateTimeField(null=True)),
                (
                    "report",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recipients",
                        to="analytics.report",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
            name="ReportSending",
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
                ("due_at", models.DateTimeField()),
                ("is_extra", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Sent"), ("stopped", "Not sent")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("waits_for", models.CharField(blank=True, max_length=500)),
                ("warnings", models.JSONField(default=list)),
                ("made_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sendings",
                        to="analytics.report",
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
            name="ReportFile",
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
                ("language", models.CharField(max_length=2)),
                ("numbers", models.CharField(max_length=12)),
                ("content", models.BinaryField()),
                ("pages", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "sending",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="analytics.reportsending",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReportCopy",
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
                ("mail_id", models.UUIDField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                (
                    "withheld",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unseen", "Their role does not see the dashboard"),
                            ("unreached", "Mail does not reach them"),
                            ("gone", "They are no member any more"),
                        ],
                        max_length=9,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "file",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.reportfile",
                    ),
                ),
                (
                    "sending",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="copies",
                        to="analytics.reportsending",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Publication",
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
                ("dashboard_version", models.PositiveIntegerField()),
                ("name", models.CharField(max_length=120)),
                ("first_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
                ("currency", models.CharField(max_length=3)),
                ("read_until", models.DateTimeField(null=True)),
                ("channel_rules", models.PositiveIntegerField(null=True)),
                ("document", models.JSONField()),
                ("numbers", models.BinaryField()),
                ("pdf", models.BinaryField(null=True)),
                ("published_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "dashboard",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="analytics.dashboard",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "indexes": [
                    models.Index(fields=["workspace", "published_at"], name="publication_newest")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["workspace", "next_at"], name="report_due"),
        ),
        migrations.AddIndex(
            model_name="reportrecipient",
            index=models.Index(fields=["workspace", "user"], name="report_recipient_user"),
        ),
        migrations.AddConstraint(
            model_name="reportrecipient",
            constraint=models.UniqueConstraint(
                fields=("workspace", "report", "user"), name="report_recipient_once"
            ),
        ),
        migrations.AddIndex(
            model_name="reportsending",
            index=models.Index(fields=["workspace", "due_at"], name="report_sending_old"),
        ),
        migrations.AddConstraint(
            model_name="reportsending",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_extra", False)),
                fields=("workspace", "report", "due_at"),
                name="report_sending_once",
            ),
        ),
        migrations.AddIndex(
            model_name="reportfile",
            index=models.Index(fields=["workspace", "made_at"], name="report_file_old"),
        ),
        migrations.AddIndex(
            model_name="reportcopy",
            index=models.Index(fields=["workspace", "user"], name="report_copy_user"),
        ),
        migrations.AddIndex(
            model_name="reportcopy",
            index=models.Index(fields=["workspace", "mail_id"], name="report_copy_mail"),
        ),
        migrations.AddConstraint(
            model_name="reportcopy",
            constraint=models.UniqueConstraint(
                fields=("workspace", "sending", "user"), name="report_copy_once"
            ),
        ),
        TenantTable("Report", links=["dashboard"]),
        TenantTable("ReportRecipient", links=["report"]),
        TenantTable("ReportSending", links=["report"]),
        TenantTable("ReportFile", links=["sending"]),
        TenantTable("ReportCopy", links=["sending", "file"]),
        TenantTable("Publication", links=["dashboard"]),
    ]
    operations = together(operations)
