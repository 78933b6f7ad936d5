"""Since when letters to a subscriber come back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enquiries", "0004_bookings")]

    operations = [
        migrations.AddField(
            model_name="subscriber",
            name="undeliverable_at",
            field=models.DateTimeField(null=True),
        ),
    ]
