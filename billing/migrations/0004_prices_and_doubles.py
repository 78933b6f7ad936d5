"""What a subscription's own prices ask, and since when a customer pays for two."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("billing", "0003_purchases")]

    operations = [
        migrations.AddField(
            "subscription", "base_amount", models.PositiveBigIntegerField(null=True)
        ),
        migrations.AddField(
            "subscription", "seat_amount", models.PositiveBigIntegerField(null=True)
        ),
        migrations.AddField("stripecustomer", "doubled_at", models.DateTimeField(null=True)),
    ]
