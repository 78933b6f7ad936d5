"""That a workspace may want a second member for each pause."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0024_record_actions")]

    operations = [
        migrations.AddField("actionrules", "pauses_alone", models.BooleanField(default=True)),
    ]
