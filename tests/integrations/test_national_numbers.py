"""What sources and files send is stored without CPR numbers; that they send them is told."""

from datetime import date

import pytest

from accounts.models import QuarantinedNumber, Workspace
from accounts.tenancy import inside
from integrations.connectors.entities import Page
from integrations.connectors.google_analytics.reports import checked_rows
from integrations.connectors.salesforce.streams import BY_NAME
from integrations.facts import AdCampaign, ensure_campaigns
from integrations.facts.visits import VisitDay
from integrations.loading import load_page, rewriter_for
from integrations.loading.target import target_for
from integrations.models import Campaign, Lead, PersonField, Source
from integrations.opening import open_person_field
from integrations.selectors.people import SHOW_PEOPLE
from tests.analytics.crm import crm_source
from tests.cast import Cast
from tests.integrations.files.conftest import Importer, importer

__all__ = ["importer"]

pytestmark = pytest.mark.django_db
NUMBER = "211062-5629"
LEAD = ("Id", "SystemModstamp", "LeadSource", "LastName", "CreatedDate")
MOMENT = "2026-03-01T00:00:00.000Z"


def found(workspace: Workspace) -> dict[str, int]:
    with inside(workspace):
        rows = QuarantinedNumber.objects.filter(numbers=None).values_list("place", "count")
        return dict(rows)


def load_lead(cast: Cast, source: Source, lead_source: str, name: str) -> None:
    target = target_for(
        workspace_id=cast.acme.pk,
        source_id=source.pk,
        stream=BY_NAME["Lead"],
        fields=LEAD,
        currency="USD",
    )
    values = {
        "Id": "2110625629",
        "SystemModstamp": MOMENT,
        "IsDeleted": "false",
        "LeadSource": lead_source,
        "LastName": name,
        "CreatedDate": MOMENT,
    }
    lines = (target.fields, [values[field] for field in target.fields])
    data = "".join(",".join(f'"{cell}"' for cell in line) + "\n" for line in lines).encode()
    rewriter = rewriter_for(target, ["LastName"])
    assert rewriter is not None
    load_page(rewriter.target, Page(data, 1, ""), rewriter.rewrite(data))


def test_a_synced_field_is_stored_without_its_number_and_ids_are_left_alone(cast: Cast) -> None:
    """Statement 6: columns and sealed fields of people; an id that looks like a number stays."""
    with inside(cast.acme):
        source = crm_source()
        load_lead(cast, source, f"Called, said {NUMBER}", f"Dora ({NUMBER})")
        lead = Lead.objects.get()
        assert (lead.external_id, lead.lead_source) == ("2110625629", "Called, said [CPR]")
        row = PersonField.objects.get()
        value = open_person_field(
            cast.acme.pk, row.field, row.row_id, row.sealed, purpose=SHOW_PEOPLE
        )
        assert value == "Dora ([CPR])"
        assert QuarantinedNumber.objects.filter(source_id=source.pk).count() == 2
    assert found(cast.acme) == {
        "integrations.lead.lead_source": 1,
        "integrations.personfield.sealed#Lead.LastName": 1,
    }
    assert found(cast.rival) == {}


def test_a_page_without_numbers_leaves_no_finding(cast: Cast) -> None:
    """Statement 6: telephone numbers and the like are no findings."""
    with inside(cast.acme):
        load_lead(cast, crm_source(), "Tel. 33 92 00 00", "Dora")
        assert Lead.objects.get().lead_source == "Tel. 33 92 00 00"
    assert found(cast.acme) == {}


def test_campaigns_of_ad_platforms_are_named_without_it(cast: Cast) -> None:
    """Statement 6: whatever a platform calls a campaign."""
    with inside(cast.acme):
        source = crm_source()
        ensure_campaigns(source_id=source.pk, campaigns=[AdCampaign("2110625629", f"To {NUMBER}")])
        campaign = Campaign.objects.get(kind="ad")
        assert (campaign.external_id, campaign.name) == ("2110625629", "To [CPR]")
    assert found(cast.acme) == {"integrations.campaign.name": 1}


def test_words_of_a_link_are_read_without_it() -> None:
    """Statement 6: two origins that are one without the number are added up."""
    day = date(2026, 3, 1)
    rows = [
        VisitDay(day, "mail", "email", f"hello {number}", "Email", sessions=1)
        for number in (NUMBER, "010180-0004")
    ]
    (row,) = checked_rows(day, rows)
    assert (row.session_campaign, row.sessions) == ("hello [CPR]", 2)


def test_a_file_is_imported_without_it(importer: Importer) -> None:
    """Statement 6: imported cells."""
    rows = [f"2026-03-{day:02},To {NUMBER},100,5,1.50" for day in range(1, 4)]
    importer("Day,Campaign,Impressions,Clicks,Amount spent (EUR)\n" + "\n".join(rows))
    with inside(importer.cast.acme):
        assert Campaign.objects.get().name == "To [CPR]"
    assert found(importer.cast.acme) == {"integrations/*.csv#campaign": 3}
