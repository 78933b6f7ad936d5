"""A legal hold keeps a part of a person from being erased, and only as long as it lasts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AuditEvent
from accounts.tenancy import inside
from integrations.files.store import folder
from integrations.models import CampaignMember, Contact, Lead, Restriction, Suppression
from privacy.erasure.again import erase_again, residue_of
from privacy.erasure.local import UNTIL_LIFTED
from privacy.erasure.previewing import preview
from privacy.erasure.services import begin_erasure, close_by_erasure, outcome_of
from privacy.erasure.sweeps import erase_held
from privacy.ledger import entries
from privacy.ledger.replaying import subject_of
from privacy.models import DataSubjectRequest, Erasure, ErasureItem, Outcome
from privacy.retention.holds import lift_hold, make_hold
from tests.accounts.conftest import Browser
from tests.cast import Cast
from tests.privacy.erasure.people import Person, asked, crm, somebody, work

pytestmark = pytest.mark.django_db
SEEN = {"purpose": "own_right"}


def held_by_contact(cast: Cast) -> tuple[Person, DataSubjectRequest]:
    """Dora, whose contacts a dispute keeps until a day; her lead is nobody's business."""
    dora = somebody()
    crm(cast.acme, dora, somebody())
    with inside(cast.acme):
        Lead.objects.filter(external_id=dora.lead).update(
            is_converted=False, converted_contact_external_id=""
        )
        make_hold(rule="contacts", ground="The case Unmistakable.", until=tomorrow())
    return dora, asked(cast.acme, dora.email)


def tomorrow() -> Any:
    return timezone.localdate() + timedelta(days=1)


def ends(cast: Cast) -> dict[str, tuple[str, str]]:
    with inside(cast.acme):
        return {one.name: (one.state, one.until) for one in ErasureItem.objects.order_by("state")}


def left(cast: Cast, dora: Person) -> list[int]:
    with inside(cast.acme, **SEEN):
        return [
            Lead.objects.filter(external_id=dora.lead).count(),
            CampaignMember.objects.filter(lead_external_id=dora.lead).count(),
            Contact.objects.filter(external_id=dora.contact).count(),
        ]


def test_what_is_held_stays_with_ground_and_end_and_the_rest_goes(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 44: retained with ground and expiry; erased once the hold has ended."""
    dora, request = held_by_contact(cast)
    tried = preview(workspace_id=cast.acme.pk, request_id=request.pk, ids={})
    kept = {one.table: one for one in tried.done.endings if one.state == "retained"}
    assert kept["integrations.contact"].until == tomorrow().isoformat()
    assert "17(3)(e)" in kept["integrations.contact"].ground
    assert left(cast, dora) == [1, 1, 1], "a dry run leaves no trace"
    with inside(cast.acme):
        assert not Restriction.objects.exists()
        begin_erasure(request_id=request.pk, ids={})
    assert work(cast.acme.pk) == "done"
    assert left(cast, dora) == [0, 0, 1]
    assert ends(cast)["integrations.contact"] == ("retained", tomorrow().isoformat())
    assert ends(cast)["integrations.lead"][0] == "erased"
    with inside(cast.acme):
        assert not Contact.objects.filter(external_id=dora.contact).exists(), "out of use"
        assert not Suppression.objects.filter(external_id=dora.contact).exists()
        erasure = Erasure.objects.get()
        assert (erasure.finished_at, bool(erasure.subject)) == (erasure.held_at, True)
        assert "Unmistakable" not in str(erasure.certificate)
        assert outcome_of(erasure) == Outcome.ANSWERED
        close_by_erasure(request_id=request.pk, text="But for a dispute.", was_told=True)
    assert erase_held() == 0, "it lasts"
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr("privacy.retention.holds.timezone.localdate", later.date)
    assert erase_held() == 1
    assert erase_held() == 0
    assert work(cast.acme.pk) == "done"
    assert left(cast, dora) == [0, 0, 0]
    with inside(cast.acme):
        erasure = Erasure.objects.get()
        assert (erasure.held_at, erasure.subject) == (None, None)
        assert not Restriction.objects.exists()
        assert Suppression.objects.filter(external_id=dora.contact).exists()
        assert AuditEvent.objects.filter(action="erasure.resumed").count() == 1
    assert ends(cast)["integrations.contact"][0] == "erased"


def test_a_hold_on_the_person_keeps_everything_until_it_is_lifted(
    cast: Cast, browser: Browser, tmp_path: Path, settings: Any
) -> None:
    """Statement 44: records and files; a replay after a restore respects it as well."""
    settings.PRIVATE_FILES_DIR = str(tmp_path)
    dora = somebody()
    crm(cast.acme, dora)
    named = folder(cast.acme.pk) / "list.csv"
    named.write_text(f"1;{dora.email}")
    request = asked(cast.acme, dora.email)
    with inside(cast.acme):
        hold = make_hold(email=dora.email.upper(), ground="The case Unmistakable.", until=None)
    place = f"/w/acme/settings/privacy/requests/{request.pk}/erasure/"
    page = browser(cast.alice).get(place).content.decode()
    assert str(UNTIL_LIFTED) in page
    with inside(cast.acme):
        begin_erasure(request_id=request.pk, ids={})
    assert work(cast.acme.pk) == "done"
    assert (left(cast, dora), named.exists()) == ([1, 1, 1], True)
    assert ends(cast)["files"] == ("retained", UNTIL_LIFTED)
    assert "Finished but for what a legal hold keeps" in (
        browser(cast.alice).get(place).content.decode()
    )
    (entry,) = entries()
    again = erase_again(cast.acme.pk, subject_of(entry))
    assert (left(cast, dora), named.exists()) == ([1, 1, 1], True)
    assert residue_of(cast.acme.pk, [again]) == [{}]
    with inside(cast.acme):
        lift_hold(hold_id=hold)
    assert erase_held() == 1
    assert work(cast.acme.pk) == "done"
    assert (left(cast, dora), named.exists()) == ([0, 0, 0], False)
    assert ends(cast)["files"][0] == "erased"
    with inside(cast.acme):
        assert Erasure.objects.get().held_at is None


def test_a_hold_of_rival_keeps_nothing_of_acme(cast: Cast) -> None:
    """Statement 51: whom Rival keeps is nothing to Acme."""
    dora = somebody()
    crm(cast.acme, dora)
    with inside(cast.rival):
        make_hold(email=dora.email, ground="Ours.", until=None)
    request = asked(cast.acme, dora.email)
    with inside(cast.acme):
        begin_erasure(request_id=request.pk, ids={})
    assert work(cast.acme.pk) == "done"
    assert left(cast, dora) == [0, 0, 0]
    with inside(cast.acme):
        assert Erasure.objects.get().held_at is None
