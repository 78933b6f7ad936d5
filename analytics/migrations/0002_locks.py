"""The second lock on every table of this app."""

from django.db import migrations

from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [("analytics", "0001_initial"), ("integrations", "0002_locks")]
    operations = [
        TenantTable("AdDay", links=["source"]),
        TenantTable("AdCampaignDay", links=["campaign"]),
        TenantTable("AdCampaignMonth", links=["campaign"]),
        TenantTable("CrmDay", links=["source"]),
        TenantTable("RollupBasis", links=["source"]),
        TenantTable("LeadStage", links=["source"]),
        TenantTable("CampaignMatch", links=["ad_campaign", "crm_campaign"]),
    ]
