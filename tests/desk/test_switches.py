"""A switch that somebody moves counts at once here, and says who did."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.jobs import Later, Lease
from accounts.models import AuditEvent, Switch, User
from accounts.models.workspace import HOUSE_ID
from accounts.services.switches import move_switch
from accounts.switches import KNOWN, forget_switches, is_on
from accounts.tenancy import inside
from integrations.connectors import CONNECTORS
from tests.cast import Cast
from tests.desk.conftest import stepped_in

PAGE = "/desk/switches/"


@pytest.fixture(autouse=True)
def unmoved() -> Iterator[None]:
    """What is moved here is undone, and this process must not remember it for the next test."""
    forget_switches()
    yield
    forget_switches()


def test_the_code_knows_every_name(cast: Cast) -> None:
    assert {name for name in KNOWN if name.startswith("sync.")} == {
        f"sync.{key}" for key in CONNECTORS
    }
    with pytest.raises(LookupError):
        is_on("no.such.switch")
    with pytest.raises(LookupError):
        move_switch(name="x", is_on=True, share=100, workspace_ids=(), by=cast.alice.pk)
    assert all(is_on(name) for name in KNOWN)


def test_sign_up_is_closed_and_opened_at_the_desk(cast: Cast, erin: User) -> None:
    client = stepped_in(erin)
    client.post(PAGE, {"name": "sign_up", "share": 100})
    page = Client().get("/accounts/signup/").content.decode()
    assert "Sign-up is closed" in page
    assert "by Erin" in client.get(PAGE).content.decode()
    client.post(PAGE, {"name": "sign_up", "share": 100, "is_on": "on"})
    assert "Sign-up is closed" not in Client().get("/accounts/signup/").content.decode()
    with inside(HOUSE_ID):
        lines = list(AuditEvent.objects.filter(action="switch.moved").values_list("target"))
    assert lines == [("sign_up",), ("sign_up",)]


def test_for_a_share_and_for_those_who_are_named(cast: Cast, erin: User) -> None:
    client = stepped_in(erin)
    name, some = "sync.hubspot", {"share": 30, "is_on": "on", "workspaces": "acme"}
    client.post(PAGE, {"name": name, **some})
    assert is_on(name, cast.acme)
    assert not is_on(name)
    chosen = sum(is_on(name, uuid4()) for _number in range(1000))
    assert 200 < chosen < 400
    wrong = client.post(PAGE, {"name": name, **some, "workspaces": "nowhere"})
    assert "There is no workspace nowhere." in wrong.content.decode()
    assert Switch.objects.get(pk=name).share == 30


def test_a_sync_of_a_connector_that_is_off_waits(cast: Cast) -> None:
    from accounts.instructions import begin_instructions
    from accounts.jobs import enqueue
    from accounts.models import Job
    from integrations.models import Source, SyncRun
    from integrations.services.syncing.runs import open_run

    move_switch(name="sync.hubspot", is_on=False, share=100, workspace_ids=(), by=cast.alice.pk)
    with inside(cast.acme):
        begin_instructions(by=cast.alice.pk)
        source = Source.objects.create(connector="hubspot", name="CRM")
        job_id = enqueue("integrations.tasks.sync.sync_source", source.pk)
        assert job_id
        token = uuid4()
        Job.objects.filter(pk=job_id).update(state="running", lease_token=token)
    lease = Lease(cast.acme.pk, job_id, token, 90, "integrations.tasks.sync.sync_source", ())
    with pytest.raises(Later) as later:
        open_run(lease, source_id=source.pk)
    assert later.value.delay >= timedelta(minutes=1)
    with inside(cast.acme):
        assert not SyncRun.objects.exists()
