"""Subprocessors: a public list, changes announced ahead, objections, and nobody else is called."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.egress import EgressRefused, open_client
from accounts.errors import Refused
from accounts.models import AuditEvent, Membership, Role
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy import manifest
from privacy.models import ChangeKind, SubprocessorChange, SubprocessorObjection
from privacy.policies.changing import activate_change, announce_change
from privacy.policies.drafting import draft
from privacy.policies.objecting import object_to_change
from privacy.policies.subprocessor_checks import (
    adopt_first,
    check_announced,
    check_listed,
    faults,
    in_use,
)
from tests.accounts.conftest import Browser, deliver_mail
from tests.cast import Cast
from tests.privacy.policies.jobs import do_jobs

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/privacy/subprocessors/"
HOUSE = "/w/proactivox/settings/privacy/subprocessors/"
WORDS = {
    "name": "Mail",
    "company": "Post A/S",
    "address": "Postvej 1, 1000 København",
    "country": "DK",
    "contact": "privacy@post.example",
    "purpose": "Carrying mail",
    "receives": "Addresses and messages",
    "transfer": "none",
}


def announce(**words: str) -> SubprocessorChange:
    with inside(HOUSE_ID):
        return announce_change(kind=ChangeKind.ADD, words={**WORDS, **words})


def over(**words: str) -> SubprocessorChange:
    """A change whose window has ended."""
    then = timezone.now() - timedelta(days=31)
    return SubprocessorChange.objects.create(
        kind=ChangeKind.ADD,
        name="Mail",
        words={**WORDS, **words},
        announced_at=then,
        objections_until=then + timedelta(days=30),
    )


def test_the_list_names_each_with_address_contact_country_service_and_transfer(
    settings: Any,
) -> None:
    """Statement 55: what the environment names is what the public page says, in both languages."""
    abroad = {**WORDS, "country": "US", "transfer": "scc3", "safeguard": "(EU) 2021/914"}
    settings.SUBPROCESSORS = [
        {**abroad, "tia": "2026-11-01: no access by authorities to be feared"}
    ]
    page = draft("subprocessors", "en")
    for words in (*WORDS.values(), "United States", "module 3", "(EU) 2021/914", "2026-11-01"):
        if words not in ("DK", "none"):
            assert words in page, words
    assert "USA" in draft("subprocessors", "da")


def test_a_change_cannot_be_used_before_its_window_ends(cast: Cast) -> None:
    """Statement 55: refused by the code, and by PostgreSQL whoever asks."""
    row = announce()
    assert row.objections_until >= row.announced_at + timedelta(days=30)
    with inside(HOUSE_ID), pytest.raises(Refused) as refusal:
        activate_change(change_id=row.pk)
    assert refusal.value.code == "window_open"
    late = row.objections_until + timedelta(days=1)
    wrong: tuple[dict[str, Any], ...] = (
        {"activated_at": timezone.now()},
        {"activated_at": late},
        {"objections_until": row.announced_at},
        {"words": {}},
    )
    for change in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            SubprocessorChange.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        SubprocessorChange.objects.filter(pk=row.pk).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        SubprocessorChange.objects.create(
            kind=ChangeKind.ADD, name="Soon", words=WORDS, objections_until=timezone.now()
        )
    done = over()
    with inside(HOUSE_ID):
        activate_change(change_id=done.pk)
        with pytest.raises(Refused):
            activate_change(change_id=done.pk)
    assert "Mail" in in_use("default")


def test_nothing_migrates_with_a_company_that_was_not_announced_in_time(settings: Any) -> None:
    """Statement 55: the settings are held to what is in use by the database."""
    settings.SUBPROCESSORS = []
    announce(name="Another")
    settings.SUBPROCESSORS = [WORDS]
    (error,) = check_announced(None, databases=["default"])
    assert error.id == "privacy.E022"
    assert "'Mail', which is not in use" in error.msg
    row = over()
    assert len(list(faults("default"))) == 1
    with inside(HOUSE_ID):
        activate_change(change_id=row.pk)
    assert list(faults("default")) == []
    settings.SUBPROCESSORS = [{**WORDS, "country": "US"}]
    (error,) = faults("default")
    assert "in use as something else" in error.msg


def test_production_says_of_each_where_it_is_and_whom_to_ask(settings: Any) -> None:
    """Statement 55: address and contact, and of a third country the assessment (44 to 46)."""
    settings.SUBPROCESSORS = [WORDS]
    assert check_listed(None) == []
    settings.SUBPROCESSORS = [{**WORDS, "contact": "", "country": "US"}]
    (error,) = check_listed(None)
    assert error.id == "privacy.E023"
    assert error.msg == "SUBPROCESSORS names 'Mail' without contact, tia."


def test_whom_customers_met_first_is_taken_over_once(settings: Any) -> None:
    """Statement 55: only before anything was ever announced."""
    settings.SUBPROCESSORS = [WORDS]
    before = SubprocessorChange.objects.count()
    assert adopt_first("default") == (1 if before == 0 else 0)
    assert adopt_first("default") == 0
    announce(name="Another")
    with pytest.raises(DatabaseError), transaction.atomic():
        SubprocessorChange.objects.create(
            kind=ChangeKind.ADD, name="Late", words=WORDS, is_first=True
        )


def test_only_the_house_announces_and_only_what_is_whole(cast: Cast) -> None:
    with inside(cast.acme), pytest.raises(Refused):
        announce_change(kind=ChangeKind.ADD, words=WORDS)
    with pytest.raises(Refused, match="country"):
        announce(country="")


def test_customers_are_told_once_and_it_is_in_their_trail(cast: Cast) -> None:
    """Statement 55: who manages privacy in each workspace, ahead, with the way to object."""
    row = announce()
    do_jobs(HOUSE_ID)
    for _time in range(2):
        do_jobs(cast.acme.pk)
    deliver_mail(cast.acme)
    (told,) = mail.outbox
    assert told.to == [cast.alice.email]
    assert PAGE in told.body
    assert "Post A/S" in told.body
    with inside(cast.acme):
        line = AuditEvent.objects.get(action="subprocessor.told")
        assert str(row.pk) in line.target


def test_an_objection_is_on_record_on_both_sides(cast: Cast, browser: Browser) -> None:
    """Statement 55: the customer's own row, and a copy that the staff of the house read."""
    row, alice = announce(), browser(cast.alice)
    assert "Post A/S" in alice.get(PAGE).content.decode()
    answer = alice.post(f"{PAGE}{row.pk}/object/", {"reason": "Too far away."})
    assert answer.status_code == 302
    assert "Too far away." in alice.get(PAGE).content.decode()
    for _time in range(2):
        do_jobs(cast.acme.pk)
    with inside(HOUSE_ID):
        copy = SubprocessorObjection.objects.get()
        assert (copy.origin_id, copy.by_id) == (cast.acme.pk, None)
    Membership.objects.create(workspace_id=HOUSE_ID, user=cast.bob, role=Role.OWNER)
    page = browser(cast.bob).get(HOUSE).content.decode()
    assert "Acme" in page
    assert "Too far away." in page
    with inside(cast.acme), pytest.raises(Refused):
        object_to_change(change_id=row.pk, reason="Again.", by=cast.alice.pk)


