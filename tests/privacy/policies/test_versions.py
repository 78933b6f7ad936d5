"""Published texts: made of the map, kept for ever, and shown again as they were."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from privacy import controller
from privacy.activities import CONTROLLER
from privacy.models import PolicyKind, PolicyVersion
from privacy.policies import facts, publishing
from privacy.policies.drafting import draft
from privacy.policies.outline import ADDED, REMOVED, differences, outline_of
from privacy.policies.reading import in_force, shown_on, version
from privacy.records import LANGUAGES, make_record
from tests.privacy.policies.versions import publish_another, say_something_else

pytestmark = pytest.mark.django_db
PRIVACY = PolicyKind.PRIVACY


def test_what_is_published_agrees_with_the_register(
    capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Statement 8: notice and registry hashes match; a map that says something else is found."""
    assert [kind for kind in PolicyKind.values if not publishing.is_current(kind)] == []
    call_command("publish_policy", check=True)
    monkeypatch.setattr(facts, "columns_of", lambda role: {"accounts.user.email": "sell it"})
    assert not publishing.is_current(PRIVACY)
    with pytest.raises(CommandError, match="privacy-policy"):
        call_command("publish_policy", check=True)


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_notice_has_every_purpose_basis_recipient_time_and_source(
    locale: str, danish: None
) -> None:
    """Statement 8: its tables are those of the record, in both languages."""
    text = draft(PRIVACY, locale)
    record = make_record(CONTROLLER, locale)
    assert record.entries
    for entry in record.entries:
        for words in (entry.purpose, entry.basis, *entry.sources, *entry.limits):
            assert escaped(words) in text, words
        assert all(escaped(name) in text for name in entry.recipients)
    assert all(escaped(party.transfer) in text for party in record.parties)


def escaped(text: str) -> str:
    from django.utils.html import escape

    return str(escape(text))


def test_the_first_notice_is_the_companys_own_and_counts_from_its_day() -> None:
    """Statement 10: version 1, effective 7 October 2025, with who is responsible."""
    first = version(PRIVACY, "en", 1)
    assert first is not None
    assert first.effective_on == date(2025, 10, 7)
    for fact in (controller.NAME, controller.REGISTRATION, controller.ADDRESS, controller.EMAIL):
        assert fact in first.body
    assert "We never sell or rent your personal data." in first.body


@pytest.mark.parametrize("kind", PolicyKind.values)
def test_each_text_is_read_in_both_languages_at_addresses_that_stay(kind: str) -> None:
    """Statement 10: the one in force, each version, all versions, and the file; open to anybody."""
    visitor = Client()
    for locale in LANGUAGES:
        row = in_force(kind, locale)
        assert row is not None
        assert row.sha256 == publishing.text_digest(row.body)
        page = visitor.get(f"/{kind}", headers={"accept-language": locale})
        assert page.status_code == 200
        assert row.body in page.content.decode()
        kept = visitor.get(
            f"/{kind}/versions/{row.number}/{locale}/", headers={"accept-language": "en"}
        )
        assert row.body in kept.content.decode()
        file = visitor.get(f"/{kind}/versions/{row.number}/{locale}/text.html")
        assert file["Content-Disposition"].startswith("attachment")
        assert row.sha256 in file.content.decode()
        assert "<script" not in file.content.decode()
        anchors = [heading.anchor for heading in outline_of(row.body)]
        assert len(anchors) == len(set(anchors)) > 1
        assert all(f'href="#{anchor}"' in page.content.decode() for anchor in anchors)
    assert visitor.get(f"/{kind}/versions/").status_code == 200
    assert visitor.get(f"/{kind}/versions/99/en/").status_code == 404
    assert visitor.get(f"/{kind}/versions/1/de/").status_code == 404


def test_a_word_that_changes_is_another_version_and_shows_what_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Statement 10: each version stays at its address; the next one says what it changed."""
    assert publishing.publish(PRIVACY) is None
    number = publish_another(monkeypatch, PRIVACY)
    assert publishing.publish(PRIVACY) is None
    visitor = Client()
    page = visitor.get(f"/privacy-policy/versions/{number}/en/").content.decode()
    assert "<ins>Another word.</ins>" in page
    earlier = visitor.get(f"/privacy-policy/versions/{number - 1}/en/").content.decode()
    assert "This is an earlier version." in earlier
    assert "Another word." not in earlier
    assert "Another word." in visitor.get("/privacy-policy").content.decode()


def test_the_text_of_any_day_is_shown_again() -> None:
    """Statement 10: what a person saw then, by the days of publication and of effect."""
    row = in_force(PRIVACY, "en")
    assert row is not None
    today = timezone.localdate()
    assert shown_on(PRIVACY, "en", today) == row
    assert shown_on(PRIVACY, "en", today - timedelta(days=1)) is None
    visitor = Client()
    answer = visitor.get(f"/privacy-policy/versions/?on={today.isoformat()}")
    assert answer["Location"] == f"/privacy-policy/versions/{row.number}/en/"
    page = visitor.get("/privacy-policy/versions/?on=2020-01-01").content.decode()
    assert "Nothing was published by that day" in page
    assert visitor.get("/privacy-policy/versions/?on=never").status_code == 200


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE privacy_policyversion SET body = ''",
        "DELETE FROM privacy_policyversion",
        "TRUNCATE privacy_policyversion CASCADE",
        "UPDATE privacy_policyshown SET shown_at = now()",
        "UPDATE privacy_agreementacceptance SET accepted_at = now()",
        "DELETE FROM privacy_agreementacceptance",
    ],
)
def test_nobody_who_serves_can_change_what_was_published_shown_or_accepted(statement: str) -> None:
    """Statement 10: immutable for the application's role in the database."""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_comparison_names_lines_that_came_and_went() -> None:
    before = "<section id='a'><h2>One</h2><p>Same.</p><p>Old <b>line</b>.</p></section>"
    after = "<section id='a'><h2>One</h2><p>Same.</p><p>New line.</p></section>"
    found = [(line.mark, line.text) for line in differences(before, after)]
    assert found == [(REMOVED, "Old line."), (ADDED, "New line.")]
    assert differences(after, after) == ()


def test_both_languages_are_versions_of_one_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statement 10: a change of one language publishes both, so that no reader is behind."""
    say_something_else(monkeypatch)
    number = publishing.publish(PolicyKind.DPA)
    assert number is not None
    rows = PolicyVersion.objects.filter(kind=PolicyKind.DPA, number=number)
    assert {row.locale for row in rows} == set(LANGUAGES)
    assert len({(row.effective_on, row.facts_sha256) for row in rows}) == 1
