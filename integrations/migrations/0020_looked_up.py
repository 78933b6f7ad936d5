"""Indexes by which a person is looked up wherever a row may name one: merges, restrictions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_purposes"),
        ("integrations", "0019_held_people"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["workspace", "external_id"], name="correction_record"),
        ),
        migrations.AddIndex(
            model_name="mergedrecord",
            index=models.Index(fields=["workspace", "external_id"], name="merged_record"),
        ),
        migrations.AddIndex(
            model_name="mergedrecord",
            index=models.Index(fields=["workspace", "winner_external_id"], name="merged_winner"),
        ),
        migrations.AddIndex(
            model_name="restriction",
            index=models.Index(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=["workspace", "external_id"],
                name="restriction_record",
            ),
        ),
        migrations.AddIndex(
            model_name="restriction",
            index=models.Index(
                condition=models.Q(("identifier_hash__isnull", False)),
                fields=["workspace", "identifier_hash"],
                name="restriction_address",
            ),
        ),
    ]
