"""A user asks about their own login."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0006_inbound_mail"),
    ]

    operations = [
        migrations.AlterField(
            model_name="datasubjectrequest",
            name="channel",
            field=models.CharField(
                choices=[
                    ("form", "Form"),
                    ("mail", "E-mail"),
                    ("telephone", "Telephone"),
                    ("letter", "Letter"),
                    ("login", "Logged in"),
                    ("passed", "Passed on by Proactivox"),
                ],
                max_length=20,
            ),
        ),
    ]
