"""The second lock on the ground floor's tenant tables; the dispatcher's narrow view of jobs."""

from django.db import migrations

from accounts.tenancy import TenantTable

# It rings jobs of all workspaces, and sees neither their arguments nor their progress.
DISPATCH = """
CREATE POLICY dispatch ON accounts_job TO proactivox_dispatch USING (true) WITH CHECK (true);
GRANT SELECT (workspace_id, id, queue, state, attempts, max_attempts, run_after, lease_until,
    published_at) ON accounts_job TO proactivox_dispatch;
GRANT UPDATE (state, published_at, finished_at, lease_token, last_error)
    ON accounts_job TO proactivox_dispatch
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_ground")]
    operations = [
        TenantTable("ApiKey"),
        TenantTable("Invitation"),
        TenantTable("Job"),
        TenantTable("AuditEvent"),
        migrations.RunSQL(DISPATCH, "DROP POLICY dispatch ON accounts_job"),
    ]
