"""The data processing agreement: whole, accepted by a workspace, and asked for anew."""

import pytest
from django.core import mail

from accounts.errors import Refused
from accounts.instructions import instructions
from accounts.instructions.standing import digest_of
from accounts.models import AuditEvent, Instruction, Membership, Role
from accounts.tenancy import inside
from privacy import controller
from privacy.activities import PROCESSOR
from privacy.models import AgreementAcceptance, PolicyKind
from privacy.policies import sweeps
from privacy.policies.accepting import accept_agreement, standing
from privacy.policies.drafting import draft
from privacy.policies.reading import newest
from privacy.records import LANGUAGES, make_record
from tests.accounts.conftest import Browser, deliver_mail
from tests.cast import Cast
from tests.privacy.policies.test_versions import escaped
from tests.privacy.policies.versions import publish_another

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/settings/privacy/agreement/"
# Art. 28(3): each letter with what the agreement says of it.
LETTERS = {
    "en": ("Art. 28(3)({letter})", "module two", "module three", "2021/914", "Annex III"),
    "da": ("stk. 3, litra {letter}", "modul to", "modul tre", "2021/914", "Bilag III"),
}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_it_has_what_the_article_asks_for(locale: str, danish: None) -> None:
    """Statements 51 and 56: Art. 28(3)(a) to (h), the clauses' modules, annexes from the map."""
    text, record = draft(PolicyKind.DPA, locale), make_record(PROCESSOR, locale)
    pattern, *words = LETTERS[locale]
    for letter in "abcefgh":
        assert pattern.format(letter=letter) in text
    assert "(3)(d)" in text or "stk. 3, litra d" in text
    assert all(word in text for word in (*words, controller.REGISTRATION))
    for entry in record.entries:
        assert escaped(entry.purpose) in text
        assert all(escaped(one) in text for one in (*entry.categories, *entry.subjects))
    assert all(escaped(measure) in text for measure in record.measures)


def accept(cast: Cast) -> AgreementAcceptance:
    row = newest(PolicyKind.DPA, "en")
    assert row is not None
    with inside(cast.acme):
        return accept_agreement(version_id=row.pk, by=cast.alice.pk)


def test_an_owner_accepts_the_very_text(cast: Cast, browser: Browser) -> None:
    """Statements 51 and 56: who, when, which version, and the sha256 of what was on the page."""
    alice, row = browser(cast.alice), newest(PolicyKind.DPA, "en")
    assert row is not None
    page = alice.get(PAGE).content.decode()
    assert f'name="version" value="{row.pk}"' in page
    assert "No version is accepted yet" in page
    assert alice.post(f"{PAGE}accept/", {"version": row.pk}).status_code == 302
    page = alice.get(PAGE).content.decode()
    assert "Alice" in page
    assert "waits for you" not in page
    with inside(cast.acme):
        accepted = AgreementAcceptance.objects.get()
        assert (accepted.sha256, accepted.accepted_by) == (row.sha256, cast.alice.pk)
        assert AuditEvent.objects.filter(action="agreement.accepted").count() == 1


def test_the_instructions_name_the_agreement_that_was_accepted(
    cast: Cast, browser: Browser
) -> None:
    """Statement 51: the version that stands refers to the accepted text, under its own digest."""
    with inside(cast.acme):
        first = instructions()
        assert first.accepted is None
    accepted = accept(cast)
    with inside(cast.acme):
        given = instructions()
        assert (given.version, given.accepted) == (first.version + 1, accepted.number)
        assert given.accepted_sha256 == accepted.sha256
        assert given.clauses == first.clauses
        assert given.sha256 == digest_of(given, first.sha256)
        other = Instruction.objects.get(pk=given.pk)
        other.accepted_sha256 = "0" * 64
        assert digest_of(other, first.sha256) != given.sha256
    page = browser(cast.alice).get("/w/acme/settings/privacy/instructions/").content.decode()
    assert f"By version {accepted.number} of the agreement" in page


def test_a_new_version_asks_again_and_the_accepted_one_stands(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 51: by mail to who may accept it, once, and on the page."""
    assert sweeps.ask_again() == 0
    first = accept(cast)
    number = publish_another(monkeypatch, PolicyKind.DPA)
    assert sweeps.ask_again() == 1
    assert sweeps.ask_again() == 0
    deliver_mail(cast.acme)
    assert mail.outbox[-1].to == [cast.alice.email]
    assert PAGE in mail.outbox[-1].body
    page = browser(cast.alice).get(PAGE).content.decode()
    assert f"Version {number} waits for you" in page
    assert f"Version {first.number} stands until you accept the new one." in page
    with inside(cast.acme), pytest.raises(Refused) as refusal:
        accept_agreement(version_id=first.version_id, by=cast.alice.pk)
    assert refusal.value.code == "another_version"
    assert accept(cast).number == number
    with inside(cast.acme):
        assert not standing("en").is_asked


def test_a_version_is_accepted_once(cast: Cast, browser: Browser) -> None:
    accept(cast)
    with pytest.raises(Refused) as refusal:
        accept(cast)
    assert refusal.value.code == "accepted"
    alice = browser(cast.alice)
    for wrong in ("", "0", "x", "99999999"):
        assert alice.post(f"{PAGE}accept/", {"version": wrong}).status_code == 302
    with inside(cast.acme):
        assert AgreementAcceptance.objects.count() == 1


def test_who_may_read_and_who_may_accept(cast: Cast, browser: Browser) -> None:
    """The role matrix: who manages privacy reads; owners and admins accept for the workspace."""
    bob, seen = browser(cast.bob), {}
    for role in Role:
        Membership.objects.filter(user=cast.bob).update(role=role)
        seen[role] = bob.get(PAGE).status_code, bob.post(f"{PAGE}accept/").status_code
    reads = {Role.OWNER, Role.ADMIN, Role.PRIVACY_OFFICER}
    accepts = {Role.OWNER, Role.ADMIN}
    assert seen == {
        role: (200 if role in reads else 403, 302 if role in accepts else 403) for role in Role
    }
    Membership.objects.filter(user=cast.bob).update(role=Role.PRIVACY_OFFICER)
    assert "An owner or an admin can accept it." in bob.get(PAGE).content.decode()


def test_the_neighbour_sees_nothing_of_acmes_acceptance(cast: Cast, browser: Browser) -> None:
    """Statement 51: neither by the page nor in the database."""
    accept(cast)
    charlie = browser(cast.charlie)
    assert charlie.get(PAGE).status_code == 404
    assert charlie.post(f"{PAGE}accept/").status_code == 404
    page = charlie.get(PAGE.replace("acme", "rival")).content.decode()
    assert "Alice" not in page
    assert "No version is accepted yet" in page
    with inside(cast.rival):
        assert not AgreementAcceptance.objects.exists()
