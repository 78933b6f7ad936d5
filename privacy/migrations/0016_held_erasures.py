"""Since when an erasure has done all but what a legal hold keeps."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("privacy", "0015_recipients")]

    operations = [
        migrations.AddField(
            model_name="erasure",
            name="held_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RemoveConstraint(model_name="erasure", name="erasure_finished"),
        migrations.AddConstraint(
            model_name="erasure",
            constraint=models.CheckConstraint(
                condition=Q(finished_at=None)
                | Q(searched_at__isnull=False)
                & (Q(subject=None, held_at=None) | Q(held_at__isnull=False)),
                name="erasure_finished",
            ),
        ),
    ]
