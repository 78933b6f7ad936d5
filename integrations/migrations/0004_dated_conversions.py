"""Conversions counted on their own day beside those counted on the click's."""

from django.db import migrations, models

from accounts.tenancy import together


class Migration(migrations.Migration):
    dependencies = [("integrations", "0003_partitions")]
    operations = [
        migrations.AddField(
            model_name="campaignday",
            name="dated_conversions_micros",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="campaignday",
            name="dated_value_micros",
            field=models.BigIntegerField(null=True),
        ),
    ]
    operations = together(operations)
