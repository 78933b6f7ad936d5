"""When a status was given another stage, last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analytics", "0023_memories")]

    operations = [
        migrations.AddField("leadstage", "changed_at", models.DateTimeField(null=True)),
    ]
