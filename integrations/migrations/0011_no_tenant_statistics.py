"""Rows of a CRM are looked up by whole keys, whatever share of the table a workspace has.

Statistics of workspace_id say of a workspace that has just come that it has no rows: any index that
begins with it then looks as good as the right one, and each look-up of a first sync reads all rows
of its workspace. Without them the planner takes a workspace for a two-hundredth of the table.
"""

from django.db import migrations

_TABLES = (
    "campaign",
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
    "recordtype",
)


def _count_by(target: int) -> str:
    return ";".join(
        f"ALTER TABLE integrations_{table} ALTER COLUMN workspace_id SET STATISTICS {target}"
        for table in _TABLES
    )


class Migration(migrations.Migration):
    dependencies = [
        ("integrations", "0010_certificates"),
    ]

    operations = [migrations.RunSQL(_count_by(0), _count_by(-1))]
