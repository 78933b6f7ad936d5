"""Which restricted people a legal hold keeps from being erased."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("integrations", "0018_fiscal_periods")]

    operations = [
        migrations.AddField(
            model_name="restriction",
            name="is_held",
            field=models.BooleanField(db_default=False),
        ),
    ]
