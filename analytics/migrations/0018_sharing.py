"""Links that show numbers to whoever has their address; locked."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable


def _member() -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False,
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0027_channels"),
        ("analytics", "0017_states"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedLink",
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
                ("token_hash", models.BinaryField(max_length=32)),
                (
                    "kind",
                    models.CharField(
                        choices=[("report", "Saved report"), ("dashboard", "Dashboard")],
                        max_length=10,
                    ),
                ),
                ("shows", models.UUIDField()),
                ("version", models.PositiveIntegerField(default=0)),
                ("question", models.CharField(blank=True, max_length=6000)),
                ("name", models.CharField(max_length=120)),
                ("password", models.CharField(blank=True, max_length=128)),
                ("offers_csv", models.BooleanField(default=False)),
                ("expires_at", models.DateTimeField()),
                ("opened", models.PositiveIntegerField(default=0)),
                ("opened_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("made_by", _member()),
                ("revoked_by", _member()),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "token_hash"), name="shared_link_once"
                    )
                ],
            },
        ),
        TenantTable("SharedLink"),
    ]
