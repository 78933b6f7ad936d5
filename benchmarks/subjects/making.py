"""A program that makes one workspace: rows in SQL, rollups by the product, people who will ask."""

from __future__ import annotations

import json
import sys

import django
import psycopg


def main() -> None:
    """Make it, and print its id and how many rows it has."""
    django.setup()
    from django.utils import timezone

    from accounts.models import Workspace
    from accounts.tenancy import inside
    from analytics.models import LeadStage, Stage
    from analytics.rollups import rebuild
    from benchmarks.subjects.people import add_people
    from benchmarks.subjects.rows import fill
    from integrations.models import Source

    people, asking, admin_url = json.loads(sys.argv[1])
    acme = Workspace.objects.create(slug="acme", name="Acme", currency="EUR")
    with inside(acme):
        # Nobody answers for it: what a vendor takes is the vendor's.
        now = timezone.now()
        source = Source.objects.create(connector="salesforce", name="CRM", disconnected_at=now)
        for status, stage in (("New", Stage.NONE), ("Working", Stage.MQL), ("Ready", Stage.SQL)):
            LeadStage.objects.create(source=source, status=status, stage=stage)
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute("CREATE EXTENSION pg_stat_statements")
        rows = fill(admin, acme.pk, source.pk, people)
        admin.execute("ANALYZE")
        add_people(acme.pk, source.pk, asking)
        with inside(acme):
            rebuild(source.pk)
        admin.execute("VACUUM ANALYZE")
        admin.execute("CHECKPOINT")
    print(json.dumps({"workspace_id": str(acme.pk), "rows": rows}))


if __name__ == "__main__":
    main()
