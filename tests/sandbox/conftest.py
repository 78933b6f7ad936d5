"""One sandbox for all of these tests, set back before each."""

from collections.abc import Iterator

import httpx
import pytest
import requests
import stripe
from simple_salesforce.api import Salesforce

from sandbox.control.client import Control
from sandbox.serving import Running, running
from tests.sandbox.flows import browser, granted
from tests.sandbox.stripes import client_of

UNTIL = "2026-11-20T15:00:00+00:00"
SEED, LEADS = 11, 1100


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("sandbox")
    mail_dir = tmp_path_factory.mktemp("mail")
    with running(folder, seed=SEED, leads=LEADS, until=UNTIL, mail_dir=mail_dir) as found:
        found.ready["mail_dir"] = str(mail_dir)
        yield found


@pytest.fixture
def control(served: Running) -> Control:
    served.control.reset(grants=True)
    return served.control


@pytest.fixture
def web(served: Running, control: Control) -> Iterator[httpx.Client]:
    """A client that trusts the sandbox and holds no token."""
    with browser(served) as client:
        yield client


@pytest.fixture
def api(served: Running, web: httpx.Client) -> httpx.Client:
    """A client with a good access token; its addresses begin after /services/data/v64.0."""
    tokens = granted(served, web)
    web.headers["Authorization"] = f"Bearer {tokens['access_token']}"
    web.base_url = httpx.URL(f"{tokens['instance_url']}/services/data/v64.0/")
    return web


@pytest.fixture
def simple(served: Running, control: Control) -> Iterator[Salesforce]:
    """simple-salesforce as a product would use it: with a token and an instance_url."""
    with browser(served) as client, requests.Session() as session:
        tokens = granted(served, client)
        session.trust_env = False
        session.verify = served.ca_path
        yield Salesforce(
            session_id=tokens["access_token"],
            instance_url=tokens["instance_url"],
            session=session,
            version="64.0",
        )


@pytest.fixture
def shop(served: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[stripe.StripeClient]:
    """stripe-python at an empty account of the look-alike, which it trusts."""
    monkeypatch.setattr(stripe, "ca_bundle_path", served.ca_path)
    served.control.stripe_clear()
    yield client_of(served)
    served.control.clear_faults()
