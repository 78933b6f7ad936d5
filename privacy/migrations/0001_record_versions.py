"""Versions of the records of processing, to which rows are added and of which none changes."""

import django.utils.timezone
from django.db import migrations, models

DENY = """
CREATE FUNCTION app.record_deny() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'versions of the records are append-only' USING ERRCODE = '42501'; END $$;
CREATE TRIGGER record_deny BEFORE UPDATE OR DELETE ON privacy_recordversion
    FOR EACH ROW EXECUTE FUNCTION app.record_deny();
CREATE TRIGGER record_deny_truncate BEFORE TRUNCATE ON privacy_recordversion
    FOR EACH STATEMENT EXECUTE FUNCTION app.record_deny();
REVOKE UPDATE, DELETE ON privacy_recordversion FROM proactivox_app, proactivox_ops
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RecordVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kept_at", models.DateTimeField(default=django.utils.timezone.now, db_index=True)),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.JSONField()),
            ],
            options={"get_latest_by": ("kept_at", "id")},
        ),
        migrations.RunSQL(DENY, "DROP FUNCTION app.record_deny CASCADE"),
    ]
