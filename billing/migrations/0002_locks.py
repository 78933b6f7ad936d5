"""The second lock on what a workspace has bought."""

from django.db import migrations

from accounts.tenancy import TenantTable


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [TenantTable("Subscription")]
