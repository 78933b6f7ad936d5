"""What a plan cannot do is refused at each door with a way out, and told before it is tried."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from accounts.api_keys import bucket
from accounts.audit import record
from accounts.errors import NotInPlan
from accounts.jobs import Lease
from accounts.limits import resume
from accounts.models import ApiKey, Job, Membership, Role, WebhookDelivery, WebhookEndpoint
from accounts.services.api_keys import create_api_key, rotate_api_key
from accounts.tenancy import inside
from accounts.webhooks.endpoints import add_endpoint, send_test
from accounts.webhooks.secrets import seal
from accounts.webhooks.streaming import ring_streams, stream
from billing.plans import CATALOGUE, FREE
from tests.accounts.receiving import Receiver, receiving
from tests.billing.pages.conftest import Browser, browser, buy
from tests.cast import Cast

pytestmark = pytest.mark.django_db
__all__ = ["browser"]
_PAGES = ("api-keys", "webhooks", "single-sign-on", "directory")
KEYS, HOOKS, SSO, DIRECTORY = (f"/w/acme/settings/{page}/" for page in _PAGES)
PLANS = "/w/acme/settings/billing/plans/"


@pytest.fixture
def far(tmp_path_factory: Any, settings: Any, monkeypatch: Any) -> Iterator[Receiver]:
    with receiving(tmp_path_factory.mktemp("tls"), settings, monkeypatch) as receiver:
        yield receiver


def make_key(cast: Cast) -> str:
    owner = Membership.objects.get(user=cast.alice, workspace=cast.acme)
    with inside(cast.acme):
        return create_api_key(name="BI", scopes=["numbers.view"], days=9, by=owner).secret


def me(key: str) -> tuple[int, Any, dict[str, Any]]:
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, answer, json.loads(answer.content)


def lease_of(cast: Cast) -> Lease:
    with inside(cast.acme):
        job = Job.objects.create(task="x", queue="webhook", state="running", lease_token=uuid4())
    assert job.lease_token is not None
    return Lease(cast.acme.pk, job.pk, job.lease_token, 90)


def listener(cast: Cast, far: Receiver) -> UUID:
    """An endpoint of this machine, which the form would refuse."""
    with inside(cast.acme):
        endpoint = add_endpoint(address="https://siem.acme.example/in", streams=["audit"]).endpoint
        seal(endpoint, "address", f"{far.origin}/in")
        endpoint.save()
    return endpoint.pk


def test_a_key_is_refused_without_the_api_and_good_again_with_it(cast: Cast, settings: Any) -> None:
    settings.PUBLIC_URL = "https://proactivox.example"
    key = make_key(cast)
    assert me(key)[0] == 200
    buy(cast.acme, status="canceled")
    status, answer, body = me(key)
    assert (status, answer["Content-Type"]) == (402, "application/problem+json")
    assert body["title"] == "The API is part of the Team plan; this workspace has Free."
    assert body["code"] == "plan_lacks_feature"
    assert body["detail"] == "An owner can move to the Team plan."
    assert body["action"] == {
        "label": "See the plans",
        "href": f"https://proactivox.example{PLANS}",
    }
    buy(cast.acme)
    assert me(key)[0] == 200


def test_no_key_is_made_or_renewed_without_the_api(cast: Cast) -> None:
    make_key(cast)
    buy(cast.acme, status="canceled")
    with pytest.raises(NotInPlan, match="The API is part of the Team plan"):
        make_key(cast)
    owner = Membership.objects.get(user=cast.alice, workspace=cast.acme)
    with inside(cast.acme), pytest.raises(NotInPlan, match="The API"):
        rotate_api_key(key_id=ApiKey.objects.get().pk, hours=1, by=owner)
    with inside(cast.acme):
        assert ApiKey.objects.count() == 1


def test_locked_pages_explain_instead_of_asking(cast: Cast, browser: Browser) -> None:
    """Each in the place of its form; the owner has a link, an admin is told whom to ask."""
    alice = browser(cast.alice)
    forms = {KEYS: "Make the key", HOOKS: "What is sent", SSO: "Connect by SAML"}
    forms[DIRECTORY] = "Make a token"
    for page, form in forms.items():
        text = alice.get(page).content.decode()
        assert form in text, page
        assert "Not in your plan" not in text, page
    buy(cast.acme, status="canceled")
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    bob = browser(cast.bob)
    for page, form in forms.items():
        text = alice.get(page).content.decode()
        assert form not in text, page
        assert "Not in your plan" in text, page
        assert f'href="{PLANS}"' in text, page
        if page not in (SSO, DIRECTORY):  # which are for owners alone
            text = bob.get(page).content.decode()
            assert "The plan is in the hands of Alice." in text, page
            assert PLANS not in text, page


def test_a_refused_form_links_to_the_plans_for_owners_alone(cast: Cast, browser: Browser) -> None:
    buy(cast.acme, status="canceled")
    form = {"email": "dora@acme.example", "role": "viewer"}
    text = browser(cast.alice).post("/w/acme/settings/members/invite/", form).content.decode()
    assert "The Free plan holds 2 members." in text
    assert f'<a href="{PLANS}">See the plans</a>' in text
    Membership.objects.filter(user=cast.bob).update(role=Role.ADMIN)
    text = browser(cast.bob).post("/w/acme/settings/members/invite/", form).content.decode()
    assert "The plan is in the hands of Alice." in text
    assert PLANS not in text


def test_the_stream_waits_where_it_stood_and_goes_on_with_the_plan(
    cast: Cast, far: Receiver, browser: Browser
) -> None:
    endpoint = listener(cast, far)
    buy(cast.acme, plan_key="team")
    with inside(cast.acme):
        record("member.joined", role="viewer")
        send_test(endpoint_id=endpoint)
    assert ring_streams() == 0
    assert stream(lease_of(cast), endpoint) is None
    assert far.got == []
    text = browser(cast.alice).get(HOOKS).content.decode()
    assert "Paused: not in your plan" in text
    assert "nothing is lost" in text
    with inside(cast.acme), pytest.raises(NotInPlan, match="The audit trail as a stream is part"):
        add_endpoint(address="https://other.acme.example/in", streams=["audit"])
    buy(cast.acme, plan_key="business")
    with inside(cast.acme):
        Job.objects.all().delete()
        resume()
        asked = set(Job.objects.values_list("task", flat=True))
        waiting = WebhookDelivery.objects.get(kind="webhook.test").state
    assert {"accounts.tasks.stream_trail", "accounts.tasks.send_webhook"} <= asked
    assert waiting == "waiting"
    assert stream(lease_of(cast), endpoint) is None
    told = json.loads(far.got[-1][1])["data"]["events"]
    assert "member.joined" in [line["action"] for line in told]
    with inside(cast.acme):
        last = WebhookEndpoint.objects.get().cursor
    assert last == told[-1]["seq"]


def test_calls_beyond_the_month_are_refused_until_the_next(
    cast: Cast, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No plan sold today has an API and an end of calls that is not paid for: one is made up."""
    key, other = make_key(cast), cast.rival.pk
    limited = {"api_calls": 3, "features": frozenset({"api"})}
    small = type(FREE)(**{**vars(FREE), **limited})
    monkeypatch.setitem(CATALOGUE, "free", small)
    monkeypatch.setattr("billing.standing.FREE", small)
    buy(cast.acme, status="canceled")
    bucket._client().delete(*bucket._client().keys("px:calls:*") or ["none"])
    assert [me(key)[0] for _ in range(4)] == [200, 200, 200, 429]
    _status, answer, body = me(key)
    assert body["code"] == "api_calls_limit"
    assert "3 API calls a month" in body["title"]
    assert "The next month brings new ones" in body["detail"]
    assert 0 < int(answer["Retry-After"]) <= 31 * 86_400
    # What was refused is not counted, and nobody else's calls are.
    assert bucket.calls_this_month(cast.acme.pk) == 3
    assert bucket.calls_this_month(other) == 0
    buy(cast.acme, plan_key="team")
    assert me(key)[0] == 200
