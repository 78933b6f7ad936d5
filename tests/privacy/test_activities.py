"""Activities come from the map, each with one basis and whole recipients, or the check fails."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

import accounts.personal_data
from accounts.egress import ANY_PURPOSE, MEMBERS, Recipient, Transfer
from accounts.subjects import Balancing, Classification, NotPersonal, Personal
from privacy import manifest
from privacy.activities import CONTROLLER, PROCESSOR, ROLES, Activity, activities
from privacy.activity_checks import check_activities, check_subprocessors, faults
from privacy.terms import CATEGORIES

ROOT = Path(__file__).parents[2]
BASIS = "6(1)(b): a contract"
WHOLE = Recipient(
    name="Post",
    hosts=(),
    purpose="carrying mail",
    company="Post A/S",
    country="DK",
    receives="addresses",
    transfer=Transfer.NONE,
)
TEST = Balancing("why", "no other way", "outweighs")


def entry(**changes: str) -> Personal:
    words = {
        "category": "pd:Name",
        "subject": "user",
        "source": "the person",
        "purpose": "say hello",
        "basis": BASIS,
        "retention": "a year",
    }
    return Personal(**{**words, **changes})  # type: ignore[arg-type]


def planted(
    *entries: Personal,
    recipients: dict[str, tuple[Recipient, ...]] | None = None,
    interests: dict[str, Balancing] | None = None,
) -> list[str]:
    """The check's words about a map of these entries."""
    columns = {f"c{number}": one for number, one in enumerate(entries)}
    given, tests = recipients or {}, interests or {}
    found = activities({"app.model": columns}, given, tests)
    return [str(error.msg) for error in faults(found, given, tests)]


def test_entries_of_one_role_purpose_and_basis_are_one_activity() -> None:
    """Statement 2: purposes, kinds of people and data, sources, recipients and limits of each."""
    columns: dict[str, Classification] = {
        "name": entry(),
        "mail": entry(category="pd:EmailAddress", source="a colleague", retention="a week"),
        "id": NotPersonal("An id."),
        "theirs": entry(role=PROCESSOR, basis="28(3)(a): told to"),
    }
    first, second = activities({"app.model": columns}, {"say hello": (WHOLE,)}, {})
    assert (first.role, second.role) == (CONTROLLER, PROCESSOR)
    assert first.categories == ("pd:Name", "pd:EmailAddress")
    assert first.sources == ("the person", "a colleague")
    assert [(one.retention, one.categories) for one in first.limits] == [
        ("a year", ("pd:Name",)),
        ("a week", ("pd:EmailAddress",)),
    ]
    assert first.recipients == (WHOLE,)
    assert first.places == ("app.model",)


def test_every_personal_column_and_file_is_in_exactly_one_activity() -> None:
    """Statements 1 and 2: the records are made of the classified columns and leave none out."""
    found: list[Activity] = list(activities())
    keys = [(one.role, one.purpose, one.basis) for one in found]
    assert len(keys) == len(set(keys))
    classified = {**manifest.classifications(), "files": manifest.files()}
    for label, columns in classified.items():
        for name, one in columns.items():
            if isinstance(one, Personal):
                home = found[keys.index((one.role, one.purpose, one.basis))]
                assert (name if label == "files" else label) in home.places
                assert one.category in home.categories
                assert one.subject in home.subjects
    assert {one.role for one in found} == set(ROLES)


def test_what_is_installed_is_whole() -> None:
    """Statements 2 and 5: no activity without its one basis, its balancing test, its recipients."""
    assert check_activities(None) == []
    leaning = [one for one in activities() if one.basis.startswith("6(1)(f)")]
    assert leaning
    assert all(one.balancing for one in leaning)


def test_a_purpose_on_two_bases_is_named() -> None:
    """Statement 5: every activity names exactly one legal basis."""
    assert planted(entry(), entry(basis="6(1)(c): a law")) == [
        "'say hello' stands on 2 legal bases as controller."
    ]


@pytest.mark.parametrize(
    "basis",
    ["", "a contract", "6(1)(g): what is there not", "6(1)(b) or 6(1)(c)", "28(3)(a): told to"],
)
def test_a_basis_that_is_none_or_two_is_named(basis: str) -> None:
    """Statement 5: exactly one letter of Art. 6(1) for a controller."""
    (words,) = planted(entry(basis=basis))
    assert words == f"'say hello' names not exactly one legal basis: {basis!r}."


def test_a_processor_has_an_instruction_and_no_basis_of_its_own() -> None:
    """Statement 5: a processor acts on Art. 28(3), and roles are two."""
    (words,) = planted(entry(role=PROCESSOR, basis="6(1)(c): a law"))
    assert "names not exactly one legal basis" in words
    assert planted(entry(role="owner")) == ["'say hello' has the role 'owner'."]


