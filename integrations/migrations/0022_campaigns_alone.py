"""Actions are changes of campaigns alone: each has one, and none makes a record of its own."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows


class Migration(migrations.Migration):
    dependencies = [("integrations", "0021_campaign_actions")]

    operations = [
        migrations.RemoveConstraint(model_name="campaignaction", name="campaign_action_alone"),
        migrations.AlterField(
            model_name="campaignaction",
            name="campaign",
            field=accounts.tenancy.rows.WorkspaceForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="integrations.campaign",
            ),
        ),
        migrations.AlterField(
            model_name="campaignaction",
            name="what",
            field=models.CharField(
                choices=[("pause", "Pause"), ("resume", "Resume"), ("budget", "Budget")],
                max_length=10,
            ),
        ),
        migrations.RemoveField(model_name="campaignaction", name="made_external_id"),
        migrations.AddConstraint(
            model_name="campaignaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["proposed", "approved", "running", "unknown"])),
                fields=("workspace", "campaign"),
                name="campaign_action_alone",
            ),
        ),
    ]
