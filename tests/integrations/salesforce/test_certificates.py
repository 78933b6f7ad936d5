"""The second way in: tokens for what our key signed, checked by the sandbox as by Salesforce."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography import x509
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.audit import damages
from accounts.crypto import decrypt
from accounts.errors import Refused, Trouble
from accounts.models import AuditEvent, Job
from accounts.tenancy import inside
from billing.plans import TRIAL_PLAN
from integrations import certificates
from integrations.connectors.salesforce import jwt
from integrations.connectors.tokens import Signer
from integrations.credentials import StoredTokens
from integrations.models import Certificate, Credential, Source, SyncRun
from integrations.services import (
    Connected,
    begin_certificate,
    connect_by_certificate,
    disconnect_source,
    request_sync,
)
from integrations.services.sweeps import forget_certificates
from sandbox.serving import Running
from tests.cast import Cast
from tests.integrations.connecting import connect
from tests.integrations.salesforce.comparing import differences
from tests.integrations.working import work_off

Sync = Callable[[], list[str]]
JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def made(cast: Cast, source_id: UUID | None = None) -> Certificate:
    with inside(cast.acme):
        return begin_certificate(connector="salesforce", source_id=source_id)


def upload(salesforce: Running, row: Certificate, **more: Any) -> dict[str, str]:
    """What Acme's admin does in Setup: {"consumer_key", "username"}."""
    found: dict[str, str] = salesforce.control.post(
        "/salesforce/apps", {"certificate": row.certificate, **more}
    )
    return found


def enter(cast: Cast, row: Certificate, app: dict[str, str], **more: str) -> Connected:
    values = {"login": "production", **app, **more}
    return connect_by_certificate(
        workspace=cast.acme, user_id=cast.alice.pk, certificate_id=row.pk, **values
    )


@pytest.fixture
def entered(cast: Cast, salesforce: Running) -> Source:
    """Acme's source, connected by a certificate; its first sync waits."""
    row = made(cast)
    done = enter(cast, row, upload(salesforce, row))
    with inside(cast.acme):
        return Source.objects.get(pk=done.source_id)


def tokens_asked(salesforce: Running) -> dict[str, int]:
    found: dict[str, int] = salesforce.control.counters()["token_requests"]
    return found


def test_a_sync_by_certificate_is_as_whole_as_any(
    cast: Cast, salesforce: Running, entered: Source, sync: Sync
) -> None:
    assert sync()[-1] == "done"
    with inside(cast.acme):
        assert differences(entered, salesforce.control) == {}
        assert Credential.objects.get().refresh_token is None
        assert not Job.objects.filter(task__endswith="keep_alive").exists()
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert {"certificate.make", "source.connect"} <= actions
        assert damages() == []
    # One token serves the connection and the whole sync.
    assert tokens_asked(salesforce) == {JWT: 1}


@pytest.mark.torture
def test_a_session_that_ends_in_mid_page_costs_one_more_token(
    cast: Cast, salesforce: Running, entered: Source, sync: Sync
) -> None:
    with inside(cast.acme):
        Source.objects.update(options=entered.options | {"bulk_from": 50})
    salesforce.control.settings(bulk_page_rows=60)
    salesforce.control.fault("expired_session", path=r"/jobs/query/750\w+/results\?.*locator")
    assert sync()[-1] == "done"
    assert tokens_asked(salesforce) == {JWT: 2}
    salesforce.control.expire_sessions()
    with inside(cast.acme):
        assert differences(entered, salesforce.control) == {}
        request_sync(source_id=entered.pk)
    assert sync()[-1] == "done"
    assert tokens_asked(salesforce) == {JWT: 3}


@pytest.mark.parametrize(
    ("spoil", "code", "word"),
    [
        ({"is_preapproved": False}, "certificate_unapproved", "pre-authorized"),
        ({"login": "test"}, "certificate_audience", "Choose Sandbox"),
        ({"username": "nobody@fernhill.example"}, "certificate_user", "username"),
        ({"consumer_key": "3MVG9nothing"}, "certificate_app", "consumer key"),
        ({"other": "certificate"}, "certificate_unknown", "Upload the certificate"),
        ({"clock": "3600"}, "certificate_expired", "clock"),
    ],
)
def test_each_refusal_says_what_to_do_and_stores_nothing(
    cast: Cast,
    salesforce: Running,
    settings: Any,
    spoil: dict[str, Any],
    code: str,
    word: str,
) -> None:
    settings.SALESFORCE_SANDBOX_LOGIN_HOST = salesforce.instance_origin
    row = made(cast)
    app = upload(salesforce, row, is_preapproved=spoil.get("is_preapproved", True))
    if "other" in spoil:
        with inside(cast.acme):
            other = certificates.make_certificate(
                connector="salesforce", source_id=None, name="other"
            )
        upload(salesforce, other, consumer_key=app["consumer_key"])
    if "clock" in spoil:
        salesforce.control.settings(clock_offset=float(spoil["clock"]))
    typed = {key: spoil[key] for key in ("login", "username", "consumer_key") if key in spoil}
    with pytest.raises(Trouble) as caught:
        enter(cast, row, app, **typed)
    assert caught.value.code == code
    assert word in str(caught.value)
    with inside(cast.acme):
        assert not Source.objects.exists()
        assert not Credential.objects.exists()
        # What was typed stays, so that only the mistake has to be mended.
        assert Certificate.objects.get(pk=row.pk).username


