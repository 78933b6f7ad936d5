"""Changes of campaigns for programs: what was asked and what came of it, without who it was."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.http import urlencode

from accounts.permissions import Permission
from accounts.tenancy import inside, new_id
from integrations.models import ActionStep, CampaignAction
from tests.api_keys import get, key_for
from tests.cast import Cast
from tests.counting import assert_same_queries
from tests.integrations.test_facts import make_ads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clean_cache")]
ALL = "/api/v1/actions"


def asked(cast: Cast, **more: Any) -> CampaignAction:
    """A budget that Bob asked for, and that waits for a second member."""
    with inside(cast.acme):
        ads = make_ads()
        values: dict[str, Any] = {
            "source": ads.source,
            "campaign_id": ads.campaigns[0],
            "what": "budget",
            "state": "proposed",
            "before": {"daily_budget_micros": 10_000_000},
            "wanted": {"daily_budget_micros": 20_000_000},
            "reason": "It earns more than it costs.",
            "currency": "USD",
            "asked_by": cast.bob.pk,
            "key": str(new_id()),
            **more,
        }
        action = CampaignAction(**values)
        action.save(force_insert=True)
        ActionStep.objects.create(action=action, what="asked", by=cast.bob.pk)
    return action


def test_an_action_tells_what_was_asked_and_names_nobody(cast: Cast) -> None:
    action = asked(cast)
    secret = key_for(cast.alice, cast.acme, [Permission.VIEW_NUMBERS])
    (listed,) = get(secret, f"{ALL}?state=waiting&what=budget").json()["actions"]
    whole = get(secret, f"{ALL}/{action.pk}")
    assert {name: whole.json()[name] for name in listed} == listed
    assert (listed["campaign_name"], listed["after"], listed["trouble"]) == ("Brand", None, None)
    assert listed["wanted"] == {"status": None, "daily_budget_micros": 20_000_000}
    assert [step["what"] for step in whole.json()["steps"]] == ["asked"]
    assert str(cast.bob.pk) not in whole.content.decode()
    later = urlencode({"since": (timezone.now() + timedelta(days=1)).isoformat()})
    for none in ("state=done", "what=pause", later):
        assert get(secret, f"{ALL}?{none}").json()["actions"] == [], none


def test_what_is_done_to_records_of_people_is_not_told(cast: Cast) -> None:
    action = asked(
        cast, campaign_id=None, record_kind="lead", record_external_id="00Q7", what="task"
    )
    secret = key_for(cast.alice, cast.acme)
    assert get(secret, ALL).json()["actions"] == []
    assert get(secret, f"{ALL}/{action.pk}").status_code == 404


def test_charlies_key_finds_nothing_of_acme(cast: Cast) -> None:
    action, secret = asked(cast), key_for(cast.charlie, cast.rival)
    assert get(secret, ALL).json()["actions"] == []
    assert get(secret, f"{ALL}/{action.pk}").status_code == 404


def test_a_list_of_three_costs_as_much_as_one(cast: Cast) -> None:
    secret = key_for(cast.bob, cast.acme)
    assert_same_queries(lambda: get(secret, ALL), lambda: asked(cast))
