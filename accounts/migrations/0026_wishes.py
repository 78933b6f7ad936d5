"""How members wish to be told, and when what they are told is to go by mail."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.telling
import accounts.tenancy.rows
from accounts.tenancy import TenantTable, together


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0025_telling"),
    ]

    operations = [
        migrations.CreateModel(
            name="TellingWish",
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
                ("choices", models.JSONField(default=dict)),
                (
                    "digest_days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        default=accounts.models.telling.workdays,
                        size=None,
                    ),
                ),
                ("digest_hour", models.PositiveSmallIntegerField(default=8)),
                ("zone", models.CharField(blank=True, max_length=50)),
                ("quiet_from", models.PositiveSmallIntegerField(null=True)),
                ("quiet_until", models.PositiveSmallIntegerField(null=True)),
                ("severe_at_once", models.BooleanField(default=False)),
                ("severe_breaks_quiet", models.BooleanField(default=False)),
            ],
        ),
        migrations.AddField(
            model_name="inboxitem",
            name="mail_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="inboxitem",
            name="mailed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="inboxitem",
            index=models.Index(
                condition=models.Q(("mail_due_at__isnull", False)),
                fields=["workspace", "mail_due_at"],
                name="inbox_item_due",
            ),
        ),
        migrations.AddField(
            model_name="tellingwish",
            name="user",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="tellingwish",
            name="workspace",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.workspace",
            ),
        ),
        migrations.AddConstraint(
            model_name="tellingwish",
            constraint=models.UniqueConstraint(
                fields=("workspace", "user"), name="telling_wish_once"
            ),
        ),
        TenantTable("TellingWish"),
    ]
    operations = together(operations)
