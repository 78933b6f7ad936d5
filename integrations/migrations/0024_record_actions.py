"""Actions about records of a CRM: tasks and fields, in the same log as changes of campaigns."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import accounts.tenancy.rows

_OPEN = Q(state__in=["proposed", "approved", "running", "unknown"])


class Migration(migrations.Migration):
    dependencies = [("integrations", "0023_origins_of_actions")]

    operations = [
        migrations.AlterField(
            model_name="campaignaction",
            name="campaign",
            field=accounts.tenancy.rows.WorkspaceForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="integrations.campaign",
            ),
        ),
        migrations.AlterField(
            model_name="campaignaction",
            name="what",
            field=models.CharField(
                choices=[
                    ("pause", "Pause"),
                    ("resume", "Resume"),
                    ("budget", "Budget"),
                    ("task", "Task"),
                    ("field", "Field"),
                    ("remove", "Remove"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="campaignaction",
            name="record_kind",
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name="campaignaction",
            name="record_external_id",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="campaignaction",
            name="field",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="campaignaction",
            name="field_label",
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.AddField(
            model_name="campaignaction",
            name="subject",
            field=models.CharField(blank=True, max_length=255),
        ),
        migrations.AddField(
            model_name="campaignaction", name="body", field=models.TextField(blank=True)
        ),
        migrations.AddField(
            model_name="campaignaction",
            name="made_external_id",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="actionrules",
            name="records_alone",
            field=models.PositiveSmallIntegerField(default=10),
        ),
        migrations.AddIndex(
            model_name="campaignaction",
            index=models.Index(
                condition=~Q(record_external_id=""),
                fields=["workspace", "source", "record_external_id"],
                name="record_action_of",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignaction",
            constraint=models.UniqueConstraint(
                condition=_OPEN & ~Q(field="") & ~Q(record_external_id=""),
                fields=["workspace", "source", "record_external_id", "field"],
                name="record_action_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="campaignaction",
            constraint=models.CheckConstraint(
                condition=Q(campaign=None) ^ Q(record_kind=""), name="campaign_action_of_one"
            ),
        ),
    ]
