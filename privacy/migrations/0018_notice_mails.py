"""Which mail tells a person that their restriction will be lifted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("privacy", "0017_readings")]

    operations = [
        migrations.AddField(
            model_name="restrictedperson",
            name="notice_mail",
            field=models.UUIDField(null=True),
        ),
    ]
