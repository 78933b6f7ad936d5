"""What came after an incident, two weeks later."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analytics", "0013_dashboards")]

    operations = [
        migrations.AddField("incident", "outcome", models.JSONField(null=True)),
    ]
