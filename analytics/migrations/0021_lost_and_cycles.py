"""What was lost, and how long what was won took, beside the other sums of a CRM's days."""

from django.db import migrations, models

_TABLES = ("analytics_crmday", "analytics_rollupbasis", "integrations_opportunity")


def _each(statement: str) -> str:
    return ";".join(statement.format(table) for table in _TABLES)


_MADE_ON = "(o.created_at AT TIME ZONE b.zone)::date"
_CYCLE = f"o.is_won AND o.closes_on >= {_MADE_ON}"
# Each day of which a deal closed has its row already. Nobody sees rows of two workspaces but the
# owner of the tables, and he for this statement alone.
_FILL = f"""
{_each("ALTER TABLE {0} NO FORCE ROW LEVEL SECURITY")};
UPDATE analytics_crmday r
SET lost_micros = d.lost_micros, cycles = d.cycles, cycle_days = d.cycle_days
FROM (
    SELECT o.workspace_id, o.source_id, o.closes_on, o.lead_source, o.campaign_external_id,
        o.currency,
        coalesce(sum(o.amount_micros) FILTER (WHERE NOT o.is_won), 0)::bigint AS lost_micros,
        count(*) FILTER (WHERE {_CYCLE}) AS cycles,
        coalesce(sum(o.closes_on - {_MADE_ON}) FILTER (WHERE {_CYCLE}), 0)::bigint AS cycle_days
    FROM integrations_opportunity o JOIN analytics_rollupbasis b
        ON b.workspace_id = o.workspace_id AND b.source_id = o.source_id
    WHERE o.deleted_at IS NULL AND o.is_closed AND o.closes_on IS NOT NULL
    GROUP BY 1, 2, 3, 4, 5, 6
) d
WHERE (r.workspace_id, r.source_id, r."on", r.lead_source, r.campaign_external_id, r.currency)
    = (d.workspace_id, d.source_id, d.closes_on, d.lead_source, d.campaign_external_id, d.currency);
SET CONSTRAINTS ALL IMMEDIATE;
{_each("ALTER TABLE {0} FORCE ROW LEVEL SECURITY")}
"""  # noqa: S608  Only names written here.


class Migration(migrations.Migration):
    dependencies = [("analytics", "0020_reporting")]

    operations = [
        *(
            migrations.AddField("CrmDay", name, models.BigIntegerField(db_default=0))
            for name in ("lost_micros", "cycles", "cycle_days")
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
