"""Indexes that no look-up by key can mistake for the key; rows of a CRM without foreign keys."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

from accounts.tenancy import together

_TABLES = (
    "campaignmember",
    "campaignmemberstatus",
    "company",
    "contact",
    "crmuser",
    "exchangerate",
    "lead",
    "leadstatus",
    "leadstatuschange",
    "opportunity",
    "opportunitychange",
    "opportunitycontact",
    "opportunitystage",
    "organization",
    "personfield",
    "recordtype",
)
_KEY = """
ALTER TABLE integrations_{0} ADD CONSTRAINT integrations_{0}_source_id_wsfk
FOREIGN KEY (workspace_id, source_id) REFERENCES integrations_source (workspace_id, id)
ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE integrations_{0} ADD CONSTRAINT integrations_{0}_workspace_id_fk
FOREIGN KEY (workspace_id) REFERENCES accounts_workspace (id) DEFERRABLE INITIALLY DEFERRED"""
# Django gave some of them names of its own making.
_DROP = """
DO $$ DECLARE found record; BEGIN
FOR found IN
    SELECT conrelid::regclass AS place, conname AS name FROM pg_constraint
    WHERE contype = 'f' AND conrelid = 'integrations_{0}'::regclass
LOOP
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', found.place, found.name);
END LOOP; END $$"""


def _each(statement: str) -> str:
    return ";".join(statement.format(table) for table in _TABLES)


class _SeeAnew(Operation):
    """Django's picture of the models is made once afterwards, instead of once for each field."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Forget the picture, which nothing needs until the next operation on the database."""
        state.__dict__.pop("apps", None)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        """Nothing changes in the database."""

    database_backwards = database_forwards


def _unkeyed(model: str) -> migrations.AlterField:
    field = models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="accounts.workspace",
    )
    return migrations.AlterField(model_name=model, name="workspace", field=field)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("integrations", "0011_no_tenant_statistics"),
    ]

    operations = [
        _SeeAnew(),
        migrations.RunSQL(
            _each(_DROP), _each(_KEY), state_operations=[_unkeyed(table) for table in _TABLES]
        ),
        migrations.RemoveIndex(
            model_name="campaignmember",
            name="campaign_member_lead",
        ),
        migrations.RemoveIndex(
            model_name="campaignmember",
            name="campaign_member_contact",
        ),
        migrations.RemoveIndex(
            model_name="contact",
            name="contact_email",
        ),
        migrations.RemoveIndex(
            model_name="contact",
            name="contact_suppression",
        ),
        migrations.RemoveIndex(
            model_name="lead",
            name="lead_created",
        ),
        migrations.RemoveIndex(
            model_name="lead",
            name="lead_email",
        ),
        migrations.RemoveIndex(
            model_name="lead",
            name="lead_suppression",
        ),
        migrations.RemoveIndex(
            model_name="leadstatuschange",
            name="lead_status_change_lead",
        ),
        migrations.RemoveIndex(
            model_name="opportunity",
            name="opportunity_closes",
        ),
        migrations.RemoveIndex(
            model_name="opportunity",
            name="opportunity_created",
        ),
        migrations.RemoveIndex(
            model_name="opportunity",
            name="opportunity_company",
        ),
        migrations.RemoveIndex(
            model_name="opportunitychange",
            name="opportunity_change_deal",
        ),
        migrations.RemoveIndex(
            model_name="opportunitycontact",
            name="opportunity_contact_deal",
        ),
        migrations.AddIndex(
            model_name="campaignmember",
            index=models.Index(
                condition=models.Q(("lead_external_id", ""), _negated=True),
                fields=["workspace", "lead_external_id"],
                name="campaign_member_lead",
            ),
        ),
        migrations.AddIndex(
            model_name="campaignmember",
            index=models.Index(
                condition=models.Q(("contact_external_id", ""), _negated=True),
                fields=["workspace", "contact_external_id"],
                name="campaign_member_contact",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("email_hash__isnull", False)),
                fields=["workspace", "email_hash"],
                name="contact_email",
            ),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                condition=models.Q(("suppression_hash__isnull", False)),
                fields=["workspace", "suppression_hash"],
                name="contact_suppression",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("created_at__isnull", False)),
                fields=["workspace", "created_at"],
                name="lead_created",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("email_hash__isnull", False)),
                fields=["workspace", "email_hash"],
                name="lead_email",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("suppression_hash__isnull", False)),
                fields=["workspace", "suppression_hash"],
                name="lead_suppression",
            ),
        ),
        migrations.AddIndex(
            model_name="leadstatuschange",
            index=models.Index(
                condition=models.Q(("lead_external_id", ""), _negated=True),
                fields=["workspace", "lead_external_id", "changed_at"],
                name="lead_status_change_lead",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("closes_on__isnull", False)),
                fields=["workspace", "closes_on"],
                name="opportunity_closes",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(("created_at__isnull", False)),
                fields=["workspace", "created_at"],
                name="opportunity_created",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                condition=models.Q(
                    ("closes_on__isnull", False),
                    ("deleted_at", None),
                    ("is_closed", True),
                    ("is_won", True),
                    models.Q(("company_external_id", ""), _negated=True),
                ),
                fields=["workspace", "source", "company_external_id", "closes_on", "external_id"],
                name="opportunity_first_won",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunitychange",
            index=models.Index(
                condition=models.Q(("opportunity_external_id", ""), _negated=True),
                fields=["workspace", "opportunity_external_id", "changed_at"],
                name="opportunity_change_deal",
            ),
        ),
        migrations.AddIndex(
            model_name="opportunitycontact",
            index=models.Index(
                condition=models.Q(("opportunity_external_id", ""), _negated=True),
                fields=["workspace", "opportunity_external_id"],
                name="opportunity_contact_deal",
            ),
        ),
    ]
    operations = together(operations)
