"""Who mapped campaigns can be told and forgotten; the mapping itself stays the business's."""

import pytest

from accounts.subjects import Subject
from accounts.tenancy import inside
from analytics.models import CampaignMatch
from analytics.personal_data import collect, erase
from integrations.models import Campaign
from tests.analytics.crm import crm_source
from tests.cast import Cast
from tests.integrations.test_facts import make_ads

pytestmark = pytest.mark.django_db


def test_a_person_is_told_and_forgotten(cast: Cast) -> None:
    with inside(cast.acme):
        crm = Campaign.objects.create(source=crm_source(), external_id="1", kind="crm", name="Fair")
        CampaignMatch.objects.create(
            ad_campaign_id=make_ads().campaigns[0], crm_campaign=crm, made_by=cast.bob
        )
    bob = Subject(emails=(cast.bob.email,))
    (told,) = collect(bob)
    assert [row["ad_campaign__name"] for row in told.rows] == ["Brand"]
    assert collect(Subject(user_id=cast.charlie.pk)) == ()
    with inside(cast.acme):
        assert erase(bob) == ()
    assert erase(bob)[0].erased == 1
    with inside(cast.acme):
        assert CampaignMatch.objects.get().made_by is None
    assert collect(bob) == ()


def test_strangers_have_nothing_here(cast: Cast) -> None:
    stranger = Subject(emails=("nobody@elsewhere.example",))
    assert (collect(stranger), erase(stranger)) == ((), ())
