"""Because of what an action was asked for: a person's wish, an automation or an incident."""

from django.db import migrations, models

_KINDS = [("person", "Person"), ("automation", "Automation"), ("incident", "Incident")]


class Migration(migrations.Migration):
    dependencies = [("integrations", "0022_campaigns_alone")]

    operations = [
        migrations.AddField(
            model_name="campaignaction",
            name="origin_kind",
            field=models.CharField(choices=_KINDS, default="person", max_length=10),
        ),
        migrations.AddField(
            model_name="campaignaction", name="origin_id", field=models.UUIDField(null=True)
        ),
        migrations.AddField(
            model_name="campaignaction",
            name="origin_label",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="campaignaction",
            name="origin_path",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddIndex(
            model_name="campaignaction",
            index=models.Index(fields=["workspace", "origin_id"], name="campaign_action_from"),
        ),
    ]
