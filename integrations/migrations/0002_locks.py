"""The second lock on every table of this app; revisions are append-only for the application."""

from django.db import migrations

from accounts.tenancy import TenantTable

_CRM = (
    "Organization",
    "Company",
    "Contact",
    "Lead",
    "LeadStatus",
    "LeadStatusChange",
    "CampaignMember",
    "CampaignMemberStatus",
    "Opportunity",
    "OpportunityContact",
    "OpportunityChange",
    "OpportunityStage",
    "CrmUser",
    "RecordType",
    "ExchangeRate",
)


class Migration(migrations.Migration):
    dependencies = [("integrations", "0001_initial"), ("accounts", "0003_locks")]
    operations = [
        TenantTable("Source"),
        TenantTable("Credential", links=["source"]),
        TenantTable("SyncRun", links=["source"]),
        TenantTable("StreamState", links=["source"]),
        TenantTable("SyncSlice", links=["run", "source"]),
        *(TenantTable(model, links=["source"]) for model in _CRM),
        TenantTable("Campaign", links=["source"]),
        TenantTable("CampaignDay", links=["campaign", "source"]),
        TenantTable("CampaignDayRevision", links=["campaign"]),
        TenantTable("PersonField", links=["source"]),
        TenantTable("Suppression", links=["source"]),
        migrations.RunSQL(
            "REVOKE UPDATE ON integrations_campaigndayrevision FROM proactivox_app, proactivox_ops",
            migrations.RunSQL.noop,
        ),
    ]
