"""How far campaigns differ from the whole of a source in how their days grow."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0005_visits"),
    ]

    operations = [
        migrations.AddField(
            model_name="settling",
            name="apart",
            field=models.JSONField(default=list),
        ),
    ]
