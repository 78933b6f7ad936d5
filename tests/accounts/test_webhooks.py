"""Webhooks: signed as the specification says, tried again, let alone, switched off; in order."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from accounts.audit import record
from accounts.errors import Refused
from accounts.jobs import Lease
from accounts.models import (
    AuditEvent,
    DeliveryState,
    Job,
    WebhookDelivery,
    WebhookEndpoint,
    Workspace,
)
from accounts.tenancy import inside
from accounts.webhooks.addresses import checked_host
from accounts.webhooks.endpoints import (
    MadeSecret,
    add_endpoint,
    remove_endpoint,
    rotate_secret,
    send_again,
    send_test,
    switch,
)
from accounts.webhooks.secrets import open_secrets, seal
from accounts.webhooks.sending import attempt
from accounts.webhooks.signing import headers, new_secret
from accounts.webhooks.streaming import ring_streams, stream
from accounts.webhooks.sweeps import forget_deliveries
from tests.accounts.conftest import Browser, deliver_mail
from tests.accounts.receiving import Receiver, receiving
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = "2026-11-28T03:00:00+00:00"


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    return tmp_path_factory.mktemp("tls")


@pytest.fixture
def far(tls, settings, monkeypatch) -> Iterator[Receiver]:  # type: ignore[no-untyped-def]
    with receiving(tls, settings, monkeypatch) as receiver:
        yield receiver


def endpoint_at(far: Receiver, workspace: Workspace) -> MadeSecret:
    """An endpoint that the form would refuse, because it is of this machine."""
    with inside(workspace):
        made = add_endpoint(address="https://siem.acme.example/in", streams=["audit"])
        seal(made.endpoint, "address", f"{far.origin}/in?key=canary")
        made.endpoint.save()
    return made


def lease_of(workspace: Workspace) -> Lease:
    """A hold on a job that nobody else takes."""
    with inside(workspace):
        job = Job.objects.create(
            task="x", queue="webhook", state="running", lease_token=uuid4(), lease_until=None
        )
    assert job.lease_token is not None
    return Lease(workspace.pk, job.pk, job.lease_token, 90)


def send(cast: Cast, delivery_id: UUID) -> timedelta | None:
    return attempt(lease_of(cast.acme), delivery_id)


def test_of(cast: Cast, made: MadeSecret) -> UUID:
    with inside(cast.acme):
        return send_test(endpoint_id=made.endpoint.pk).pk


test_of.__test__ = False  # type: ignore[attr-defined]


def delivery(cast: Cast, delivery_id: UUID) -> WebhookDelivery:
    with inside(cast.acme):
        return WebhookDelivery.objects.get(pk=delivery_id)


def endpoint(cast: Cast, made: MadeSecret) -> WebhookEndpoint:
    with inside(cast.acme):
        return WebhookEndpoint.objects.get(pk=made.endpoint.pk)


def test_the_specifications_library_takes_what_we_sign_and_we_sign_as_it_does() -> None:
    secret, body, at = new_secret(), b'{"type":"webhook.test"}', timezone.now()
    signed = headers("msg_1", int(at.timestamp()), body, [secret])
    assert Webhook(secret).verify(body, signed) == {"type": "webhook.test"}
    assert Webhook(secret).sign("msg_1", at, body.decode()) == signed["webhook-signature"]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body + b" ", signed)
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(body, signed)


def test_a_message_keeps_its_id_and_bytes_over_its_tries(cast: Cast, far: Receiver) -> None:
    made = endpoint_at(far, cast.acme)
    message = test_of(cast, made)
    far.statuses, far.words = [500], b"no, said bob@acme.example"
    wait = send(cast, message)
    assert wait is not None
    assert timedelta(seconds=3) < wait < timedelta(seconds=7)
    assert send(cast, message) is None
    first, second = far.got
    assert first[0]["webhook-id"] == second[0]["webhook-id"] == f"msg_{message.hex}"
    assert first[1] == second[1]
    Webhook(made.secret).verify(second[1], second[0])
    told = delivery(cast, message)
    assert (told.state, told.attempts, told.status) == (DeliveryState.DELIVERED, 2, 204)
    assert send(cast, message) is None
    assert len(far.got) == 2


def test_an_answer_is_kept_short_and_redacted(cast: Cast, far: Receiver) -> None:
    made = endpoint_at(far, cast.acme)
    message = test_of(cast, made)
    far.statuses, far.words = [400], b"<b>bob@acme.example</b> whsec_abc \0" + b"x" * 9000
    send(cast, message)
    kept = delivery(cast, message).answer
    assert "bob@" not in kept
    assert "whsec_abc" not in kept
    assert len(kept) <= 200


def test_a_try_later_is_asked_for_politely(cast: Cast, far: Receiver) -> None:
    message = test_of(cast, endpoint_at(far, cast.acme))
    far.statuses, far.more = [429], {"Retry-After": "600"}
    wait = send(cast, message)
    assert wait is not None
    assert wait >= timedelta(seconds=600)


def test_nine_tries_in_three_days_and_then_a_member_sends_it_again(
    cast: Cast, far: Receiver
) -> None:
    made = endpoint_at(far, cast.acme)
    message = test_of(cast, made)
    far.statuses = [500] * 9
    total = timedelta()
    while (wait := _try_now(cast, made, message)) is not None:
        total += wait
    assert timedelta(days=2) < total < timedelta(days=4)
    told = delivery(cast, message)
    assert (told.state, told.attempts) == (DeliveryState.GIVEN_UP, 9)
    with inside(cast.acme):
        send_again(endpoint_id=made.endpoint.pk, delivery_id=message)
    assert _try_now(cast, made, message) is None
    assert far.got[-1][0]["webhook-id"] == far.got[0][0]["webhook-id"]
    assert delivery(cast, message).state == DeliveryState.DELIVERED


def _try_now(cast: Cast, made: MadeSecret, message: UUID) -> timedelta | None:
    with inside(cast.acme):
        WebhookEndpoint.objects.filter(pk=made.endpoint.pk).update(paused_until=None)
    return send(cast, message)


def test_the_circuit_opens_after_five_failures_and_lets_one_through(
    cast: Cast, far: Receiver
) -> None:
    made = endpoint_at(far, cast.acme)
    messages = [test_of(cast, made) for _ in range(7)]
    far.statuses = [500] * 5
    for message in messages[:5]:
        send(cast, message)
    assert send(cast, messages[5]) is not None
    assert len(far.got) == 5
    with inside(cast.acme):
        WebhookEndpoint.objects.update(paused_until=timezone.now())
    assert send(cast, messages[5]) is None
    assert len(far.got) == 6
    assert endpoint(cast, made).failures == 0


def test_after_five_days_it_is_switched_off_and_the_owners_hear(cast: Cast, far: Receiver) -> None:
    made = endpoint_at(far, cast.acme)
    message = test_of(cast, made)
    with inside(cast.acme):
        WebhookEndpoint.objects.update(failing_since=timezone.now() - timedelta(days=6))
    far.statuses = [500]
    assert send(cast, message) is None
    assert endpoint(cast, made).off_why == "failing"
    deliver_mail(cast.acme)
    assert [sent.to for sent in mail.outbox] == [["alice@acme.example"]] * 2, "added, switched off"
    assert not any("canary" in sent.body for sent in mail.outbox)
    assert send(cast, message) is None
    assert len(far.got) == 1
    with inside(cast.acme):
        switch(endpoint_id=made.endpoint.pk, on=True)
    assert send(cast, message) is None
    assert len(far.got) == 2


def test_whoever_is_gone_for_good_is_left_alone_at_once(cast: Cast, far: Receiver) -> None:
    made = endpoint_at(far, cast.acme)
    far.statuses = [410]
    send(cast, test_of(cast, made))
    assert endpoint(cast, made).off_at is not None


def test_both_secrets_sign_for_a_day(cast: Cast, far: Receiver) -> None:
    made = endpoint_at(far, cast.acme)
    with inside(cast.acme):
        again = rotate_secret(endpoint_id=made.endpoint.pk)
    send(cast, test_of(cast, made))
    sent, body = far.got[0]
    for secret in (made.secret, again.secret):
        Webhook(secret).verify(body, sent)
    with inside(cast.acme):
        WebhookEndpoint.objects.update(old_secret_until=timezone.now() - timedelta(seconds=1))
    forget_deliveries()
    assert endpoint(cast, made).old_secret is None
    with inside(cast.acme):
        assert open_secrets(endpoint(cast, made)) == [again.secret]


def test_secrets_and_addresses_are_sealed(cast: Cast, far: Receiver) -> None:
    row = endpoint(cast, endpoint_at(far, cast.acme))
    for value in (row.secret, row.address):
        assert bytes(value).startswith(b"PX1")


def lines(far: Receiver) -> list[int]:
    return [line["seq"] for _h, body in far.got for line in json.loads(body)["data"]["events"]]


def test_the_trail_comes_whole_and_in_order(cast: Cast, far: Receiver, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("accounts.webhooks.streaming._LINES", 2)
    made = endpoint_at(far, cast.acme)
    with inside(cast.acme):
        for number in range(4):
            record("source.paused", number=number)
        asked = Job.objects.filter(task="accounts.tasks.stream_trail")
        assert asked.count() == 1
        events = list(AuditEvent.objects.order_by("seq"))
    far.statuses = [204, 500]
    lease = lease_of(cast.acme)
    assert stream(lease, made.endpoint.pk) is not None
    assert endpoint(cast, made).cursor == events[1].seq
    assert stream(lease, made.endpoint.pk) is None
    wanted = [event.seq for event in events]
    # The two that were refused once are there twice, under one id; nothing is missing.
    assert lines(far) == [*wanted[:4], *wanted[2:]]
    first = json.loads(far.got[0][1])
    assert first["type"] == "audit.events"
    assert first["data"]["events"][0]["hash"] == bytes(events[0].hash).hex()
    assert endpoint(cast, made).cursor == wanted[-1]


def test_the_trail_is_never_given_up_and_goes_on_from_its_cursor(cast: Cast, far: Receiver) -> None:
    made = endpoint_at(far, cast.acme)
    far.statuses = [500] * 11
    lease = lease_of(cast.acme)
    for _ in range(11):
        with inside(cast.acme):
            WebhookEndpoint.objects.update(paused_until=None)
        assert stream(lease, made.endpoint.pk) is not None
    with inside(cast.acme):
        WebhookEndpoint.objects.update(paused_until=None)
    assert stream(lease, made.endpoint.pk) is None
    assert lines(far)[-1] == endpoint(cast, made).cursor


def test_a_sweep_finds_whoever_lags(cast: Cast, far: Receiver) -> None:
    made = endpoint_at(far, cast.acme)
    with inside(cast.acme):
        Job.objects.all().delete()
    assert ring_streams() == 1
    assert stream(lease_of(cast.acme), made.endpoint.pk) is None
    assert ring_streams() == 0


def test_charlie_sees_no_webhook_and_gets_no_line_of_acme(cast: Cast, far: Receiver) -> None:
    made = endpoint_at(far, cast.acme)
    with inside(cast.rival):
        record("source.paused")
        assert not WebhookEndpoint.objects.exists()
        assert not WebhookDelivery.objects.exists()
        assert not Job.objects.exists()
        with pytest.raises(WebhookEndpoint.DoesNotExist):
            remove_endpoint(endpoint_id=made.endpoint.pk)


def test_old_messages_are_forgotten_and_what_waits_is_not(cast: Cast, far: Receiver) -> None:
    made = endpoint_at(far, cast.acme)
    sent, waiting = test_of(cast, made), test_of(cast, made)
    send(cast, sent)
    with inside(cast.acme):
        WebhookDelivery.objects.update(created_at=timezone.now() - timedelta(days=31))
    forget_deliveries()
    with inside(cast.acme):
        assert list(WebhookDelivery.objects.values_list("pk", flat=True)) == [waiting]


@pytest.mark.parametrize(
    "address",
    [
        *("http://siem.acme.example/", "ftp://siem.acme.example/", "https://localhost/"),
        *("https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/", "https://127.1/"),
        *("https://0x7f000001/", "https://169.254.169.254/latest", "https://metadata/"),
        *("https://u:p@siem.acme.example/", "https://siem.acme.example:8080/", "https:///"),
        *("https://siem.acme.example\\@evil.example/", "https://db.internal/", "https://[/"),
    ],
)
def test_addresses_inside_are_refused(address: str) -> None:
    with pytest.raises(Refused):
        checked_host(address)


def test_a_name_that_leads_inside_is_not_called(cast: Cast) -> None:
    with inside(cast.acme):
        made = add_endpoint(address="https://siem.acme.example/", streams=["audit"])
        seal(made.endpoint, "address", "https://localhost/")
        made.endpoint.save()
    message = test_of(cast, made)
    assert send(cast, message) is not None
    assert "not an address of the public internet" in delivery(cast, message).answer


def test_the_page_shows_a_secret_once(cast: Cast, browser: Browser) -> None:
    alice = browser(cast.alice)
    form = {"address": "https://siem.acme.example/in?key=canary", "streams": ["audit"]}
    page = alice.post("/w/acme/settings/webhooks/", form).content.decode()
    assert "whsec_" in page
    with inside(cast.acme):
        one = WebhookEndpoint.objects.get()
    path = f"/w/acme/settings/webhooks/{one.pk}/"
    for address in ("/w/acme/settings/webhooks/", path):
        page = alice.get(address).content.decode()
        assert "whsec_" not in page
        assert "canary" not in page
    assert "whsec_" in alice.post(f"{path}secret/").content.decode()
    assert alice.post(f"{path}test/").status_code == 302
    assert "webhook.test" not in (page := alice.get(path).content.decode())
    assert "msg_" in page
    bad = alice.post("/w/acme/settings/webhooks/", {**form, "address": "https://10.0.0.1/"})
    assert "public internet" in bad.content.decode()
