"""From an objection to its end, and a restriction that a member decides: what each step does."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.errors import Refused
from accounts.jobs import Lease, resolve
from accounts.models import AuditEvent, Job, Role, Workspace
from accounts.tenancy import inside, new_id
from integrations import personal_data as integrations
from integrations.models import Lead, Restriction
from privacy import personal_data as privacys
from privacy.models import Decision, Ground, RestrictedPerson
from privacy.restrictions import holdings
from privacy.restrictions.ending import announce_lifting, decide_objection, lift
from privacy.restrictions.starting import preview, restrict, subject_of
from privacy.restrictions.sweeps import forget_restrictions
from tests.accounts.conftest import Browser, deliver_mail
from tests.accounts.test_roles_and_leaks import as_role
from tests.cast import ROLES, Cast
from tests.counting import assert_same_queries
from tests.privacy.requests.conftest import confirmed, taken_down, the_request
from tests.privacy.restrictions.test_hidden import ALL, DORA, EVE_ALONE, make_people, seen

pytestmark = pytest.mark.django_db
PLACE = "/w/acme/settings/privacy/restrictions/"
DESK = "/w/acme/settings/privacy/requests/"


def ring(workspace: Workspace) -> int:
    """Run the jobs that restrict objectors, in this test's own transaction."""
    with inside(workspace):
        jobs = list(Job.objects.filter(task__endswith="restrict_objector", state="queued"))
    for job in jobs:
        lease = Lease(workspace.pk, job.pk, new_id(), 90, job.task, tuple(job.args))
        with inside(workspace):
            Job.objects.filter(pk=job.pk).update(state="running", lease_token=lease.token)
        resolve(job.task)(lease, *job.args)
        lease.end("done")
    return len(jobs)


def objected(cast: Cast, email: str = DORA) -> tuple[Client, str]:
    """Dora objects by the public form, and follows the mailed link."""
    with inside(cast.acme):
        if not Lead.objects.exists():
            make_people()
    found = confirmed(cast, {"kind": "objection", "email": email})
    assert ring(cast.acme) == 1
    return found


def the_restricted(workspace: Workspace) -> RestrictedPerson:
    with inside(workspace):
        return RestrictedPerson.objects.get()


def restricted(workspace: Workspace, **more: Any) -> RestrictedPerson:
    with inside(workspace):
        person = restrict(
            subject=subject_of(DORA), ground=Ground.CLAIMS, reason="She sues us.", **more
        )
        return person.person


def visible(workspace: Workspace) -> dict[str, int]:
    with inside(workspace):
        return seen()


def test_an_objection_restricts_at_once_and_by_itself(cast: Cast) -> None:
    """43: as soon as the mailbox is proven; nobody has to look at it first."""
    objected(cast)
    assert visible(cast.acme) == EVE_ALONE
    person = the_restricted(cast.acme)
    assert person.ground == Ground.OBJECTION
    assert person.restricted_by is None
    assert person.waits_for_decision
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="person.restricted").count() == 1


def test_the_desk_sees_by_itself_when_an_objection_has_taken_effect(
    cast: Cast, browser: Browser
) -> None:
    """43: whoever opens the request before the job is done need not know that there is one."""
    with inside(cast.acme):
        make_people()
    confirmed(cast, {"kind": "objection", "email": DORA})
    alice, place = browser(cast.alice), f"{DESK}{the_request(cast.acme).pk}/"
    asking = f"{place}underway/?left=1"
    assert asking in alice.get(place).content.decode()
    assert "HX-Refresh" not in alice.get(asking)
    assert ring(cast.acme) == 1
    assert alice.get(asking)["HX-Refresh"] == "true"
    shown = alice.get(place).content.decode()
    assert "by itself, with the objection" in shown
    assert "underway/" not in shown
    decide = alice.get(f"{PLACE}{the_restricted(cast.acme).pk}/decide/").content.decode()
    assert f'href="{place}"' in decide.partition("<h1")[0], "what was written is a click away"


