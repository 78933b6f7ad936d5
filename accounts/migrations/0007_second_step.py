"""A workspace can ask its members for a second step."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_job_line"),
    ]

    operations = [
        migrations.AddField(
            model_name="workspace",
            name="second_step_required_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
