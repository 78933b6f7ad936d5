"""What both laws say of a request from the United Kingdom, with each event."""

from django.db import migrations, models

from accounts.tenancy import together


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0010_retention"),
    ]

    operations = [
        migrations.AddField(
            model_name="requestevent",
            name="eu_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="requestevent",
            name="uk_due_on",
            field=models.DateField(null=True),
        ),
    ]
    operations = together(operations)