def test_the_person_reads_how_their_restriction_stands(cast: Cast) -> None:
    """18(3), 43: also where an objection restricted by itself, and nobody wrote yet."""
    stranger, path = objected(cast)
    assert "Your data has been restricted since" in stranger.get(path).content.decode()
    person = the_restricted(cast.acme)
    with inside(cast.acme):
        decide_objection(person_id=person.pk, decision=Decision.UPHELD, grounds="Your wish counts.")
    assert "Your objection is upheld" in stranger.get(path).content.decode()
    assert the_restricted(cast.acme).ground_words == "The person objects"
    with inside(cast.acme):
        announce_lifting(person_id=person.pk, text="You asked for it.")
    assert "The restriction of your data will end" in stranger.get(path).content.decode()


def test_an_objection_of_nobody_we_know_restricts_nobody(cast: Cast) -> None:
    """43: an unknown address leaves no trace beyond the request."""
    objected(cast, "nobody@nowhere.example")
    with inside(cast.acme):
        assert not RestrictedPerson.objects.exists()
        assert not Restriction.objects.exists()
    assert visible(cast.acme) == ALL


def test_other_requests_restrict_nobody(cast: Cast) -> None:
    """43: who wants to see their data does not lose the use of it."""
    with inside(cast.acme):
        make_people()
    confirmed(cast, {"kind": "access", "email": DORA})
    assert ring(cast.acme) == 0


def test_an_overridden_objection_is_lifted_after_the_person_was_told(cast: Cast) -> None:
    """43, 42: grounds are recorded and sent, and only then the data is used again."""
    stranger, page = objected(cast)
    person = the_restricted(cast.acme)
    with inside(cast.acme):
        with pytest.raises(Refused, match="not told"):
            lift(person_id=person.pk)
        with pytest.raises(Refused, match="not decided"):
            announce_lifting(person_id=person.pk, text="Because.")
        decide_objection(
            person_id=person.pk, decision=Decision.OVERRIDDEN, grounds="A court has asked for it."
        )
        assert seen() == EVE_ALONE
        with pytest.raises(Refused, match="on its way"):
            lift(person_id=person.pk)
        assert RestrictedPerson.objects.get().noticed_at is None, "queued is not told"
    deliver_mail(cast.acme)
    assert any("A court has asked" in str(one.body) for one in mail.outbox if DORA in one.to)
    assert "A court has asked for it." in stranger.get(page).content.decode()
    with inside(cast.acme):
        lift(person_id=person.pk)
        assert seen() == ALL
        with pytest.raises(Refused, match="over"):
            lift(person_id=person.pk)
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"person.objection_decided", "person.freed"} <= actions


def test_an_upheld_objection_stays_restricted(cast: Cast) -> None:
    """43: and only one decision is made."""
    objected(cast)
    person = the_restricted(cast.acme)
    with inside(cast.acme):
        decide_objection(person_id=person.pk, decision=Decision.UPHELD, grounds="She is right.")
        assert seen() == EVE_ALONE
        with pytest.raises(Refused, match="not told"):
            lift(person_id=person.pk)
        with pytest.raises(Refused, match="decided"):
            decide_objection(person_id=person.pk, decision=Decision.OVERRIDDEN, grounds="No.")
    deliver_mail(cast.acme)
    assert any("is upheld" in str(one.body) for one in mail.outbox if DORA in one.to)


def test_the_database_refuses_to_lift_before_the_notice(cast: Cast) -> None:
    """42: whatever the code does, nothing is lifted of which the person was not told before."""
    with inside(cast.acme):
        make_people()
    person = restricted(cast.acme)
    for told in (None, timezone.now()):
        with inside(cast.acme), pytest.raises(IntegrityError), transaction.atomic():
            RestrictedPerson.objects.filter(pk=person.pk).update(
                lifted_at=told or timezone.now(), noticed_at=told
            )