def test_after_the_window_nobody_objects(cast: Cast, browser: Browser) -> None:
    row = over()
    with inside(cast.acme), pytest.raises(Refused) as refusal:
        object_to_change(change_id=row.pk, reason="Late.", by=cast.alice.pk)
    assert refusal.value.code == "window_over"
    assert "has ended; it is not in use yet" in browser(cast.alice).get(PAGE).content.decode()


def test_an_objection_without_a_reason_is_asked_again(cast: Cast, browser: Browser) -> None:
    row = announce()
    page = browser(cast.alice).post(f"{PAGE}{row.pk}/object/", {"reason": ""})
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()


def test_the_neighbour_sees_no_objection_of_acmes(cast: Cast, browser: Browser) -> None:
    """Statement 51: Charlie of Rival reads the changes, and nothing that Acme said of them."""
    row = announce()
    with inside(cast.acme):
        object_to_change(change_id=row.pk, reason="Acme's own reason.", by=cast.alice.pk)
    charlie = browser(cast.charlie)
    assert "Acme" not in charlie.get(PAGE.replace("acme", "rival")).content.decode()
    assert charlie.get(PAGE).status_code == 404
    assert charlie.post(f"{PAGE}{row.pk}/object/", {"reason": "x"}).status_code == 404
    with inside(cast.rival):
        assert not SubprocessorObjection.objects.exists()


