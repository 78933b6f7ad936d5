"""To which address of a user mail does not arrive, and since when."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0019_single_sign_on")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="unreachable_email",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddField(
            model_name="user",
            name="unreachable_since",
            field=models.DateTimeField(null=True),
        ),
    ]