def test_without_an_address_somebody_has_to_have_told_the_person(cast: Cast) -> None:
    """42: a restriction that no request is behind, or one without an address."""
    with inside(cast.acme):
        make_people()
    person = restricted(cast.acme)
    with inside(cast.acme):
        with pytest.raises(Refused, match="nothing was sent"):
            announce_lifting(person_id=person.pk, text="The case is over.")
        announce_lifting(person_id=person.pk, text="The case is over.", was_told=True)
        lift(person_id=person.pk)
        assert seen() == ALL


def test_a_member_restricts_the_person_of_a_request_and_she_is_told(
    cast: Cast, browser: Browser
) -> None:
    """42, 53: first what it would do, then it; once a request."""
    with inside(cast.acme):
        make_people()
    request_id = taken_down(cast.acme, DORA)
    alice = browser(cast.alice)
    form = {"ground": "contested", "email": DORA, "reason": "She says it is wrong."}
    dry = alice.post(f"{PLACE}new/{request_id}/", {**form, "preview": "1"})
    assert "Parts in deals" in dry.content.decode()
    assert visible(cast.acme) == ALL
    assert alice.post(f"{PLACE}new/{request_id}/", form).status_code == 302
    assert visible(cast.acme) == EVE_ALONE
    deliver_mail(cast.acme)
    assert any("is restricted" in str(one.body) for one in mail.outbox if DORA in one.to)
    desk = alice.get(f"/w/acme/settings/privacy/requests/{request_id}/").content.decode()
    assert "L1" in desk
    assert f"{PLACE}{the_restricted(cast.acme).pk}/announce/" in desk
    again = alice.post(f"{PLACE}new/{request_id}/", form).content.decode()
    assert "has restricted the data already" in again


def test_the_steps_of_the_pages(cast: Cast, browser: Browser) -> None:
    """42, 43: decide, then lift, by the pages; the list shows records and no address."""
    objected(cast)
    person, alice = the_restricted(cast.acme), browser(cast.alice)
    page = alice.get(PLACE).content.decode()
    assert "https://acme.my.salesforce.example/L1" in page
    assert DORA not in page
    decided = {"decision": "overridden", "grounds": "A court has asked for it."}
    assert alice.post(f"{PLACE}{person.pk}/decide/", decided).status_code == 302
    assert "Notice on its way" in alice.get(PLACE).content.decode()
    early = alice.post(f"{PLACE}{person.pk}/lift/", {"lift": "1"}).content.decode()
    assert "The notice is on its way to the person." in early
    deliver_mail(cast.acme)
    assert alice.get(f"{PLACE}{person.pk}/lift/").status_code == 200
    assert alice.post(f"{PLACE}{person.pk}/lift/", {"lift": "1"}).status_code == 302
    assert visible(cast.acme) == ALL
    assert "Ended" in alice.get(PLACE).content.decode()
    over = alice.post(f"{PLACE}{person.pk}/lift/", {"lift": "1"}).content.decode()
    assert "This restriction is over." in over


def test_by_a_record_and_of_somebody_not_held_yet(cast: Cast) -> None:
    """42: a person without an address by a record; one who comes later by keyed hash."""
    with inside(cast.acme):
        source = make_people()
        assert preview(subject_of("", source.pk, "L2")).rows["Lead"] == 1
        restrict(subject=subject_of("", source.pk, "L2"), ground=Ground.UNLAWFUL, reason="Bought.")
        assert seen()["Lead"] == 2
        assert not preview(subject_of("later@customer.example")).is_known
        restrict(
            subject=subject_of("later@customer.example"), ground=Ground.UNLAWFUL, reason="Asked."
        )
        with pytest.raises(Refused, match="Nobody is named"):
            restrict(subject=subject_of(""), ground=Ground.UNLAWFUL, reason="Nobody.")


