"""Two people who bring a first file in the same moment share what the plan has room for."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from accounts.errors import Refused
from accounts.tenancy import inside
from billing.entitlements import limit_of
from integrations.files.store import Upload
from integrations.models import Source
from integrations.services import files
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.integrations.files.conftest import Importer

DAY = "Day,Campaign,Impressions,Clicks,Amount spent (EUR)\n2026-03-01,Brand,100,5,1.50\n"


@pytest.fixture
def cast(fresh_database: FreshDatabase) -> Cast:
    """The cast with real commits, so that threads see each other."""
    return make_cast()


def test_sources_made_at_once_never_exceed_the_plan(cast: Cast, importer: Importer) -> None:
    limit = limit_of(cast.acme.pk, "sources")
    assert limit
    with inside(cast.acme):
        for number in range(limit - 1):
            Source.objects.create(connector="salesforce", name=f"Here {number}")
    uploads = [importer.upload(DAY, name=f"{name}.csv") for name in ("one", "two")]
    start = Barrier(len(uploads))

    def bring(upload: Upload) -> str:
        start.wait(10)
        try:
            with inside(cast.acme):
                header = tuple(upload.choices["header"])
                wanted = files.FileImport(None, upload.name)
                files.start_import(upload=upload, header=header, wanted=wanted)
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(uploads)) as pool:
        assert sorted(pool.map(bring, uploads)) == ["done", "sources_limit"]
    with inside(cast.acme):
        assert Source.objects.count() == limit
