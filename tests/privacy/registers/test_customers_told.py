"""Proactivox as processor tells its customers of a breach: one action, one entry at each."""

from uuid import UUID

import pytest
from django.core import mail

from accounts.errors import Refused
from accounts.models import Role, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy.models import RegisterEntry, RegisterEvent, RegisterNote, Step
from privacy.registers.breaches.telling import TASK, receive_notice, tell_customers
from privacy.registers.reading import told
from tests.accounts.conftest import deliver_mail
from tests.cast import Cast, make_user
from tests.privacy.registers.conftest import WORDS, Browser, breach, join, run_jobs, steps_of

pytestmark = pytest.mark.django_db
PAGE = "/w/proactivox/settings/privacy/registers/breaches/"


def tell(entry_id: UUID, *workspaces: Workspace, text: str = "Your rows were read.") -> int:
    with inside(HOUSE_ID):
        ids = [workspace.pk for workspace in workspaces]
        tell_customers(entry_id=entry_id, workspace_ids=ids, text=text)
    return run_jobs(HOUSE_ID, TASK)


def test_customers_are_told_by_one_action(cast: Cast, house: Workspace, browser: Browser) -> None:
    """Statement 57: the controller is told without undue delay (33(2)): mail, and an entry."""
    paula = make_user("paula@acme.example", "Paula")
    join(cast.acme, paula, Role.PRIVACY_OFFICER)
    entry_id = breach(house, role="processor", measures="Keys are changed.")
    alice = browser(cast.alice)
    page = alice.get(f"{PAGE}{entry_id}/customers/").content.decode()
    assert "Acme" in page
    assert "Rival" in page
    nobody = alice.post(f"{PAGE}{entry_id}/customers/", {"text": "You."})
    assert "Choose whom to tell." in nobody.content.decode()
    chosen = {"workspaces": [str(cast.acme.pk)], "text": "Your rows were read."}
    assert alice.post(f"{PAGE}{entry_id}/customers/", chosen).status_code == 302
    assert run_jobs(HOUSE_ID, TASK) == 1
    mail.outbox.clear()
    deliver_mail(cast.acme)
    assert sorted(one.to[0] for one in mail.outbox) == [cast.alice.email, paula.email]
    assert all("your processor, tells you" in one.body for one in mail.outbox)
    with inside(cast.acme):
        (arrived,) = told(RegisterEntry.objects.all())
    assert arrived.said["what"] == WORDS
    assert arrived.said["measures"] == "Keys are changed."
    assert arrived.said["notice_to_us"] == "Your rows were read."
    assert "Customers told" in alice.get(f"{PAGE}{entry_id}/").content.decode()
    own = alice.get(f"/w/acme/settings/privacy/registers/breaches/{arrived.entry.pk}/")
    assert "71 hours left" in own.content.decode(), "its own hours run from being told"
    with inside(cast.rival):
        assert not RegisterEntry.objects.exists()


def test_all_customers_at_once(cast: Cast, house: Workspace, browser: Browser) -> None:
    """Statement 57: all affected are told by the same action; Proactivox itself is none of them."""
    entry_id = breach(house, role="both")
    answer = browser(cast.alice).post(
        f"{PAGE}{entry_id}/customers/", {"is_all": "on", "text": "All rows were read."}
    )
    assert answer.status_code == 302
    assert run_jobs(HOUSE_ID, TASK) == Workspace.objects.count() - 1
    for workspace in (cast.acme, cast.rival):
        with inside(workspace):
            assert RegisterEntry.objects.get().origin_id == entry_id


def test_the_house_judges_for_itself(cast: Cast, house: Workspace) -> None:
    """Statement 57: its assessment and its notices to the authority do not go to customers."""
    entry_id = breach(house, role="processor", notice="Secret of ours.", reasons="Ours, too.")
    tell(entry_id, cast.acme)
    with inside(cast.acme):
        (arrived,) = told(RegisterEntry.objects.all())
    assert not {"notice", "reasons"} & set(arrived.said)


def test_a_second_notice_adds_to_the_same_entry(cast: Cast, house: Workspace) -> None:
    """Statement 57: phases (33(4)) reach the customer, too, and mail says that there is more."""
    entry_id = breach(house, role="processor")
    tell(entry_id, cast.acme)
    deliver_mail(cast.acme)
    mail.outbox.clear()
    tell(entry_id, cast.acme, text="4,000 rows.")
    deliver_mail(cast.acme)
    assert "tells you more" in mail.outbox[0].body
    with inside(cast.acme):
        (arrived,) = told(RegisterEntry.objects.all())
    assert arrived.said["notice_to_us"] == "4,000 rows."
    assert steps_of(house, entry_id).count(Step.CONTROLLER_TOLD) == 2


def test_a_worker_that_dies_tells_nobody_twice(cast: Cast, house: Workspace) -> None:
    """Statement 57: whoever takes over finds the notice at the customer and only notes it."""
    entry_id = breach(house, role="processor")
    with inside(HOUSE_ID):
        tell_customers(entry_id=entry_id, workspace_ids=[cast.acme.pk], text="Your rows.")
    note_id = _note_of(house)
    with inside(cast.acme):
        receive_notice(origin_id=entry_id, note_id=note_id, rules="eu-dk-1", said={"what": WORDS})
    run_jobs(HOUSE_ID, TASK)
    with inside(cast.acme):
        assert RegisterEvent.objects.filter(step=Step.ARRIVED).count() == 1
    assert steps_of(house, entry_id).count(Step.CONTROLLER_TOLD) == 1


def _note_of(house: Workspace) -> UUID:
    with inside(house):
        return RegisterNote.objects.get(field="controller_notice").pk


def test_only_the_house_tells(cast: Cast, browser: Browser) -> None:
    """Statement 57: no customer can write into another's register."""
    entry_id = breach(cast.acme, role="both")
    with inside(cast.acme), pytest.raises(Refused, match="Only Proactivox"):
        tell_customers(entry_id=entry_id, workspace_ids=[cast.rival.pk], text="Boo.")
    place = f"/w/acme/settings/privacy/registers/breaches/{entry_id}/customers/"
    assert browser(cast.alice).get(place).status_code == 404
    assert browser(cast.charlie).get(place).status_code == 404


def test_who_is_no_member_of_the_house_sees_nothing(
    cast: Cast, house: Workspace, browser: Browser
) -> None:
    """Statement 57: those who keep Proactivox's own register are members of its own workspace."""
    breach(house, role="both")
    bob = browser(cast.bob)
    assert bob.get(PAGE).status_code == 404
    join(house, cast.bob, Role.PRIVACY_OFFICER)
    assert bob.get(PAGE).status_code == 200
