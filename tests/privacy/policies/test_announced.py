"""People are told before their data is used for something else; nothing is done for it before."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST, UnregisteredPurpose, check_purpose
from accounts.subjects import Subject
from accounts.tenancy import inside
from privacy.models import PolicyKind, PolicyShown, PolicyVersion, ShownBy
from privacy.policies import publishing, rewording, sweeps
from privacy.policies.drafting import NOTICE_DAYS
from privacy.policies.holdings import collect, erase
from privacy.policies.reading import in_force, newest
from privacy.policies.waiting import waiting_purposes
from tests.accounts.conftest import Browser, deliver_mail
from tests.cast import PASSWORD, Cast
from tests.privacy.policies.jobs import do_jobs
from tests.privacy.policies.versions import NEW, publish_another, use_names_for_something_else

pytestmark = pytest.mark.django_db
PRIVACY = PolicyKind.PRIVACY
NAME = "accounts.user.name"
HOME = "/w/acme/settings/members/"


def announced(monkeypatch: pytest.MonkeyPatch) -> PolicyVersion:
    """The version by which names serve another purpose."""
    use_names_for_something_else(monkeypatch)
    assert publishing.publish(PRIVACY) is not None
    row = newest(PRIVACY, "en")
    assert row is not None
    return row


def send_announcements() -> int:
    """The mails that the hourly sweep asks for, delivered."""
    waiting = sweeps.announce_versions()
    do_jobs(HOUSE_ID)
    deliver_mail()
    return waiting


def test_a_new_purpose_of_old_data_counts_only_after_the_notice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Statement 11: the version in force stays, and code is refused until the day has come."""
    before = in_force(PRIVACY, "en")
    row = announced(monkeypatch)
    assert row.is_material
    assert row.effective_on == timezone.localdate() + timedelta(days=NOTICE_DAYS)
    assert in_force(PRIVACY, "en") == before
    assert waiting_purposes(NAME) == {NEW}
    with pytest.raises(UnregisteredPurpose):
        check_purpose(NEW, [NAME])
    check_purpose(ANSWER_REQUEST, [NAME])
    monkeypatch.setattr(timezone, "localdate", lambda: row.effective_on)
    assert waiting_purposes(NAME) == frozenset()
    check_purpose(NEW, [NAME])


def test_every_user_is_told_once_in_their_language(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, danish: None
) -> None:
    """Statement 11: by mail before the day; who was told, of which version and when, is kept."""
    User.objects.filter(pk=cast.bob.pk).update(language="da")
    row = announced(monkeypatch)
    assert send_announcements() == 3
    mails = {one.to[0]: one for one in mail.outbox}
    assert set(mails) == {cast.alice.email, cast.bob.email, cast.charlie.email}
    assert f"/privacy-policy/versions/{row.number}/en/#what-changed" in mails[cast.alice.email].body
    assert f"/privacy-policy/versions/{row.number}/da/#what-changed" in mails[cast.bob.email].body
    assert "privatlivspolitik" in mails[cast.bob.email].subject
    assert PolicyShown.objects.filter(shown_by=ShownBy.MAIL).count() == 3
    assert send_announcements() == 0
    assert len(mail.outbox) == 3


