"""A change of the map is shown, and deploys only once it is screened."""

import copy
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError

from privacy.screening import keeping
from privacy.screening.checks import check_screened, faults, unscreened
from privacy.screening.diffing import changes
from privacy.screening.keeping import kept_map, read_map, screenings, write
from privacy.screening.questions import QUESTIONS, is_assessment_needed
from privacy.screening.snapshot import Map, take

TODAY = date(2026, 11, 27)
SAID = {question.key: "no" for question in QUESTIONS}


@pytest.fixture(scope="module")
def now() -> Map:
    """The map of this code."""
    return take()


@pytest.fixture
def before(now: Map) -> Map:
    """A map to take something out of, as an older release had it."""
    return copy.deepcopy(now)


def an_activity(taken: Map) -> tuple[str, dict[str, Any]]:
    """One with a recipient of its own in a third country."""
    return next(
        (name, one)
        for name, one in taken["activities"].items()
        if "Salesforce" in one["recipients"]
    )


def asked(before: Map, now: Map) -> set[str]:
    return {change.kind for change in changes(before, now) if change.asks}


def answer(path: Path, answers: dict[str, str], assessment: str = "") -> None:
    """Write into the file what a person would."""
    text = path.read_text().replace('assessment = ""', f'assessment = "{assessment}"')
    for key, words in answers.items():
        head = f"[answers.{key}]"
        start = text.index(head)
        part = text[start:].replace('answer = ""', f'answer = "{words}"', 1)
        text = text[:start] + part.replace('why = ""', 'why = "It is so."', 1)
    path.write_text(text)


def words(taken: Map, folder: Path) -> list[str]:
    return [str(error.msg) for error in faults(taken, folder)]


def test_the_map_of_this_code_is_screened() -> None:
    """Statement 7: whoever changed it has screened it; `manage.py check` asks the same."""
    assert check_screened(None) == []
    assert changes(read_map(kept_map()), take()) == ()
    assert screenings()[0].asks


def test_what_is_new_asks_for_a_screening(before: Map, now: Map) -> None:
    """Statement 7: a purpose, category, recipient or third country that a release adds."""
    name, one = an_activity(before)
    assert asked(before, now) == set()
    one["categories"].pop()
    assert asked(before, now) == {"category"}
    one["recipients"].remove("Salesforce")
    assert asked(before, now) == {"category", "recipient"}
    before["recipients"]["Salesforce"]["country"] = "IE"
    assert asked(before, now) == {"category", "recipient", "third country"}
    del before["activities"][name]
    assert asked(before, now) == {"purpose", "third country"}


@pytest.mark.parametrize(
    ("key", "kind"), [("subjects", "kind of people"), ("retention", "retention")]
)
def test_more_people_and_other_limits_ask_too(before: Map, now: Map, key: str, kind: str) -> None:
    """Statement 7: whom it is about, and for how long."""
    _name, one = an_activity(before)
    one[key] = ["another"]
    found = changes(before, now)
    assert {(change.kind, change.asks) for change in found} == {(kind, True), (kind, False)}


def test_what_only_goes_and_columns_are_shown_and_ask_nothing(before: Map, now: Map) -> None:
    """Statement 7: they are in the difference all the same, and wait to be acknowledged."""
    _name, one = an_activity(before)
    one["recipients"].append("Somebody")
    before["columns"].pop("accounts.user.email")
    found = [str(change) for change in changes(before, now)]
    assert found[0].startswith("- recipient: ")
    assert found[1].startswith("+ column: accounts.user.email: controller: ")
    assert asked(before, now) == set()


def test_a_change_fails_until_its_screening_is_answered(
    tmp_path: Path, before: Map, now: Map
) -> None:
    """Statement 7: it cannot deploy until an answer is stored; `migrate` runs the same checks."""
    answer(write(before, changes({}, before), "The first.", TODAY, tmp_path), SAID)
    assert words(before, tmp_path) == []
    changed = copy.deepcopy(now)
    changed["activities"]["controller: sell it"] = {**an_activity(now)[1], "basis": "6(1)(a): x"}
    (fault,) = words(changed, tmp_path)
    assert "+ purpose (screen it): controller: sell it" in fault
    path = write(changed, changes(before, changed), "", TODAY, tmp_path)
    assert path.name == "0002.toml"
    reason, open_ones = words(changed, tmp_path)
    assert reason == "0002.toml does not say why the map changed."
    assert open_ones.startswith("0002.toml does not answer decisions, special")
    path.write_text(path.read_text().replace('reason = ""', 'reason = "We sell it now."'))
    answer(path, {**SAID, "matching": "yes", "profiling": "yes"})
    assert words(changed, tmp_path) == [
        "0002.toml needs an impact assessment by its own answers, and names none."
    ]
    answer(path, {}, "0002-assessment.md")
    assert words(changed, tmp_path) == ["0002.toml names 0002-assessment.md, which is not there."]
    (tmp_path / "0002-assessment.md").write_text("# Impact assessment")
    assert words(changed, tmp_path) == []


def test_what_was_screened_cannot_be_changed_afterwards(tmp_path: Path, before: Map) -> None:
    """Statement 7: each begins where the last one ended, and the map is the last one's."""
    answer(write(before, changes({}, before), "The first.", TODAY, tmp_path), SAID)
    other = copy.deepcopy(before)
    other["columns"].pop("accounts.user.email")
    (tmp_path / "map.json").write_text(json.dumps(other))
    assert "map.json is not what was screened last." in words(other, tmp_path)
    write(before, changes(other, before), "Back.", TODAY, tmp_path)
    assert words(before, tmp_path) == [
        "0002.toml does not begin where the screening before it ended."
    ]


@pytest.mark.parametrize(
    ("yes", "needed"),
    [
        ((), False),
        (("large_scale",), False),
        (("large_scale", "matching"), True),
        (("decisions",), True),
        (("safety",), True),
        (("location",), False),
        (("location", "vulnerable"), True),
        (("location", "genetic"), False),
    ],
)
def test_when_an_assessment_is_needed(yes: tuple[str, ...], needed: bool) -> None:
    """Statement 7: by Art. 35(3), by two of the nine criteria, by the list of the authority."""
    assert is_assessment_needed({**SAID, **dict.fromkeys(yes, "yes")}) is needed


def test_an_installation_says_how_it_screened_its_own_recipients() -> None:
    """Statement 7: those come from the environment, so their answer stands there."""
    assert list(unscreened([{"name": "Servers", "screened": "2026-11-27: no"}])) == []
    (error,) = unscreened([{"name": "Servers", "screened": " "}])
    assert error.id == "privacy.E019"


@pytest.mark.django_db
def test_nothing_is_migrated_before_it_is_screened(settings: Any) -> None:
    """Statement 7: a deployment begins with `migrate`, which asks the checks first."""
    settings.SUBPROCESSORS = [{"name": "Servers"}]
    with pytest.raises(SystemCheckError, match="does not say how 'Servers' was screened"):
        call_command("migrate", database="default", skip_checks=False, verbosity=0)


def test_the_command_shows_and_ends_with_one_until_it_is_screened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Statement 7: the difference, for whoever reviews a release."""
    call_command("privacy_diff")
    assert capsys.readouterr().out == "The map is as it was screened.\n"
    empty = json.dumps({"activities": {}, "recipients": {}, "columns": {}})
    monkeypatch.setattr("privacy.management.commands.privacy_diff.kept_map", lambda: empty)
    with pytest.raises(CommandError, match="This is not screened"):
        call_command("privacy_diff")
    assert "+ purpose (screen it): " in capsys.readouterr().out
    assert keeping.kept_map(tmp_path) == ""