def test_a_my_domain_is_asked_itself_and_addressed_by_its_log_in_host(settings: Any) -> None:
    settings.SALESFORCE_LOGIN_HOST = "https://login.salesforce.com"
    settings.SALESFORCE_SANDBOX_LOGIN_HOST = "https://test.salesforce.com"
    for login, domain, expected in (
        ("production", "", "login"),
        ("test", "", "test"),
        ("my_domain", "https://acme.my.salesforce.com", "login"),
        ("my_domain", "https://acme--uat.sandbox.my.salesforce.com", "test"),
    ):
        assert jwt.audience(login, domain) == f"https://{expected}.salesforce.com"


def test_the_key_is_sealed_and_neither_it_nor_an_assertion_is_said_anywhere(
    cast: Cast,
    salesforce: Running,
    sync: Sync,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    signed: list[str] = []
    sign = jwt._assertion

    def noted(who: Signer) -> str:
        signed.append(sign(who))
        return signed[-1]

    monkeypatch.setattr(jwt, "_assertion", noted)
    row = made(cast)
    app = upload(salesforce, row)
    with pytest.raises(Trouble) as caught:
        enter(cast, row, app, username="nobody")
    enter(cast, row, app)
    assert sync()[-1] == "done"
    with inside(cast.acme):
        stored = Certificate.objects.get()
        key = decrypt(certificates.key_place(stored), bytes(stored.private_key))
        trail = str(list(AuditEvent.objects.values_list("data", flat=True)))
        who = repr(certificates.signer(stored))
    assert "PRIVATE KEY" in key
    body = key.splitlines()[1]
    assert body.encode() not in bytes(stored.private_key)
    assert len(signed) == 2
    said = caplog.text + trail + who + str(caught.value) + repr(stored) + stored.certificate
    for secret in (body, *signed, *(one.rpartition(".")[2] for one in signed)):
        assert secret not in said
    public = x509.load_pem_x509_certificate(stored.certificate.encode())
    left = public.not_valid_after_utc - timezone.now()
    assert timedelta(days=720) < left < timedelta(days=731)


def test_a_withdrawn_approval_stops_the_sync_in_words_and_its_return_lets_it_go_on(
    cast: Cast, salesforce: Running, sync: Sync
) -> None:
    row = made(cast)
    app = upload(salesforce, row)
    source_id = enter(cast, row, app).source_id
    salesforce.control.post(
        "/salesforce/apps", {"consumer_key": app["consumer_key"], "is_preapproved": False}
    )
    salesforce.control.expire_sessions()
    sync()
    with inside(cast.acme):
        source = Source.objects.get()
        assert source.trouble_code == "certificate_unapproved"
        assert "pre-authorized" in source.trouble_text
        assert SyncRun.objects.latest("started_at").state == "failed"
    salesforce.control.post(
        "/salesforce/apps", {"consumer_key": app["consumer_key"], "is_preapproved": True}
    )
    with inside(cast.acme):
        request_sync(source_id=source_id)
    assert sync()[-1] == "done"
    with inside(cast.acme):
        assert Source.objects.get().trouble_code == ""


def test_the_next_certificate_takes_over_when_it_was_used_and_not_before(
    cast: Cast, salesforce: Running, entered: Source
) -> None:
    with inside(cast.acme):
        first = Certificate.objects.get()
    second = made(cast, entered.pk)
    assert made(cast, entered.pk).pk == second.pk
    assert (second.consumer_key, second.username) == (first.consumer_key, first.username)
    app = {"consumer_key": first.consumer_key, "username": first.username}
    keeper = StoredTokens(cast.acme.pk, entered.pk)
    # The old one signs as long as Salesforce does not know the new one.
    with pytest.raises(Trouble, match="does not trust this certificate"):
        enter(cast, second, app)
    assert keeper.renewed(keeper.current()).access
    upload(salesforce, second, consumer_key=app["consumer_key"])
    with pytest.raises(Trouble, match="does not trust this certificate"):
        keeper.renewed(keeper.current())
    done = enter(cast, second, app)
    assert (done.source_id, done.is_new) == (entered.pk, False)
    assert keeper.renewed(keeper.current()).access
    with inside(cast.acme):
        assert Certificate.objects.get().pk == second.pk
        until = Source.objects.get().identity["access_until"]
        assert until == second.expires_at.date().isoformat()


def test_disconnecting_forgets_the_key(cast: Cast, salesforce: Running, entered: Source) -> None:
    keeper = StoredTokens(cast.acme.pk, entered.pk)
    token = keeper.current()
    with inside(cast.acme):
        disconnect_source(source_id=entered.pk)
    assert work_off(cast.acme.pk, task="revoke_credential") == ["done"]
    with inside(cast.acme):
        assert not Certificate.objects.exists()
        assert not Credential.objects.exists()
    with pytest.raises(Trouble, match="not connected"):
        keeper.renewed(token)
    assert tokens_asked(salesforce) == {JWT: 1, "revoke": 1}


def test_either_way_takes_the_place_of_the_other(cast: Cast, salesforce: Running) -> None:
    source = connect(cast.acme, cast.alice)
    row = made(cast)
    done = enter(cast, row, upload(salesforce, row))
    assert (done.source_id, done.is_new) == (source.pk, False)
    with inside(cast.acme):
        assert Credential.objects.get().refresh_token is None
        assert not Job.objects.filter(task__endswith="keep_alive", state="queued").exists()
    # The consent is given back, the certificate's own session is not.
    assert salesforce.control.state()["grants"] == {"open": 1, "revoked": 1}
    connect(cast.acme, cast.alice)
    with inside(cast.acme):
        assert not Certificate.objects.exists()
        assert Credential.objects.get().refresh_token is not None


def test_a_full_plan_is_said_before_a_key_is_made(
    cast: Cast, salesforce: Running, entered: Source
) -> None:
    with inside(cast.acme):
        for number in range((TRIAL_PLAN.sources or 0) - 1):
            Source.objects.create(connector="file", name=f"File {number}")
        with pytest.raises(Refused):
            begin_certificate(connector="salesforce")
        assert Certificate.objects.count() == 1


def test_a_key_that_nobody_used_for_a_month_is_deleted(cast: Cast, entered: Source) -> None:
    waiting = made(cast, entered.pk)
    assert forget_certificates() == 0
    with inside(cast.acme):
        month_ago = timezone.now() - timedelta(days=31)
        Certificate.objects.update(created_at=month_ago)
    assert forget_certificates() == 1
    with inside(cast.acme):
        assert Certificate.objects.get().pk != waiting.pk


def test_nobody_elses_certificate_is_seen_or_used(
    cast: Cast, salesforce: Running, entered: Source
) -> None:
    with inside(cast.acme):
        row = Certificate.objects.get()
    with inside(cast.rival):
        assert not Certificate.objects.exists()
    with pytest.raises(Trouble) as caught:
        connect_by_certificate(
            workspace=cast.rival,
            user_id=cast.charlie.pk,
            certificate_id=row.pk,
            consumer_key=row.consumer_key,
            username=row.username,
            login="production",
        )
    assert caught.value.code == "no_certificate"
    assert tokens_asked(salesforce) == {JWT: 1}
    client = Client()
    client.force_login(cast.charlie)
    for slug in ("acme", "rival"):
        for name in ("certificate", "certificate_file"):
            url = reverse(f"integrations:{name}", args=[slug, "salesforce", row.pk])
            assert client.get(url).status_code == 404


def test_the_wizard_leads_to_the_certificate_and_from_there_to_the_source(
    cast: Cast, salesforce: Running, settings: Any
) -> None:
    # An installation without an app of its own can be used all the same.
    settings.SALESFORCE_CLIENT_ID = settings.SALESFORCE_CLIENT_SECRET = ""
    client = Client()
    client.force_login(cast.alice)
    wizard = reverse("integrations:connect", args=["acme", "salesforce"])
    page = client.get(wizard).content.decode()
    assert 'value="certificate"' in page
    assert 'value="consent"' not in page
    chosen = {"way": "certificate", "login": "production", "person_fields": ["Lead.LastName"]}
    address = client.post(wizard, chosen).headers["Location"]
    with inside(cast.acme):
        row = Certificate.objects.get()
    shown = client.get(address).content.decode()
    file = reverse("integrations:certificate_file", args=["acme", "salesforce", row.pk])
    assert file in shown
    assert "PRIVATE" not in shown
    sent = client.get(file)
    assert sent.content.decode() == row.certificate
    assert "attachment" in sent.headers["Content-Disposition"]
    app = upload(salesforce, row)
    wrong = client.post(address, {**app, "username": "nobody", "login": "production"})
    assert wrong.status_code == 422
    assert "knows no active user of this name" in wrong.content.decode()
    answer = client.post(address, {**app, "login": "production"})
    with inside(cast.acme):
        source = Source.objects.get()
        assert source.options["person_fields"] == {"Lead": ["LastName"]}
    assert answer.headers["Location"] == reverse("integrations:source", args=["acme", source.pk])
    again = reverse("integrations:reconnect_source", args=["acme", source.pk])
    assert str(row.pk) in client.post(again).headers["Location"]
    following = reverse("integrations:next_certificate", args=["acme", source.pk])
    assert str(row.pk) not in client.post(following).headers["Location"]
    # The one in use is what is connected again, until its time is over.
    assert str(row.pk) in client.post(again).headers["Location"]
    with inside(cast.acme):
        Certificate.objects.filter(pk=row.pk).update(expires_at=timezone.now())
    assert str(row.pk) not in client.post(again).headers["Location"]
