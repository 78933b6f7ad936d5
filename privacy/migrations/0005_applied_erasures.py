"""Which entries of the erasure ledger the database has applied; rows are added and none changes."""

import django.utils.timezone
from django.db import migrations, models

DENY = "REVOKE UPDATE, DELETE ON privacy_appliederasure FROM proactivox_app, proactivox_ops"


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_erasures")]

    operations = [
        migrations.CreateModel(
            name="AppliedErasure",
            fields=[
                ("sequence", models.BigIntegerField(primary_key=True, serialize=False)),
                ("hash", models.CharField(max_length=64)),
                ("applied_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RunSQL(DENY, migrations.RunSQL.noop),
    ]
