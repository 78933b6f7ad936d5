"""Acme's sources whose campaigns may be changed, and what asks, works off and looks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Job, User
from accounts.tenancy import inside
from integrations import actions
from integrations.connectors import CONNECTORS
from integrations.connectors.contract import Reports
from integrations.credentials import StoredTokens
from integrations.models import Campaign, CampaignAction, Source
from integrations.selectors import accounts_of
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.connecting import connect
from tests.integrations.working import work_off

BRAND = "Google | Brand | US"
SHARED = "Google | Brand | EU"
LOOKALIKE = "Meta | Lookalike | US"
AT_AD_SETS = "Meta | Retargeting | US"
MUTATE = ":mutate"


def campaigns_here(source: Source) -> dict[str, Campaign]:
    """The campaigns of a source as a sync stores them, without the days; {name: campaign}."""
    engine = CONNECTORS[source.connector].engine
    assert isinstance(engine, Reports)
    assert engine.campaigns is not None
    made = {}
    with inside(source.workspace_id):
        accounts = accounts_of(source)
    with engine.open_client(StoredTokens(source.workspace_id, source.pk)) as client:
        found = [
            (account, one) for account in accounts for one in engine.campaigns(client, account)
        ]
    with inside(source.workspace_id):
        for account, one in found:
            made[one.name] = Campaign.objects.create(
                source=source,
                kind="ad",
                external_id=one.external_id,
                name=one.name,
                platform=one.platform,
                account_external_id=account.external_id,
                status=one.status,
                currency=account.currency,
            )
    return made


def allowed(cast: Cast, connector: str) -> Source:
    """A connected source that may be changed from here, with the right to do so."""
    source = connect(cast.acme, cast.alice, connector)
    with inside(cast.acme):
        source = actions.turn_on_actions(source_id=source.pk)
        lacks = actions.lacks_action_right(source)
    return connect(cast.acme, cast.alice, connector, again=source) if lacks else source


@pytest.fixture
def google(vendors: Running, cast: Cast) -> dict[str, Campaign]:
    return campaigns_here(allowed(cast, "google_ads"))


@pytest.fixture
def meta(vendors: Running, cast: Cast) -> dict[str, Campaign]:
    return campaigns_here(allowed(cast, "meta_ads"))


Ask = Callable[..., CampaignAction]
Work = Callable[..., list[str]]


@pytest.fixture
def ask(cast: Cast) -> Ask:
    """Bob looks at a campaign of Acme's and asks for a change of what he sees."""

    def asked(campaign: Campaign, what: str, by: User | None = None, **more: Any) -> CampaignAction:
        live = actions.live_campaign(workspace_id=cast.acme.pk, campaign_id=campaign.pk)
        assert live.state is not None, live.trouble
        values: dict[str, Any] = {"key": str(uuid4()), "before": live.seen, **more}
        proposal = actions.Proposal(campaign_id=campaign.pk, what=what, **values)
        with inside(cast.acme):
            asker = actions.Asker((by or cast.bob).pk)
            return actions.propose_action(asked=proposal, by=asker)

    return asked


@pytest.fixture
def work(cast: Cast) -> Work:
    """Work off what was asked for, as a worker would; the states in which its job was left."""
    return lambda steps=200: work_off(cast.acme.pk, task="carry_out", steps=steps)


def again(action: CampaignAction) -> CampaignAction:
    """The action as it is stored now."""
    with inside(action.workspace_id):
        return CampaignAction.objects.get(pk=action.pk)


def live(campaign: Campaign) -> Any:
    """How it stands at the platform; raises the trouble why nobody can say."""
    found = actions.live_campaign(workspace_id=campaign.workspace_id, campaign_id=campaign.pk)
    assert found.state is not None, found.trouble
    return found.state


def due_now(workspace_id: Any) -> None:
    """What waits for a moment need not wait any more."""
    with inside(workspace_id):
        for job in Job.objects.filter(state="queued", task__endswith=".carry_out"):
            Job.objects.filter(pk=job.pk).update(run_after=job.created_at)


def writes(vendors: Running) -> int:
    """How many changes the look-alike was asked for."""
    asked = vendors.control.requests()
    return sum(
        one["method"] == "POST" and (MUTATE in one["path"] or "/meta/v25.0/23" in one["path"])
        for one in asked
    )
