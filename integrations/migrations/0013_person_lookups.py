"""Indexes by which a person is found in what names them: merges, conversions, deals."""

from django.db import migrations, models

from accounts.tenancy import together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_logs"),
        ("integrations", "0012_first_won"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("merged_into", ""), _negated=True),
                fields=["workspace", "merged_into"],
                name="contact_merged",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("merged_into", ""), _negated=True),
                fields=["workspace", "merged_into"],
                name="lead_merged",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("converted_contact_external_id", ""), _negated=True),
                fields=["workspace", "converted_contact_external_id"],
                name="lead_converted",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("contact_external_id", ""), _negated=True),
                fields=["workspace", "contact_external_id"],
                name="opportunity_person",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunitycontact",
            index=models.Index(
                condition=models.Q(("contact_external_id", ""), _negated=True),
                fields=["workspace", "contact_external_id"],
                name="opportunity_contact_person",
            ),
        ),
    ]
    operations = together(operations)
