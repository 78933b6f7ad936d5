"""A correction at the desk: kept before and after, told to the source, held where it refuses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from accounts.errors import Refused
from accounts.jobs import Later, Lease
from accounts.models import AuditEvent, Role
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import Subject
from accounts.tenancy import inside, new_id
from integrations import personal_data as integrations
from integrations.actions import Written
from integrations.correcting import CorrectableField, correctable_fields
from integrations.models import Correction, Lead
from privacy.models import Rectification, Upstream
from privacy.rectifications import correcting, holdings
from privacy.rectifications.finding import CorrectedRow, corrections_of
from privacy.rectifications.sealing import value_of
from privacy.requests.views import desk
from tests.accounts.conftest import Browser
from tests.accounts.test_roles_and_leaks import as_role
from tests.cast import ROLES, Cast
from tests.privacy.requests.conftest import taken_down
from tests.privacy.restrictions.test_hidden import DORA, make_people

pytestmark = pytest.mark.django_db
DESK = "/w/acme/settings/privacy/"


def dora() -> Subject:
    return Subject(emails=(DORA,))


def the_field(name: str) -> CorrectableField:
    return next(
        one for one in correctable_fields(dora()) if (one.external_id, one.field) == ("L1", name)
    )


def tell(cast: Cast, row: Rectification, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the job as a worker does, in this test's own transaction."""
    monkeypatch.setattr(Lease, "batch", lambda self: inside(self.workspace_id))
    lease = Lease(cast.acme.pk, new_id(), new_id(), 90, "correct_upstream", (str(row.pk),))
    correcting.tell_source(lease=lease, rectification_id=row.pk)


def test_a_correction_keeps_before_and_after_sealed(cast: Cast) -> None:
    """41: both are opened for the person's request alone."""
    with inside(cast.acme):
        make_people()
        row = correcting.rectify(subject=dora(), chosen=the_field("LeadSource"), value="Fair")
        assert Lead.objects.get(external_id="L1").lead_source == "Fair"
        kept = Rectification.objects.get(pk=row.pk)
        assert b"Fair" not in bytes(kept.after or b"")
        assert value_of(kept, "before", purpose=ANSWER_REQUEST) == "Web"
        assert value_of(kept, "after", purpose=ANSWER_REQUEST) == "Fair"
        assert AuditEvent.objects.filter(action="person.rectified").count() == 1
        (part,) = holdings.collect(dora())
        assert part.rows[0]["after"] == "Fair"


def test_a_field_of_somebody_else_is_not_the_persons(cast: Cast) -> None:
    """41: whoever answers Dora corrects nothing of Eve's."""
    with inside(cast.acme):
        make_people()
        one = the_field("LeadSource")
        eves = CorrectableField(one.source, "Lead", "L2", "LeadSource")
        with pytest.raises(Refused, match="no field of a record"):
            correcting.rectify(subject=dora(), chosen=eves, value="Fair")


