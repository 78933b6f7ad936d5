"""Which request asked for a job; and what the counting of jobs over all workspaces may see."""

from django.db import migrations, models

GRANT = "GRANT SELECT (task, finished_at) ON accounts_job TO proactivox_dispatch"
REVOKE = "REVOKE SELECT (task, finished_at) ON accounts_job FROM proactivox_dispatch"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0015_security")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="request_id",
            field=models.CharField(blank=True, db_default="", default="", max_length=36),
        ),
        migrations.RunSQL(GRANT, REVOKE),
    ]
