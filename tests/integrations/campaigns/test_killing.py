"""A worker that is killed around the one call that changes something, and its successor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.jobs.runner import run
from accounts.models import Job
from accounts.tenancy import inside
from integrations.connectors.google_ads.client import Client
from integrations.models import Campaign, CampaignAction
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.campaigns.conftest import BRAND, Ask, Work, again, live, writes

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What no code of ours catches, as a kill is caught by none."""


def _killed(after: bool) -> Callable[..., None]:
    """A change during which the worker dies: before it left, or after it was done there."""
    mutate = Client.mutate

    def dying(self: Client, *place: str, **more: object) -> None:
        if after:
            mutate(self, *place, **more)  # type: ignore[arg-type]
        raise Killed

    return dying


@pytest.mark.parametrize("after", [False, True])
def test_a_killed_workers_successor_repeats_nothing(
    google: dict[str, Campaign],
    vendors: Running,
    cast: Cast,
    ask: Ask,
    work: Work,
    monkeypatch: pytest.MonkeyPatch,
    after: bool,
) -> None:
    action = ask(google[BRAND], "pause")
    vendors.control.reset_counters()
    with inside(cast.acme):
        job = Job.objects.get(task__endswith=".carry_out")
    with monkeypatch.context() as patched:
        patched.setattr(Client, "mutate", _killed(after))
        with pytest.raises(Killed):
            run(cast.acme.pk, job.pk)
    left = again(action)
    assert (left.state, left.sends) == ("running", 1)
    with inside(cast.acme):
        # What nobody renews runs out, and what was sent has had its time to arrive.
        Job.objects.filter(pk=job.pk).update(state="queued", run_after=job.created_at)
        past = timezone.now() - timedelta(minutes=1)
        CampaignAction.objects.filter(pk=action.pk).update(sent_at=past)
    assert work()[-1] == "done"
    assert again(action).state == "done"
    assert live(google[BRAND]).status == "paused"
    assert writes(vendors) == 1
