"""Whoever received the data is told what became of it, and the person can see who was."""

from __future__ import annotations

import pytest

from accounts.errors import Refused
from accounts.models import AuditEvent, Disclosure, Role
from accounts.readings import keys_of, numbers_of
from accounts.tenancy import inside
from integrations.actions import Written
from privacy.models import About, RecipientNotice
from privacy.recipients.finding import recipients_of, told_of
from privacy.recipients.noting import tell_recipient
from privacy.rectifications import correcting
from tests.accounts.conftest import Browser
from tests.accounts.test_roles_and_leaks import as_role
from tests.cast import ROLES, Cast
from tests.privacy.rectifications.test_rectify import dora, tell, the_field
from tests.privacy.requests.conftest import taken_down, the_request
from tests.privacy.restrictions.test_hidden import DORA, make_people
from tests.privacy.restrictions.test_steps import objected

pytestmark = pytest.mark.django_db
PLACE = "/w/acme/settings/privacy/recipients/"


def disclose(recipient: str) -> None:
    """A line of the log of disclosures, as the mail server's would be."""
    (number,) = set(numbers_of(keys_of(dora())).values())
    Disclosure.objects.create(
        person_id=number, purpose="answer the person", recipient=recipient, run="mail:1"
    )


def test_a_restriction_lists_the_sources_and_whom_the_log_names(cast: Cast) -> None:
    """49: named recipients; none of them counts as told before somebody told it."""
    with inside(cast.acme):
        make_people()
        disclose("Mailer Ltd")
    objected(cast)
    request_id = the_request(cast.acme).pk
    with inside(cast.acme):
        rows = recipients_of(request_id)
        assert [(row.recipient, row.told_at) for row in rows] == [
            ("CRM", None),
            ("Mailer Ltd", None),
        ]
        assert told_of(request_id) == []


def test_a_source_is_told_of_a_correction_by_its_connection(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """49: the notice is logged when the source has taken the correction."""
    with inside(cast.acme):
        make_people()
    request_id = taken_down(cast.acme, DORA)
    with inside(cast.acme):
        row = correcting.rectify(
            subject=dora(), chosen=the_field("LeadSource"), value="Fair", request_id=request_id
        )
        assert [one.told_at for one in recipients_of(request_id)] == [None]
    done = Written(is_done=True, what="Corrected.", why_not="", is_permanent=False)
    monkeypatch.setattr(correcting, "correct_record", lambda **_said: done)
    tell(cast, row, monkeypatch)
    with inside(cast.acme):
        (one,) = told_of(request_id)
        assert one.recipient == "CRM"
        assert RecipientNotice.objects.get().told_by is None


def test_a_member_tells_and_the_person_sees_it(cast: Cast, browser: Browser) -> None:
    """49: by the button of the desk; the person's page lists who was told of what, and no other."""
    with inside(cast.acme):
        make_people()
        disclose("Mailer Ltd")
    stranger, page = objected(cast)
    alice, request_id = browser(cast.alice), the_request(cast.acme).pk
    assert "Mailer Ltd" not in stranger.get(page).content.decode()
    assert (
        "Mailer Ltd"
        in alice.get(f"/w/acme/settings/privacy/requests/{request_id}/").content.decode()
    )
    with inside(cast.acme):
        notice = RecipientNotice.objects.get(recipient="Mailer Ltd")
    assert alice.post(f"{PLACE}{notice.pk}/told/").status_code == 302
    text = stranger.get(page).content.decode()
    assert "Mailer Ltd" in text
    assert "CRM:" not in text
    with inside(cast.acme):
        assert AuditEvent.objects.filter(action="recipient.told").count() == 1
        assert RecipientNotice.objects.get(pk=notice.pk).told_by == cast.alice.pk
        with pytest.raises(Refused, match="told already"):
            tell_recipient(notice_id=notice.pk)
        assert RecipientNotice.objects.filter(about=About.RESTRICTION).count() == 2


@pytest.mark.parametrize("role", ROLES)
def test_who_may_say_that_a_recipient_was_told(cast: Cast, role: Role) -> None:
    """49: owners, admins and privacy officers; nobody of another workspace."""
    objected(cast)
    with inside(cast.acme):
        notice = RecipientNotice.objects.get()
    may = role in (Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER)
    client = as_role(cast, role)
    assert client.post(f"{PLACE}{notice.pk}/told/").status_code == (302 if may else 403)


def test_charlie_tells_nobody_of_it(cast: Cast, browser: Browser) -> None:
    """49, 51: neither at Acme's address nor with Acme's id at Rival's."""
    objected(cast)
    with inside(cast.acme):
        notice = RecipientNotice.objects.get()
    charlie = browser(cast.charlie)
    assert charlie.post(f"{PLACE}{notice.pk}/told/").status_code == 404
    theirs = PLACE.replace("acme", "rival")
    assert charlie.post(f"{theirs}{notice.pk}/told/").status_code == 404
    with inside(cast.rival):
        assert not RecipientNotice.objects.exists()