def test_the_shell_tells_until_the_page_was_opened(
    cast: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 11: a notice on every page for each person, until that person has read it."""
    alice, bob, words = browser(cast.alice), browser(cast.bob), "Our privacy policy changes on"
    assert words not in alice.get(HOME).content.decode()
    row = announced(monkeypatch)
    assert words in alice.get(HOME).content.decode()
    page = alice.get(f"/privacy-policy/versions/{row.number}/en/").content.decode()
    assert "nothing is done by it before" in page
    assert words not in alice.get(HOME).content.decode()
    assert words in bob.get(HOME).content.decode()
    assert f"Version {row.number} takes its place" in alice.get("/privacy-policy").content.decode()


def test_what_is_no_new_purpose_counts_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statement 11: words, and a purpose that is only said otherwise, need no notice ahead."""
    today = timezone.localdate()
    publish_another(monkeypatch, PRIVACY)
    row = newest(PRIVACY, "en")
    assert row is not None
    assert (row.is_material, row.effective_on) == (False, today)
    old = row.facts["columns"][NAME]
    monkeypatch.setattr(publishing, "REWORDED", {**rewording.REWORDED, old: NEW})
    row = announced(monkeypatch)
    assert (row.is_material, row.effective_on) == (False, today)


def test_a_later_text_never_counts_before_one_that_is_announced(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Statement 11: it holds the announced change, too."""
    row = announced(monkeypatch)
    number = publish_another(monkeypatch, PRIVACY)
    later = newest(PRIVACY, "en")
    assert later is not None
    assert (later.number, later.effective_on) == (number, row.effective_on)


def test_sign_up_shows_a_version_and_keeps_that_it_did(cast: Cast) -> None:
    """Statement 10: which version, when, to whom; there is nothing to tick, and no consent."""
    row = in_force(PRIVACY, "en")
    assert row is not None
    visitor = Client()
    page = visitor.get("/accounts/signup/").content.decode()
    assert f'name="policy_version" value="{row.pk}"' in page
    assert f"version {row.number} of our" in page
    assert 'type="checkbox"' not in page
    said = {"name": "Dora", "email": "dora@people.example", "password1": PASSWORD}
    visitor.post("/accounts/signup/", {**said, "policy_version": row.pk})
    shown = PolicyShown.objects.get(user_id=User.objects.get(email="dora@people.example").pk)
    assert (shown.version_id, shown.shown_by) == (row.pk, ShownBy.SIGN_UP)


@pytest.mark.parametrize("named", [{}, {"policy_version": "99999"}, {"policy_version": "x"}])
def test_sign_up_keeps_the_version_in_force_when_the_form_names_none(named: dict[str, str]) -> None:
    row = in_force(PRIVACY, "en")
    said = {"name": "Dora", "email": "dora@people.example", "password1": PASSWORD}
    Client().post("/accounts/signup/", {**said, **named})
    assert PolicyShown.objects.get().version == row


def test_of_strangers_nothing_is_kept_and_of_users_what_they_opened(
    cast: Cast, browser: Browser
) -> None:
    """Statement 10: a page that is read without a login leaves no row."""
    Client().get("/privacy-policy")
    assert not PolicyShown.objects.exists()
    alice = browser(cast.alice)
    for _time in range(2):
        alice.get("/privacy-policy")
    alice.get("/dpa")
    kinds = PolicyShown.objects.filter(user_id=cast.alice.pk).values_list(
        "version__kind", flat=True
    )
    assert sorted(kinds) == ["dpa", "privacy-policy"]
    page = alice.get("/accounts/privacy/").content.decode()
    assert "What you were shown" in page
    assert 'href="/dpa/versions/1/en/"' in page
    assert (
        "What you were shown"
        not in browser(cast.charlie).get("/accounts/privacy/").content.decode()
    )


def test_what_a_user_was_shown_is_in_their_copy_and_goes_with_the_login(
    cast: Cast, browser: Browser
) -> None:
    """Statements 33 and 44: found by the login alone, and by Proactivox itself alone."""
    browser(cast.alice).get("/privacy-policy")
    alice = Subject(emails=(cast.alice.email,), user_id=cast.alice.pk)
    (part,) = collect(alice)
    assert (part.table, part.rows[0]["version__kind"]) == ("privacy.policyshown", "privacy-policy")
    with inside(cast.acme):
        assert collect(alice) == ()
        assert erase(alice) == ()
    (done,) = erase(alice)
    assert (done.table, done.erased) == ("privacy.policyshown", 1)
    assert not PolicyShown.objects.exists()