def test_who_may_do_what(cast: Cast, browser: Browser) -> None:
    """The role matrix: who manages privacy objects; only the house announces and decides."""
    row, bob, seen = announce(), browser(cast.bob), {}
    for role in Role:
        Membership.objects.filter(user=cast.bob).update(role=role)
        seen[role] = (
            bob.get(PAGE).status_code,
            bob.post(f"{PAGE}{row.pk}/object/", {"reason": ""}).status_code,
            bob.get(f"{PAGE}announce/").status_code,
            bob.post(f"{PAGE}{row.pk}/activate/").status_code,
            bob.post(f"{PAGE}{row.pk}/withdraw/").status_code,
        )
    may = {Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER}
    assert seen == {
        role: (200, 200, 404, 404, 404) if role in may else (403, 403, 404, 404, 404)
        for role in Role
    }


def test_the_house_announces_by_its_page(cast: Cast, browser: Browser) -> None:
    """Statement 55: the form, the public page with the window, and taking it back."""
    Membership.objects.create(workspace_id=HOUSE_ID, user=cast.bob, role=Role.OWNER)
    bob = browser(cast.bob)
    assert bob.get(f"{HOUSE}announce/").status_code == 200
    wrong = bob.post(f"{HOUSE}announce/", {**WORDS, "kind": "add", "country": "Denmark"})
    assert "No country has these two letters." in wrong.content.decode()
    assert bob.post(f"{HOUSE}announce/", {**WORDS, "kind": "add"}).status_code == 302
    row = SubprocessorChange.objects.get(is_first=False)
    assert "Post A/S" in bob.get("/subprocessors").content.decode()
    bob.post(f"{HOUSE}{row.pk}/activate/")
    row.refresh_from_db()
    assert row.activated_at is None
    bob.post(f"{HOUSE}{row.pk}/withdraw/")
    row.refresh_from_db()
    assert row.withdrawn_at is not None
    assert "Post A/S" not in bob.get("/subprocessors").content.decode()


@pytest.mark.parametrize(
    "url",
    ["https://collector.example/", "https://api.hubapi.com.evil.example/", "https://1.1.1.1/"],
)
def test_a_host_that_nobody_declared_is_stopped(url: str) -> None:
    """Statement 55: whoever is on no list is not called, by whichever recipient code tries it."""
    known = {one for every in manifest.recipients().values() for one in every}
    # What a customer types is the customer's to choose; all else is named.
    callable_ones = [one for one in known if one.hosts and "*" not in one.hosts]
    assert callable_ones
    assert [one.hosts for one in known if "*" in one.hosts] == [("*",)]
    for recipient in callable_ones:
        with open_client(recipient) as client, pytest.raises(EgressRefused):
            client.get(url)


def test_every_recipient_that_can_be_called_is_on_the_public_page() -> None:
    """Statement 55: a program speaks to nobody whom the page does not name."""
    page = draft("subprocessors", "en")
    for recipient in {one for every in manifest.recipients().values() for one in every}:
        if recipient.hosts and "*" not in recipient.hosts:
            assert recipient.company in page
