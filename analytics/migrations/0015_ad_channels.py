"""Sums of campaign days by channel, filled from those by campaign; locked."""

import django.db.models.deletion
from django.db import migrations, models

import accounts.tenancy.rows
from accounts.tenancy import TenantTable

_TABLES = (
    "analytics_adcampaignday",
    "analytics_adchannelday",
    "analytics_channelof",
    "integrations_campaign",
)
_SUMS = (
    "rows",
    "impressions",
    "impressions_known",
    "clicks",
    "clicks_known",
    "spend_micros",
    "spend_known",
    "conversions_micros",
    "conversions_known",
    "conversion_value_micros",
    "conversion_value_known",
)


def _each(statement: str) -> str:
    return ";".join(statement.format(table) for table in _TABLES)


# Nobody sees rows of two workspaces but the owner of the tables, and he for this statement alone.
_FILL = f"""
{_each("ALTER TABLE {0} NO FORCE ROW LEVEL SECURITY")};
INSERT INTO analytics_adchannelday (workspace_id, "on", source_id, channel, currency,
    {", ".join(_SUMS)})
SELECT d.workspace_id, d."on", c.source_id, coalesce(h.channel, ''), d.currency,
    {", ".join(f"sum(d.{name})" for name in _SUMS)}
FROM analytics_adcampaignday d
JOIN integrations_campaign c ON c.workspace_id = d.workspace_id AND c.id = d.campaign_id
LEFT JOIN analytics_channelof h ON h.workspace_id = d.workspace_id AND h.kind = 'ad'
    AND h.key = d.campaign_id::text
GROUP BY 1, 2, 3, 4, 5;
SET CONSTRAINTS ALL IMMEDIATE;
{_each("ALTER TABLE {0} FORCE ROW LEVEL SECURITY")}
"""  # noqa: S608  Only names written here.


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0028_escalation"),
        ("analytics", "0014_outcomes"),
        ("integrations", "0023_origins_of_actions"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdChannelDay",
            fields=[
                ("currency", models.CharField(max_length=3)),
                ("rows", models.BigIntegerField()),
                ("impressions", models.BigIntegerField()),
                ("impressions_known", models.BigIntegerField()),
                ("clicks", models.BigIntegerField()),
                ("clicks_known", models.BigIntegerField()),
                ("spend_micros", models.BigIntegerField()),
                ("spend_known", models.BigIntegerField()),
                ("conversions_micros", models.BigIntegerField()),
                ("conversions_known", models.BigIntegerField()),
                ("conversion_value_micros", models.BigIntegerField()),
                ("conversion_value_known", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "workspace_id",
                        "on",
                        "source_id",
                        "channel",
                        "currency",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("on", models.DateField()),
                ("channel", models.CharField(max_length=80)),
                (
                    "source",
                    accounts.tenancy.rows.WorkspaceForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="integrations.source",
                    ),
                ),
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
                "abstract": False,
            },
        ),
        TenantTable("AdChannelDay", links=["source"]),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