def test_a_legitimate_interest_without_its_test_is_named() -> None:
    """Statement 5: 6(1)(f) requires a stored balancing test, with all three answers."""
    basis = "6(1)(f): an interest"
    (words,) = planted(entry(basis=basis))
    assert words.endswith("its balancing test lacks interest, necessity, weighing.")
    (words,) = planted(entry(basis=basis), interests={basis: replace(TEST, weighing=" ")})
    assert words.endswith("its balancing test lacks weighing.")
    assert planted(entry(basis=basis), interests={basis: TEST}) == []


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"name": ""}, "name"),
        ({"purpose": " "}, "purpose"),
        ({"company": ""}, "company"),
        ({"receives": ""}, "receives"),
        ({"country": ""}, "country"),
        ({"country": "Denmark"}, "country"),
        ({"transfer": None}, "transfer"),
        ({"country": "US"}, "a transfer that fits US"),
        ({"transfer": Transfer.ADEQUACY, "safeguard": "x"}, "a transfer that fits DK"),
        ({"country": "US", "transfer": Transfer.SCC_P2P}, "safeguard"),
    ],
)
def test_a_recipient_of_whom_something_is_not_said_is_named(
    changes: dict[str, Any], missing: str
) -> None:
    """Statement 2: recipients with third countries and safeguards; a missing value fails."""
    wrong = replace(WHOLE, **changes)
    assert planted(entry(), recipients={"say hello": (wrong,)}) == [
        f"The recipient {wrong.name!r} is declared without {missing}."
    ]


def test_whole_recipients_pass() -> None:
    """Statement 2: inside the EEA, abroad with a safeguard, and the customer's own members."""
    abroad = replace(WHOLE, country="US", transfer=Transfer.SCC_C2P, safeguard="2021/914")
    assert planted(entry(), recipients={"say hello": (WHOLE, abroad, MEMBERS)}) == []


def test_what_belongs_to_no_activity_is_named() -> None:
    """Statement 2: neither recipients nor balancing tests outlive what they were declared for."""
    assert planted(entry(), recipients={"wave": (WHOLE,)}, interests={"6(1)(f): x": TEST}) == [
        "Recipients are declared for 'wave', for which nothing is kept.",
        "'6(1)(f): x' has a balancing test and nothing leans on it.",
    ]


# Looked up in the vocabulary's module "pd", version 2.0: a term that is added is looked up, too.
TERMS = {
    *(
        "AccountIdentifier",
        "Authenticating",
        "Behavioral",
        "Communication",
        "Country",
        "EmailAddress",
    ),
    *("GroupMembership", "IPAddress", "Identifying", "IndividualProfile", "Interest", "Language"),
    *("Name", "OfficialID", "Password", "Professional", "ServiceConsumptionBehavior"),
    *("TelephoneNumber", "UID", "UserAgent"),
}


def test_categories_are_terms_of_the_vocabulary() -> None:
    """Statement 1: the W3C Data Privacy Vocabulary's own words, and all of them are used."""
    used = {term for activity in activities() for term in activity.categories}
    assert used == {f"pd:{term}" for term in TERMS}
    assert set(CATEGORIES) == used


def test_a_term_without_words_is_named() -> None:
    """Statement 2: the records say all categories in words."""
    assert planted(entry(category="pd:Shoes")) == [
        "The term 'pd:Shoes' has no words for the records."
    ]


def test_manage_check_fails_on_a_planted_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements 2 and 5: the fault stops `manage.py check`, and with it the build."""
    monkeypatch.setattr(accounts.personal_data, "LEGITIMATE_INTERESTS", {})
    with pytest.raises(SystemCheckError, match="its balancing test lacks"):
        call_command("check")


def test_production_names_who_runs_the_servers(settings: Any) -> None:
    """Statement 2: a deployment that names none of its own processors fails its check."""
    settings.SUBPROCESSORS = []
    (error,) = check_subprocessors(None)
    assert error.id == "privacy.E012"
    settings.SUBPROCESSORS = [{"name": "Servers", "transfer": "by hope"}]
    assert check_subprocessors(None) == []
    (error,) = check_activities(None)
    assert error.msg == (
        "The recipient 'Servers' is declared without purpose, company, receives, transfer."
    )
    for activity in activities():
        assert "Servers" in {recipient.name for recipient in activity.recipients}


def test_every_recipient_of_the_code_is_in_the_map() -> None:
    """Statements 2 and 55: whoever can be called at all is in the records."""
    apps = ("accounts", "billing", "enquiries", "integrations", "analytics", "privacy")
    sources = [path.read_text() for app in apps for path in (ROOT / app).rglob("*.py")]
    count = sum(len(re.findall(r"^\w+ = Recipient\(", text, re.MULTILINE)) for text in sources)
    known = {one for every in manifest.recipients().values() for one in every}
    assert count >= 6
    assert len(known) == count


def test_vendors_are_recipients_by_the_customers_instruction() -> None:
    """Statement 3: a processor's recipients are told from those that Proactivox chose itself."""
    for activity in activities():
        for recipient in activity.recipients:
            if recipient.is_instructed:
                assert activity.role == PROCESSOR
                assert activity.basis.startswith("28(3)(a)")
    assert ANY_PURPOSE in manifest.recipients()