def test_a_source_that_refuses_is_overridden_here(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """41: without a login, or by the workspace's choice, the correction is held here."""
    with inside(cast.acme):
        make_people()
        row = correcting.rectify(subject=dora(), chosen=the_field("LeadSource"), value="Fair")
        Lead.objects.get(external_id="L1")
    answers: list[Any] = [
        Written(is_done=False, what="", why_not="Away.", is_permanent=False),
        Written(is_done=False, what="", why_not="Never.", is_permanent=True),
    ]
    monkeypatch.setattr(correcting, "correct_record", lambda **_said: answers.pop(0))
    with pytest.raises(Later):
        tell(cast, row, monkeypatch)
    with inside(cast.acme):
        assert Rectification.objects.get(pk=row.pk).upstream == Upstream.WAITING
    tell(cast, row, monkeypatch)
    tell(cast, row, monkeypatch)
    with inside(cast.acme):
        kept = Rectification.objects.get(pk=row.pk)
        assert kept.upstream == Upstream.HELD
        assert value_of(kept, "answer", purpose=ANSWER_REQUEST) == "Never."
        assert Correction.objects.filter(pk=row.correction_id).exists()


def test_what_a_job_ends_while_the_page_is_drawn_shows_by_itself(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """41: the page would say for ever that the source is being told."""

    def ended_meanwhile(request_id: UUID) -> list[CorrectedRow]:
        found = corrections_of(request_id)
        Rectification.objects.update(upstream=Upstream.DONE)
        return found

    with inside(cast.acme):
        make_people()
    request_id = taken_down(cast.acme, DORA)
    with inside(cast.acme):
        correcting.rectify(
            subject=dora(), chosen=the_field("LeadSource"), value="Fair", request_id=request_id
        )
    monkeypatch.setattr(desk, "corrections_of", ended_meanwhile)
    place = f"{DESK}requests/{request_id}/"
    shown = browser(cast.alice).get(place).content.decode()
    assert "The source is being told" in shown
    assert f"{place}underway/?left=1" in shown


def test_the_page_corrects_and_the_desk_says_how_far_it_is(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """41, 53: choose record and field, say the value; the desk shows no value.

    It is loaded once more by itself when the source has answered.
    """
    with inside(cast.acme):
        make_people()
    request_id = taken_down(cast.acme, DORA)
    alice, page = browser(cast.alice), f"{DESK}requests/{request_id}/correct/"
    text = alice.get(page).content.decode()
    assert "LeadSource · Lead L1" in text
    # Of a token that the page bears two letters can be anything.
    assert "Lead L2" not in text
    with inside(cast.acme):
        chosen = correctable_fields(dora()).index(the_field("LeadSource"))
    answer = alice.post(page, {"chosen": str(chosen), "value": "Unmistakable Fair"})
    assert answer.status_code == 302
    desk = alice.get(f"{DESK}requests/{request_id}/").content.decode()
    assert "The source is being told" in desk
    assert "Unmistakable Fair" not in desk
    asking = f"{DESK}requests/{request_id}/underway/?left=1"
    assert asking in desk
    assert "HX-Refresh" not in alice.get(asking)
    answered = Written(is_done=True, what="Lead L1", why_not="", is_permanent=False)
    monkeypatch.setattr(correcting, "correct_record", lambda **_said: answered)
    with inside(cast.acme):
        row = Rectification.objects.get(request_id=request_id)
    tell(cast, row, monkeypatch)
    assert alice.get(asking)["HX-Refresh"] == "true"
    assert "underway/" not in alice.get(f"{DESK}requests/{request_id}/").content.decode()
    assert browser(cast.charlie).get(asking).status_code == 404
    bad = alice.post(page, {"chosen": "999", "value": "x"})
    assert bad.status_code == 200


def test_a_request_of_nobody_we_know_says_so(cast: Cast, browser: Browser) -> None:
    request_id = taken_down(cast.acme, "nobody@nowhere.example")
    page = browser(cast.alice).get(f"{DESK}requests/{request_id}/correct/").content.decode()
    assert "No record of this person" in page
    nameless = taken_down(cast.acme, "")
    page = browser(cast.alice).get(f"{DESK}requests/{nameless}/correct/").content.decode()
    assert "No e-mail address is known" in page


@pytest.mark.parametrize("role", ROLES)
def test_who_may_correct(cast: Cast, role: Role) -> None:
    """41: owners, admins and privacy officers."""
    request_id = taken_down(cast.acme, DORA)
    may = role in (Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER)
    page = as_role(cast, role).get(f"{DESK}requests/{request_id}/correct/")
    assert page.status_code == (200 if may else 403)


def test_charlie_corrects_nothing_of_it(cast: Cast, browser: Browser) -> None:
    """41, 51: neither at Acme's address nor with Acme's id at Rival's."""
    with inside(cast.acme):
        make_people()
        correcting.rectify(subject=dora(), chosen=the_field("LeadSource"), value="Fair")
    request_id = taken_down(cast.acme, DORA)
    for slug in ("acme", "rival"):
        page = f"/w/{slug}/settings/privacy/requests/{request_id}/correct/"
        assert browser(cast.charlie).get(page).status_code == 404
    with inside(cast.rival):
        assert not Rectification.objects.exists()
        assert not Correction.objects.exists()


def test_corrections_go_with_the_person(cast: Cast) -> None:
    """44: after integrations has erased, by what it suppressed."""
    with inside(cast.acme):
        make_people()
        correcting.rectify(subject=dora(), chosen=the_field("LeadSource"), value="Fair")
        integrations.erase(dora())
        (part,) = holdings.erase(dora())
        assert part.erased == 1
        assert not Rectification.objects.exists()
    assert holdings.forget_rectifications() == 0
