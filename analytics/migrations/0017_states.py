"""Monitors of fields and of budgets: two more kinds; no column changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("analytics", "0016_own_metrics")]

    operations = [
        migrations.AlterField(
            "monitor",
            "kind",
            models.CharField(
                choices=[
                    ("anomaly", "Unusual day"),
                    ("threshold", "Limit"),
                    ("change", "Change"),
                    ("freshness", "Late data"),
                    ("trust", "Sums that differ from the source"),
                    ("schema", "Fields that went away"),
                    ("pacing", "Budgets off their course"),
                ],
                max_length=10,
            ),
        ),
    ]
