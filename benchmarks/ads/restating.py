"""A source's campaign days, and in each round the window as its platform tells it anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import psycopg

CUTS, WINDOW = 12, 28
# Cents, so that no sum is round by chance.
_DAYS = """
INSERT INTO integrations_campaignday (workspace_id, "on", campaign_id, cut, source_id, impressions,
    clicks, spend_micros, conversions_micros, conversion_value_micros, currency, "window", flags,
    run_id, as_of)
SELECT %(workspace)s, d::date, c.id, 'cut ' || cut, c.source_id, (random() * 20000)::bigint,
    (random() * 400)::bigint, (random() * 30000)::bigint * 10000, (random() * 9)::bigint * 1000000,
    (random() * 90000)::bigint * 10000, 'EUR', '', 0, c.id, now()
FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') d,
    (SELECT id, source_id FROM integrations_campaign
     WHERE workspace_id = %(workspace)s ORDER BY id) c, generate_series(1, %(cuts)s) cut
"""
_COLUMNS = """campaign_id, "on", cut, impressions, clicks, spend_micros, conversions_micros,
    conversion_value_micros, dated_conversions_micros, dated_value_micros, currency, "window", flags
"""
_TOLD = f"""
CREATE TABLE told AS SELECT {_COLUMNS} FROM integrations_campaignday
WHERE workspace_id = %(workspace)s AND "on" BETWEEN %(window)s AND %(last)s
"""  # noqa: S608  Only names of columns.
# Five campaign-days in a hundred are other than before, in all of their cuts; of single rows two in
# a thousand are gone, and as many are new.
_CHANGE = (
    """UPDATE told SET clicks = clicks + 1, spend_micros = spend_micros + 10000
    WHERE hashtext(campaign_id::text || "on") %% 20 = %(round)s %% 20""",
    """DELETE FROM told
    WHERE hashtext(cut || "on" || campaign_id) %% 500 = %(round)s""",
    f"""INSERT INTO told SELECT {_COLUMNS.replace("cut", "cut || ' new ' || %(round)s")} FROM told
    WHERE hashtext("on" || campaign_id::text || cut) %% 500 = %(round)s""",  # noqa: S608
    "VACUUM ANALYZE told",
)


@dataclass(frozen=True)
class Business:
    """Acme's one source of advertising, with days up to `last`; the last 28 are told anew."""

    workspace_id: UUID
    source_id: UUID
    last: date

    @property
    def names(self) -> dict[str, Any]:
        """What the statements speak of."""
        first = self.last - timedelta(days=WINDOW - 1)
        return {
            "workspace": self.workspace_id,
            "source": self.source_id,
            "window": first,
            "last": self.last,
        }


def make_business(admin: psycopg.Connection[Any], campaigns: int, days: int) -> Business:
    """Facts by SQL, their rollups by the product's own rebuild, and the table `told`."""
    from accounts.models import Workspace
    from accounts.tenancy import inside
    from analytics.rollups import rebuild
    from integrations.facts import AdCampaign, ensure_campaigns
    from integrations.models import Source

    acme = Workspace.objects.create(slug="acme", name="Acme", currency="EUR")
    with inside(acme):
        source = Source.objects.create(connector="google_ads", name="Ads")
        named = [AdCampaign(str(n), f"Campaign {n}", "google_ads") for n in range(campaigns)]
        ensure_campaigns(source_id=source.pk, campaigns=named)
    business = Business(acme.pk, source.pk, date(2026, 10, 31))
    first = business.last - timedelta(days=days - 1)
    with admin.transaction():
        # Foreign keys are not looked at row by row while the scene is set.
        admin.execute("SET LOCAL session_replication_role = replica")
        admin.execute(_DAYS, {**business.names, "first": first, "cuts": CUTS})
    with inside(acme):
        rebuild()
    admin.execute(_TOLD.encode(), business.names)
    admin.execute("GRANT SELECT ON told TO proactivox_app")
    admin.execute("VACUUM ANALYZE")
    return business


def tell_anew(admin: psycopg.Connection[Any], round_: int) -> int:
    """Change what the platform says of the window; how many rows it tells."""
    for statement in _CHANGE:
        admin.execute(statement.encode(), {"round": round_} if "%(" in statement else None)
    ((rows,),) = admin.execute("SELECT count(*) FROM told").fetchall()
    return int(rows)


@contextmanager
def staged(business: Business) -> Iterator[Any]:
    """A transaction of the application inside Acme in which `told` is staged; its connection."""
    from django.db import connection

    from accounts.tenancy import inside
    from integrations.facts import STAGED, make_stage

    with inside(business.workspace_id):
        make_stage()
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {STAGED} ({_COLUMNS}) SELECT {_COLUMNS} FROM told")  # noqa: S608
        yield connection
