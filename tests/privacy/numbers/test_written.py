"""What people write is kept without their CPR number; that stays apart until somebody decides."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from accounts.forms import ProfileForm
from accounts.models import AuditEvent, Membership, QuarantinedNumber, Reading, Role
from accounts.national_numbers import KEEP_APART, NUMBERS, numbers_of
from accounts.readings import ANSWER_REQUEST, UnregisteredPurpose
from accounts.services.sweeps import NUMBER_KEPT, forget_numbers
from accounts.subjects import Subject
from accounts.tenancy import inside
from privacy.models import RequestMessage
from privacy.personal_data import collect, erase
from privacy.requests.sealing import text_of
from tests.accounts.conftest import Browser, deliver_mail
from tests.cast import Cast
from tests.privacy.numbers.conftest import NUMBER, PLAIN
from tests.privacy.requests.conftest import FORM, confirmed, send

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/privacy/numbers/"
TEXT = {"text": f"I am {NUMBER}. What do you hold of me?"}
DORA = Subject(emails=(FORM["email"],))


def the_number(cast: Cast) -> QuarantinedNumber:
    with inside(cast.acme):
        return QuarantinedNumber.objects.get()


def test_a_number_leaves_the_text_and_waits_apart(cast: Cast) -> None:
    """Statement 6: free text is scanned, findings are quarantined, and an admin is told once."""
    send(TEXT)
    send(TEXT)
    with inside(cast.acme):
        for message in RequestMessage.objects.all():
            text = text_of(message, purpose=ANSWER_REQUEST)
            assert text == "I am [CPR]. What do you hold of me?"
        first, second = QuarantinedNumber.objects.order_by("found_at")
        assert first.place == "privacy.requestmessage.text"
        assert numbers_of(first, purpose=KEEP_APART) == (PLAIN,)
        assert PLAIN.encode() not in bytes(first.numbers or b"")
        with pytest.raises(UnregisteredPurpose):
            numbers_of(second, purpose="because we can")
    deliver_mail(cast.acme)
    told = [one for one in mail.outbox if "number was left out" in one.subject]
    assert [one.to for one in told] == [["alice@acme.example"]]
    assert "A message in a request" in str(told[0].body)
    assert PLAIN not in str(told[0].body)
    assert NUMBER not in str(told[0].body)


def test_who_may_sees_it_by_a_reading_and_deletes_it(cast: Cast, browser: Browser) -> None:
    """Statement 6: opened one by one, with a line in the log; nobody else comes near it."""
    send(TEXT)
    row = the_number(cast)
    path = f"{PAGE}{row.pk}/"
    assert browser(cast.charlie).get(PAGE).status_code == 404
    assert browser(cast.charlie).post(f"{path}show/").status_code == 404
    assert browser(cast.bob).get(PAGE).status_code == 403
    assert browser(cast.bob).post(f"{path}show/").status_code == 403
    alice = browser(cast.alice)
    assert NUMBER not in alice.get(PAGE).content.decode()
    shown = alice.post(f"{path}show/")
    assert NUMBER in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    with inside(cast.acme):
        line = Reading.objects.get(place="quarantine")
        assert (line.purpose, line.fields, line.actor_id) == (KEEP_APART, [NUMBERS], cast.alice.pk)
    assert alice.post(f"{path}delete/").status_code == 302
    with inside(cast.acme):
        assert not QuarantinedNumber.objects.exists()
        assert AuditEvent.objects.filter(action="number.deleted").count() == 1


def test_of_the_workspace_only_who_manages_privacy_is_let_in(cast: Cast, browser: Browser) -> None:
    """Statement 6: the role matrix of the page."""
    bob = browser(cast.bob)
    seen = {}
    for role in Role:
        Membership.objects.filter(user=cast.bob).update(role=role)
        seen[role] = bob.get(PAGE).status_code
    allowed = {Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER}
    assert seen == {role: 200 if role in allowed else 403 for role in Role}


def test_the_workspace_next_door_sees_nothing(cast: Cast) -> None:
    """Statement 51: a leak test for the quarantine, by row-level security too."""
    send(TEXT)
    with inside(cast.rival):
        assert not QuarantinedNumber.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_quarantinednumber")
            assert cursor.fetchone() == (0,)


def test_the_person_gets_it_in_their_copy_and_an_erasure_takes_it_at_once(cast: Cast) -> None:
    """Statements 6, 33, 44: it is the person's own; no ground retains it with the words."""
    confirmed(cast, TEXT)
    with inside(cast.acme):
        found = {part.table: part.rows for part in collect(DORA)}
        assert found["accounts.quarantinednumber"][0]["numbers"] == PLAIN
        done = {part.table: part for part in erase(DORA)}
        assert done["accounts.quarantinednumber"].erased == 1
        assert done["privacy.requestmessage"].retained == 1
        assert not QuarantinedNumber.objects.exists()


def test_nobody_has_to_decide_for_it_to_go(cast: Cast) -> None:
    """Statements 6 and 58: after 30 days it is deleted."""
    send(TEXT)
    with inside(cast.acme):
        rows = QuarantinedNumber.objects.all()
        moment = rows.get().found_at
        rows.update(found_at=moment - NUMBER_KEPT + timedelta(minutes=1))
    assert forget_numbers() == 0
    with inside(cast.acme):
        rows.update(found_at=moment - NUMBER_KEPT)
    assert forget_numbers() == 1


def test_a_name_with_a_number_is_refused(cast: Cast) -> None:
    """Statement 6: what is typed as a name is no place for a number."""
    form = ProfileForm({"name": f"Alice {NUMBER}", "language": "en"}, instance=cast.alice)
    assert form.errors["name"] == ["Leave out the CPR number."]
