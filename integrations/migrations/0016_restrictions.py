"""Who is restricted, and the mark on each row of a person by which PostgreSQL hides it."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import RestrictedTable, TenantTable, together

_OF_PEOPLE = (
    "CampaignMember",
    "Contact",
    "Lead",
    "LeadStatusChange",
    "MergedRecord",
    "OpportunityContact",
    "PersonField",
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_purposes"),
        ("integrations", "0015_quarantine"),
    ]

    operations = [
        migrations.AddField(
            model_name="campaignmember",
            name="is_restricted",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="contact",
            name="is_restricted",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="lead",
            name="is_restricted",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="leadstatuschange",
            name="is_restricted",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="mergedrecord",
            name="is_restricted",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="opportunitycontact",
            name="is_restricted",
            field=models.BooleanField(db_default=False),
        ),
        migrations.AddField(
            model_name="personfield",
            name="is_restricted",
            field=models.BooleanField(db_default=False),
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=accounts.tenancy.rows.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("external_id", models.CharField(blank=True, max_length=40)),
                ("identifier_hash", models.BinaryField(max_length=16, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "source",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.source",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("external_id", ""), _negated=True),
                        fields=("workspace", "person_id", "source", "external_id"),
                        name="restriction_external_id",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("identifier_hash__isnull", False)),
                        fields=("workspace", "person_id", "identifier_hash"),
                        name="restriction_hash",
                    ),
                ],
            },
        ),
        TenantTable("Restriction", links=["source"]),
        *(RestrictedTable(name) for name in _OF_PEOPLE),
    ]
    operations = together(operations)
