"""Reports are read by account of the vendor and by days; campaigns know their account."""

from django.db import migrations, models

from accounts.tenancy import together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_job_line"),
        ("integrations", "0002_locks"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="streamstate",
            name="stream_state_once",
        ),
        migrations.RemoveConstraint(
            model_name="syncslice",
            name="sync_slice_once",
        ),
        migrations.AddField(
            model_name="campaign",
            name="account_external_id",
            field=models.CharField(blank=True, db_default="", max_length=64),
        ),
        migrations.AddField(
            model_name="streamstate",
            name="account",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="streamstate",
            name="first_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="streamstate",
            name="last_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="syncslice",
            name="account",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="syncslice",
            name="first_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="syncslice",
            name="last_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="syncslice",
            name="remote_job_id",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddConstraint(
            model_name="streamstate",
            constraint=models.UniqueConstraint(
                fields=("workspace", "source", "stream", "account"), name="stream_state_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="syncslice",
            constraint=models.UniqueConstraint(
                fields=("workspace", "run", "stream", "account", "first_on"),
                name="sync_slice_once",
                nulls_distinct=False,
            ),
        ),
    ]
    operations = together(operations)
