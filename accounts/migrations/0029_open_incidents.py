"""How many incidents of a workspace are not over."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0028_escalation")]

    operations = [
        migrations.AddField(
            "workspace", "open_incidents", models.PositiveIntegerField(default=0, editable=False)
        ),
    ]