@pytest.mark.parametrize("role", ROLES)
def test_who_may_restrict(cast: Cast, role: Role) -> None:
    """42: owners, admins and privacy officers; nobody else sees the pages."""
    objected(cast)
    person, client = the_restricted(cast.acme), as_role(cast, role)
    may = role in (Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER)
    steps = [f"{PLACE}{person.pk}/{step}/" for step in ("decide", "announce", "lift")]
    for path in (PLACE, f"{PLACE}new/", *steps):
        assert client.get(path).status_code == (200 if may else 403), path


def test_charlie_sees_and_lifts_nothing_of_it(cast: Cast, browser: Browser) -> None:
    """42, 51: neither at Acme's addresses, nor with Acme's ids at Rival's."""
    objected(cast)
    person, charlie = the_restricted(cast.acme), browser(cast.charlie)
    mine = PLACE.replace("acme", "rival")
    assert charlie.get(PLACE).status_code == 404
    # As a word: a form's token may hold any letters.
    assert not re.search(r"\bL1\b", charlie.get(mine).content.decode())
    for step in ("decide", "announce", "lift"):
        assert charlie.post(f"{PLACE}{person.pk}/{step}/", {"was_told": "on"}).status_code == 404
        assert charlie.post(f"{mine}{person.pk}/{step}/", {"was_told": "on"}).status_code == 404
    request_id = the_request(cast.acme).pk
    assert charlie.get(f"{mine}new/{request_id}/").status_code == 404
    with inside(cast.rival):
        assert not RestrictedPerson.objects.exists()


def test_the_list_asks_as_often_for_one_as_for_three(cast: Cast, browser: Browser) -> None:
    """Its cost does not grow with who is on it."""
    with inside(cast.acme):
        source = make_people()
        restrict(subject=subject_of(DORA), ground=Ground.CLAIMS, reason="One.")

    def two_more() -> None:
        with inside(cast.acme):
            for key in ("L2", "L9"):
                subject = subject_of("", source.pk, key)
                restrict(subject=subject, ground=Ground.CLAIMS, reason="More.")

    alice = browser(cast.alice)
    assert_same_queries(lambda: alice.get(PLACE), two_more)


def test_what_is_held_of_a_restriction_is_shown_kept_as_proof_and_forgotten(cast: Cast) -> None:
    """33, 58: access has its words; an erasure takes them; three years later it is gone."""
    with inside(cast.acme):
        make_people()
        person = restricted(cast.acme)
        (part,) = holdings.collect(subject_of(DORA))
        assert part.rows[0]["reason"] == "She sues us."
        integrations.erase(subject_of(DORA))
        parts = {one.table: one for one in privacys.erase(subject_of(DORA))}
        assert parts["privacy.restrictedperson"].retained == 1
        kept = RestrictedPerson.objects.get(pk=person.pk)
        assert kept.erased_at is not None
        assert kept.reason is None
    assert forget_restrictions() == 0
    with inside(cast.acme):
        long_ago = timezone.now() - holdings.KEPT * 1.01
        RestrictedPerson.objects.filter(pk=person.pk).update(erased_at=long_ago)
    assert forget_restrictions() == 1


def test_addresses_that_are_none_are_not_found(cast: Cast, browser: Browser) -> None:
    alice, nothing = browser(cast.alice), UUID(int=1)
    assert alice.get(f"{PLACE}{nothing}/lift/").status_code == 404
    assert alice.get(f"{PLACE}new/{nothing}/").status_code == 404
    assert reverse("privacy_restrictions:list", args=["acme"]) == PLACE


def test_since_when_and_of_which_records_is_said_in_danish(
    cast: Cast, browser: Browser, danish: None
) -> None:
    """Two words that other pages use for log-ins and for the records of processing."""
    objected(cast)
    place = f"{DESK}{the_request(cast.acme).pk}/"
    page = browser(cast.alice).get(place, headers={"accept-language": "da"}).content.decode()
    assert "<dt>Siden</dt>" in page
    assert "<dt>Poster</dt>" in page
