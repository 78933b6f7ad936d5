"""Connecting: consent, refusals in words, and one refresh however many ask for it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from accounts.audit import damages
from accounts.errors import Refused, Trouble
from accounts.models import AuditEvent, Job, Membership
from accounts.tenancy import inside
from billing.plans import TRIAL_PLAN
from integrations.credentials import StoredTokens, read_token
from integrations.models import Credential, Source
from integrations.services import begin_connect, complete_connect, disconnect_source
from sandbox.serving import Running
from tests.cast import Cast, make_cast
from tests.databases import FreshDatabase
from tests.integrations.connecting import answer_consent, connect, use_sandbox
from tests.integrations.working import work_off


def begin(cast: Cast, session: dict[str, Any]) -> str:
    return begin_connect(workspace_id=cast.acme.pk, user_id=cast.alice.pk, session=session)


def refusal(cast: Cast, session: dict[str, Any], query: dict[str, str]) -> Trouble:
    with pytest.raises(Trouble) as caught:
        complete_connect(user_id=cast.alice.pk, session=session, query=query)
    assert caught.value.message
    with inside(cast.acme):
        assert not Source.objects.exists()
        assert not Credential.objects.exists()
    return caught.value


def test_a_connected_source_knows_its_organisation(
    cast: Cast, connected_source: Source, salesforce: Running
) -> None:
    assert connected_source.name == "Fernhill Instruments"
    assert connected_source.identity["currency"] == "USD"
    with inside(cast.acme):
        stored = Credential.objects.get()
        token = read_token(connected_source.pk)
        assert token.access.encode() not in bytes(stored.access_token)
        assert Job.objects.filter(task__endswith="sync_source").count() == 1
        assert AuditEvent.objects.filter(action="source.connect").count() == 1
        assert damages() == []
    with inside(cast.rival):
        assert not Source.objects.exists()
        assert not Credential.objects.exists()


def test_consent_refused(cast: Cast, salesforce: Running) -> None:
    session: dict[str, Any] = {}
    query = answer_consent(begin(cast, session), "deny")
    assert refusal(cast, session, query).code == "consent_refused"


def test_a_forged_state_is_refused_and_asks_salesforce_nothing(
    cast: Cast, salesforce: Running
) -> None:
    session: dict[str, Any] = {}
    query = answer_consent(begin(cast, session)) | {"state": "forged"}
    assert refusal(cast, session, query).code == "forged_state"
    assert salesforce.control.counters()["token_requests"] == {}


def test_a_state_is_good_in_its_own_session_for_its_own_user_once(
    cast: Cast, salesforce: Running
) -> None:
    session: dict[str, Any] = {}
    query = answer_consent(begin(cast, session))
    assert refusal(cast, {}, query).code == "forged_state"
    with pytest.raises(Trouble, match="does not belong"):
        complete_connect(user_id=cast.charlie.pk, session=dict(session), query=query)
    complete_connect(user_id=cast.alice.pk, session=session, query=query)
    with pytest.raises(Trouble, match="does not belong"):
        complete_connect(user_id=cast.alice.pk, session=session, query=query)


def test_who_lost_the_permission_meanwhile_may_not_connect(cast: Cast, salesforce: Running) -> None:
    session: dict[str, Any] = {}
    query = answer_consent(begin(cast, session))
    Membership.objects.filter(user=cast.alice).update(role="viewer")
    assert refusal(cast, session, query).code == "refused"


def test_a_user_without_the_api_permission_is_told_so_and_the_grant_is_ended(
    cast: Cast, salesforce: Running
) -> None:
    session: dict[str, Any] = {}
    query = answer_consent(begin(cast, session))
    salesforce.control.fault("forbidden", path="/query", times=-1)
    trouble = refusal(cast, session, query)
    assert trouble.code == "missing_permission"
    assert "API Enabled" in trouble.advice
    assert salesforce.control.state()["grants"] == {"open": 0, "revoked": 1}


def test_an_app_that_is_not_installed_says_who_can_install_it(
    cast: Cast, salesforce: Running
) -> None:
    session: dict[str, Any] = {}
    query = answer_consent(begin(cast, session), "deny")
    blocked = {"error": "OAUTH_APP_BLOCKED", "state": query["state"]}
    trouble = refusal(cast, session, blocked)
    assert trouble.code == "app_not_installed"
    assert "admin" in trouble.advice


def test_a_full_plan_is_said_before_anybody_is_sent_to_salesforce(cast: Cast) -> None:
    with inside(cast.acme):
        for number in range(TRIAL_PLAN.sources or 0):
            Source.objects.create(connector="file", name=f"File {number}")
    session: dict[str, Any] = {}
    with pytest.raises(Refused) as refused:
        begin(cast, session)
    assert refused.value.code == "sources_limit"
    assert session == {}
    # Connecting an old one again takes no more room.
    with inside(cast.acme):
        source = Source.objects.create(connector="salesforce", name="Org")
    assert begin_connect(
        workspace_id=cast.acme.pk, user_id=cast.alice.pk, session=session, source_id=source.pk
    )


@pytest.mark.parametrize(
    "typed", ["evil.example", "my.salesforce.com", "a.my.salesforce.com.evil.example", "x y", "["]
)
def test_a_wrong_my_domain_is_refused(cast: Cast, typed: str) -> None:
    with pytest.raises(Trouble) as caught:
        begin_connect(
            workspace_id=cast.acme.pk,
            user_id=cast.alice.pk,
            session={},
            login="my_domain",
            my_domain=typed,
        )
    assert caught.value.code == "my_domain"


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("acme.my.salesforce.com", "acme.my.salesforce.com"),
        (
            " https://Acme--uat.sandbox.my.salesforce.com/home ",
            "acme--uat.sandbox.my.salesforce.com",
        ),
        ("https://acme.lightning.force.com/one", "acme.my.salesforce.com"),
    ],
)
def test_a_my_domain_is_taken_as_people_paste_it(cast: Cast, typed: str, host: str) -> None:
    url = begin_connect(
        workspace_id=cast.acme.pk,
        user_id=cast.alice.pk,
        session={},
        login="my_domain",
        my_domain=typed,
    )
    assert url.startswith(f"https://{host}/services/oauth2/authorize?")


def test_the_same_organisation_is_connected_again_not_twice(
    cast: Cast, connected_source: Source
) -> None:
    again = connect(cast.acme, cast.alice)
    assert again.pk == connected_source.pk
    with inside(cast.acme):
        assert Credential.objects.get().generation == 2


def test_disconnecting_ends_the_grant_and_forgets_the_tokens(
    cast: Cast, connected_source: Source, salesforce: Running
) -> None:
    with inside(cast.acme):
        disconnect_source(source_id=connected_source.pk)
    assert work_off(cast.acme.pk, task="revoke_credential") == ["done"]
    assert salesforce.control.state()["grants"] == {"open": 0, "revoked": 1}
    with inside(cast.acme):
        assert not Credential.objects.exists()


def test_two_refreshers_make_exactly_one_token_request(
    fresh_database: FreshDatabase, salesforce_process: Running, settings: Any
) -> None:
    salesforce_process.control.reset(grants=True)
    use_sandbox(settings, salesforce_process)
    cast = make_cast()
    source = connect(cast.acme, cast.alice)
    keeper = StoredTokens(cast.acme.pk, source.pk)
    stale = keeper.current()
    salesforce_process.control.fault("delay", path="oauth2/token", seconds=0.5)

    def renew(number: int) -> tuple[str, int]:
        try:
            token = keeper.renewed(stale)
            return token.access, token.generation
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        tokens = set(pool.map(renew, range(4)))
    assert len(tokens) == 1
    assert tokens != {(stale.access, stale.generation)}
    counts = salesforce_process.control.counters()["token_requests"]
    assert counts == {"authorization_code": 1, "refresh_token": 1}
    assert salesforce_process.control.state()["grants"] == {"open": 1, "revoked": 0}
