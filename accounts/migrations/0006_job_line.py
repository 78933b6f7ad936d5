"""Jobs wait in one line per queue, so that a long line in one never hides another's first."""

from django.db import migrations, models

from accounts.tenancy import together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_house"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="job",
            name="job_fair",
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("state", "queued")),
                fields=["workspace", "queue", "run_after", "id"],
                name="job_fair",
            ),
        ),
    ]
    operations = together(operations)
