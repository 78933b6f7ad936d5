"""By which published agreement a customer's instructions were given."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_instructions"),
    ]

    operations = [
        migrations.AddField(
            model_name="instruction",
            name="accepted",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="instruction",
            name="accepted_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
