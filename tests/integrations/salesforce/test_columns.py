"""One column that came back is filled whatever else a page holds."""

from datetime import UTC, datetime

import pytest

from accounts.tenancy import inside
from analytics.rollups import find_differences, rebuild
from integrations.connectors.entities import Page
from integrations.connectors.salesforce.streams import BY_NAME
from integrations.loading import fill_columns
from integrations.loading.target import target_for
from integrations.models import Opportunity
from tests.analytics.crm import crm_source
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_of_a_row_that_a_page_holds_twice_the_newest_is_filled(cast: Cast) -> None:
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    with inside(cast.acme):
        source = crm_source()
        Opportunity.objects.create(
            workspace_id=cast.acme.pk,
            source_id=source.pk,
            external_id="006A",
            stamp=moment,
            row_hash=b"x",
            created_at=moment,
        )
        rebuild(source.pk)
        target = target_for(
            workspace_id=cast.acme.pk,
            source_id=source.pk,
            stream=BY_NAME["Opportunity"],
            fields=("Id", "SystemModstamp", "LeadSource"),
            currency="USD",
        )
        rows = [("2026-03-03", "New"), ("2026-03-02", "Old")]
        lines = [f'"006A","{day}T00:00:00.000Z","false","{value}"\n' for day, value in rows]
        head = ",".join(f'"{name}"' for name in target.fields) + "\n"
        assert target.fields == ("Id", "SystemModstamp", "IsDeleted", "LeadSource")
        assert fill_columns(target, Page((head + "".join(lines)).encode(), 2, "")).rows == 2
        assert Opportunity.objects.get().lead_source == "New"
        assert find_differences() == []
