"""The records of processing: whole, in two languages, and as they were on any past day."""

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

import accounts.personal_data
from privacy import controller, selectors
from privacy.activities import CONTROLLER, PROCESSOR, ROLES, activities
from privacy.apps import keep_release
from privacy.models import RecordVersion
from privacy.records import LANGUAGES, Record, make_record, read_record
from privacy.services import content_digest, keep_records

pytestmark = pytest.mark.django_db
ZONE = zoneinfo.ZoneInfo("Europe/Copenhagen")


def texts(record: Record) -> Iterator[str]:
    """Every text that a record prints."""
    for name, value in record.identity:
        yield from (name, value)
    for entry in record.entries:
        yield from (entry.purpose, entry.basis, *entry.balancing, *entry.subjects)
        yield from (*entry.categories, *entry.sources, *entry.limits, *entry.recipients)
    for party in record.parties:
        yield from (party.name, party.company, party.service, party.receives, party.transfer)
    yield from record.measures


@pytest.mark.parametrize("kind", ROLES)
def test_a_record_has_everything_that_the_article_asks_for(kind: str) -> None:
    """Statements 2 and 3: identity, purposes, people, data, recipients, limits, security."""
    record = make_record(kind, "en")
    identity = " ".join(value for _, value in record.identity)
    for fact in ("CVR-nr 32434355", "5700 Svendborg, Denmark", "privacy@proactivox.com"):
        assert fact in identity
    assert len(record.identity) == 5
    assert len(record.entries) == len([one for one in activities() if one.role == kind])
    assert record.parties
    assert all(text.strip() for text in texts(record))
    for entry in record.entries:
        assert all((entry.subjects, entry.categories, entry.sources, entry.limits, entry.places))
        assert bool(entry.balancing) is entry.basis.startswith("6(1)(f)")


def test_the_two_roles_do_not_mix() -> None:
    """Statement 3: what is done for customers is in a record of its own."""
    own, theirs = make_record(CONTROLLER, "en"), make_record(PROCESSOR, "en")
    assert "The customer’s contacts and leads" not in set(texts(own))
    assert "Users of Proactivox" not in set(texts(theirs))
    assert "Salesforce" in {party.name for party in theirs.parties}
    assert "Salesforce" not in {party.name for party in own.parties}
    salesforce = next(party for party in theirs.parties if party.name == "Salesforce")
    assert salesforce.is_instructed
    assert (salesforce.country, salesforce.company) == ("United States", "Salesforce, Inc.")
    assert "Art. 45. Decision (EU) 2023/1795" in salesforce.transfer


# Names, addresses and what is the same word in both languages.
SAME = {
    *("Proactivox, CVR-nr 32434355", "privacy@proactivox.com", "Meta", "HubSpot", "Salesforce"),
    *("Google", "Google Ads", "Google Analytics", "Google LLC", "Meta Platforms, Inc."),
    *("Slack", "Slack Technologies, LLC"),
    *("Microsoft Teams", "Microsoft Ireland Operations Limited"),
    *("HubSpot, Inc.", "Salesforce, Inc.", "Stripe", "Stripe Payments Europe, Limited"),
}


@pytest.mark.parametrize("kind", ROLES)
def test_everything_is_said_in_danish(kind: str, danish: None) -> None:
    """Statement 4: no text of the map is forgotten in the Danish record."""
    english, said = set(texts(make_record(kind, "en"))), set(texts(make_record(kind, "da")))
    assert english & said - SAME == set()


def test_a_version_is_kept_when_the_map_says_something_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Statement 4: each change is kept once, in both languages, under its sha256."""
    keep_records()
    count = RecordVersion.objects.count()
    assert keep_records() is False
    without_recipients(monkeypatch)
    assert keep_records() is True
    assert keep_records() is False
    assert RecordVersion.objects.count() == count + 1
    newest = RecordVersion.objects.latest()
    assert newest.sha256 == content_digest(newest.content)
    assert set(newest.content) == set(LANGUAGES)
    for language in LANGUAGES:
        for kind in ROLES:
            assert read_record(newest.content[language][kind]) == make_record(kind, language)


def without_recipients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another map: nobody else sees logins any more."""
    monkeypatch.setattr(accounts.personal_data, "recipients", dict)


def keep_again(version: RecordVersion, at: datetime) -> None:
    """A copy that was kept at another moment."""
    RecordVersion.objects.create(kept_at=at, sha256=version.sha256, content=version.content)


def test_a_past_day_is_told_by_the_version_of_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statement 4: the record as of any past date, not as it is today."""
    keep_records()
    first = RecordVersion.objects.latest()
    without_recipients(monkeypatch)
    keep_records()
    second = RecordVersion.objects.latest()
    keep_again(first, datetime(2020, 5, 1, 21, 59, tzinfo=UTC))  # 23:59 in Copenhagen
    keep_again(second, datetime(2020, 5, 3, 12, tzinfo=UTC))

    def kept(on: date) -> str | None:
        found = selectors.record_on(CONTROLLER, "en", on, ZONE)
        return found.sha256 if found else None

    assert kept(date(2020, 4, 30)) is None
    assert kept(date(2020, 5, 1)) == kept(date(2020, 5, 2)) == first.sha256
    assert kept(date(2020, 5, 3)) == second.sha256 != first.sha256
    now = selectors.record_on(CONTROLLER, "en", None, ZONE)
    before = selectors.record_on(CONTROLLER, "en", date(2020, 5, 2), ZONE)
    assert now is not None
    assert before is not None
    assert len(recipients(before.record)) > len(recipients(now.record))


def recipients(record: Record) -> list[str]:
    """Everybody whom any activity names."""
    return [name for entry in record.entries for name in entry.recipients]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE privacy_recordversion SET sha256 = ''",
        "DELETE FROM privacy_recordversion",
        "TRUNCATE privacy_recordversion",
    ],
)
def test_a_kept_version_can_neither_be_changed_nor_removed(statement: str) -> None:
    """Statement 4: what is shown of the past is what was kept then."""
    keep_records()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_release_and_a_command_keep_versions(capsys: Any) -> None:
    """Statement 4: after every migration, every night and by hand."""
    from django.apps import apps

    before = RecordVersion.objects.count()
    keep_release(using="default", apps=apps)
    call_command("records")
    assert "Nothing changed." in capsys.readouterr().out
    assert RecordVersion.objects.count() - before <= 1
    assert RecordVersion.objects.exists()


def test_each_measure_of_security_names_code_that_is_there() -> None:
    """Statement 2: security measures are those of this product."""
    from proactivox.launch.places import ROOT

    assert [one.where for one in controller.MEASURES if not (ROOT / one.where).exists()] == []
