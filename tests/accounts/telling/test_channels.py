"""Channels of Slack and Teams: who may be called, what stands in a message, tries and pauses."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.urls import reverse

from accounts.egress import Recipient
from accounts.errors import Refused
from accounts.jobs import Lease
from accounts.models import (
    ChannelPost,
    InboxItem,
    Job,
    Severity,
    TellingChannel,
    Told,
    WebhookDelivery,
)
from accounts.telling import Money, Said, tell
from accounts.telling.channels.hosts import checked_address
from accounts.telling.channels.keeping import add_channel, remove_channel, send_test, switch
from accounts.telling.channels.sending import PAUSES_AT, attempt
from accounts.tenancy import inside
from accounts.webhooks.endpoints import add_endpoint
from tests.accounts.conftest import Browser
from tests.accounts.receiving import Receiver, receiving
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SLACK = "https://hooks.slack.com/services/T0/B0/secret"
TEAMS = "https://prod-07.westeurope.logic.azure.com:443/workflows/abc/triggers/manual/paths/invoke"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    return tmp_path_factory.mktemp("tls")


@pytest.fixture
def far(tls, settings, monkeypatch) -> Iterator[Receiver]:  # type: ignore[no-untyped-def]
    with receiving(tls, settings, monkeypatch) as receiver:
        here = Recipient("Receiver", ("localhost",), "tests", allows_sandbox=True)
        monkeypatch.setattr(
            "accounts.telling.channels.hosts.RECIPIENTS", {"slack": here, "teams": here}
        )
        yield receiver


def channel_at(address: str, kind: str = "slack", kinds: tuple[str, ...] = ()) -> TellingChannel:
    return add_channel(
        kind=kind, name="#growth", address=address, kinds=kinds, least=Severity.WARNING
    )


def tell_of(
    key: str = "7", *, resolved: bool = False, severity: Severity = Severity.SEVERE, n: int = 1
) -> None:
    tell(
        kind="incident",
        key=key,
        title=Said("%(name)s fell", {"name": f"*Bold* <!channel> & {n}"}),
        text=Said("%(spend)s", {"spend": Money(1_234_500_000, "EUR")}),
        url="/w/acme/things/7/",
        severity=severity,
        resolved=resolved,
    )


def try_post(cast: Cast) -> timedelta | None:
    """One try at the newest message, as a worker makes it."""
    with inside(cast.acme):
        posts = ChannelPost.objects.exclude(told__kind="channel_failed")
        row = posts.latest("created_at")
        job = Job.objects.create(
            task="x", queue="webhook", state="running", lease_token=uuid4(), lease_until=None
        )
    assert job.lease_token is not None
    return attempt(Lease(cast.acme.pk, job.pk, job.lease_token, 90), row.pk)


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("slack", "http://hooks.slack.com/services/T/B/x"),
        ("slack", "https://hooks.slack.com.evil.example/services/T/B/x"),
        ("slack", "https://evil.example/services/T/B/x"),
        ("slack", "https://hooks.slack.com:8443/services/T/B/x"),
        ("slack", "https://user@hooks.slack.com/services/T/B/x"),
        ("slack", "https://hooks.slack.com/"),
        ("slack", "https://169.254.169.254/latest/meta-data"),
        ("slack", TEAMS),
        ("teams", SLACK),
        ("teams", "https://logic.azure.com/x"),
        ("teams", "https://acme.webhook.office.com/webhookb2/x"),
        ("teams", "https://localhost/x"),
    ],
)
def test_an_address_that_is_not_the_vendors_is_refused(kind: str, address: str) -> None:
    with pytest.raises(Refused):
        checked_address(kind, address)


def test_the_vendors_addresses_are_taken_and_kept_sealed(cast: Cast) -> None:
    assert checked_address("teams", TEAMS) == "prod-07.westeurope.logic.azure.com"
    power = "https://default0a.1b.environment.api.powerplatform.com:443/powerautomate/x?sig=y"
    assert checked_address("teams", power).endswith(".powerplatform.com")
    with inside(cast.acme):
        channel = channel_at(SLACK)
        assert b"secret" not in bytes(channel.address)
        assert b"services" not in bytes(channel.address)


def test_what_was_typed_is_plain_text_in_both(cast: Cast) -> None:
    with inside(cast.acme):
        channel_at(SLACK)
        channel_at(TEAMS, "teams")
        tell_of()
        bodies = {post.channel.kind: json.loads(post.body) for post in ChannelPost.objects.all()}
        path = reverse("accounts:inbox_item", args=[cast.acme.slug, Told.objects.get().pk])
    slack, teams = bodies["slack"], bodies["teams"]
    assert slack["text"] == "*Bold* &lt;!channel&gt; &amp; 1 fell"
    header = slack["blocks"][0]["text"]
    assert (header["type"], header["text"]) == ("plain_text", "*Bold* <!channel> & 1 fell")
    assert "/w/acme/inbox/" in slack["blocks"][-1]["elements"][0]["text"]
    card = teams["attachments"][0]["content"]
    assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
    assert card["body"][0]["inlines"][0]["text"] == "*Bold* <!channel> & 1 fell"
    assert card["actions"][0]["url"] == f"{settings.PUBLIC_URL}{path}"


def test_what_is_too_long_for_the_vendor_is_cut(cast: Cast) -> None:
    with inside(cast.acme):
        channel_at(SLACK)
        tell(
            kind="incident",
            key="1",
            title=Said("%(name)s", {"name": "x" * 500}),
            text=Said("%(name)s", {"name": "y" * 9000}),
            url="/",
            severity=Severity.SEVERE,
        )
        blocks = json.loads(ChannelPost.objects.get().body)["blocks"]
    assert [len(block["text"]["text"]) for block in blocks[:2]] == [150, 2000]


def test_a_channel_hears_its_kinds_from_its_severity_on_and_their_end(cast: Cast) -> None:
    with inside(cast.acme):
        channel_at(SLACK, kinds=("budget",))
        mine = channel_at(SLACK, kinds=("incident",))
        tell_of("minor", severity=Severity.NOTE)
        tell_of()
        tell_of()
        tell_of(resolved=True)
        posts = ChannelPost.objects.order_by("created_at", "id")
        assert {post.channel_id for post in posts} == {mine.pk}
        said = [json.loads(post.body)["blocks"][-1]["elements"][0]["text"] for post in posts]
    assert [text.split(" ·")[0] for text in said] == ["Severe", "Over"]


def test_it_speaks_the_workspaces_language(cast: Cast, danish: None) -> None:
    cast.acme.language = "da"
    cast.acme.save(update_fields=["language"])
    with inside(cast.acme):
        channel_at(SLACK)
        tell_of()
        blocks = json.loads(ChannelPost.objects.get().body)["blocks"]
    assert blocks[1]["text"]["text"] == "EUR\xa01.234,50"
    assert blocks[-1]["elements"][0]["text"].startswith("Alvorlig")


def test_a_message_is_sent_once_and_its_outcome_is_shown(
    cast: Cast, far: Receiver, browser: Browser
) -> None:
    with inside(cast.acme):
        channel = channel_at(f"{far.origin}/services/x")
        send_test(channel_id=channel.pk)
    assert try_post(cast) is None
    assert try_post(cast) is None
    assert len(far.got) == 1
    shown = browser(cast.alice).get(f"/w/acme/settings/channels/{channel.pk}/").content.decode()
    assert "Delivered" in shown
    assert "services" not in shown


def test_it_waits_as_long_as_it_is_asked_to(cast: Cast, far: Receiver) -> None:
    far.statuses, far.more = [429, 500], {"Retry-After": "900"}
    with inside(cast.acme):
        channel_at(f"{far.origin}/services/x")
        tell_of()
    wait = try_post(cast)
    assert wait is not None
    assert wait >= timedelta(seconds=900)
    assert try_post(cast) is not None
    assert try_post(cast) is None
    assert len(far.got) == 3


def test_a_message_that_the_vendor_cannot_read_is_given_up_alone(cast: Cast, far: Receiver) -> None:
    far.statuses, far.words = [400], b"invalid_blocks"
    with inside(cast.acme):
        channel_at(f"{far.origin}/services/x")
        tell_of()
    assert try_post(cast) is None
    with inside(cast.acme):
        assert ChannelPost.objects.get().state == "given_up"
        assert TellingChannel.objects.get().paused_at is None


def test_a_channel_that_is_gone_is_paused_and_admins_are_told(cast: Cast, far: Receiver) -> None:
    far.statuses, far.words = [404], b"no_service"
    with inside(cast.acme):
        channel = channel_at(f"{far.origin}/services/x")
        tell_of()
    assert try_post(cast) is None
    with inside(cast.acme):
        paused = TellingChannel.objects.get()
        assert (paused.paused_at is not None, paused.paused_why) == (True, "404 no_service")
        told = InboxItem.objects.get(kind="channel_failed")
        assert told.user_id == cast.alice.pk
        assert "no_service" in told.told.said["text"]["values"]["answer"]
        # What waits goes first when it goes on.
        switch(channel_id=channel.pk, on=True)
        assert InboxItem.objects.get(kind="channel_failed").told.resolved_at is not None
    try_post(cast)
    with inside(cast.acme):
        assert ChannelPost.objects.get(told__kind="incident").state == "delivered"


def test_a_channel_that_keeps_failing_is_paused(cast: Cast, far: Receiver) -> None:
    far.statuses = [500]
    with inside(cast.acme):
        channel_at(f"{far.origin}/services/x")
        tell_of()
        TellingChannel.objects.update(failures=PAUSES_AT - 1)
    assert try_post(cast) is None
    with inside(cast.acme):
        assert TellingChannel.objects.get().paused_why.startswith("500")


def test_a_removed_channel_is_forgotten(cast: Cast) -> None:
    with inside(cast.acme):
        channel = channel_at(SLACK)
        tell_of()
        remove_channel(channel_id=channel.pk)
        assert not ChannelPost.objects.exists()
        assert not TellingChannel.objects.exists()


def test_signed_webhooks_are_told_as_well(cast: Cast) -> None:
    with inside(cast.acme):
        add_endpoint(address="https://siem.acme.example/in", streams=["told"])
        tell_of()
        tell_of(n=2)
        tell_of(n=2, resolved=True)
        kinds = WebhookDelivery.objects.order_by("created_at").values_list("kind", flat=True)
        assert list(kinds) == ["incident.opened", "incident.updated", "incident.resolved"]
        said = json.loads(WebhookDelivery.objects.earliest("created_at").body)["data"]
    assert said["severity"] == "severe"
    assert mail.outbox == []


def test_the_form_says_what_is_wrong_with_an_address(cast: Cast, browser: Browser) -> None:
    answer = browser(cast.alice).post(
        "/w/acme/settings/channels/",
        {"kind": "teams", "name": "x", "address": "https://a.webhook.office.com/b", "least": "2"},
    )
    assert "which Microsoft has retired" in answer.content.decode()
    with inside(cast.acme):
        assert not TellingChannel.objects.exists()
