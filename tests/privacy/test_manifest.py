"""Every column of every model says what it holds of people, or `manage.py check` fails."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import models
from django.test.utils import isolate_apps

import billing.personal_data
from accounts.crypto import sealed_columns
from accounts.subjects import NotPersonal, Personal
from privacy import manifest
from privacy.checks import check_personal_data, faults

FINE = NotPersonal("An id of the row.")


@pytest.fixture
def planted() -> Iterator[type[models.Model]]:
    with isolate_apps("privacy"):

        class Diary(models.Model):
            body = models.TextField()

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return self.body

        yield Diary


def words(found: Any) -> list[str]:
    return [error.msg for error in found]


def test_the_installed_models_are_all_classified() -> None:
    """Statement 1: every column of every installed model says what it holds."""
    call_command("check")


def test_an_unclassified_column_is_named(planted: type[models.Model]) -> None:
    """Statement 1: one that nobody classified is found."""
    found = faults([planted], {"privacy.diary": {"id": FINE}})
    assert words(found) == ["privacy.diary.body is not classified."]


def test_a_classification_of_nothing_is_named(planted: type[models.Model]) -> None:
    columns = {"id": FINE, "body": FINE, "title": FINE}
    found = faults([planted], {"privacy.diary": columns, "privacy.letter": {"id": FINE}})
    assert words(found) == [
        "privacy.diary.title is classified and does not exist.",
        "privacy.letter.id is classified and does not exist.",
    ]


def test_personal_without_its_reasons_is_named(planted: type[models.Model]) -> None:
    bare = Personal("pd:Name", "user", "the person", purpose="", basis=" ", retention="")
    found = faults([planted], {"privacy.diary": {"id": NotPersonal(""), "body": bare}})
    assert words(found) == [
        "privacy.diary.body is classified without purpose, basis, retention.",
        "privacy.diary.id is classified without reason.",
    ]


def test_json_that_is_personal_names_its_paths() -> None:
    """Statement 1: JSON fields declare paths, or that a person may be anywhere in them."""
    with isolate_apps("privacy"):

        class Letter(models.Model):
            body = models.JSONField()

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.body)

    plain = Personal("pd:Name", "user", "the person", "write", "6(1)(b): a contract", "a year")
    placed = replace(plain, paths=("signed_by",))

    def found(id_is: Any, body_is: Any) -> list[str]:
        return words(faults([Letter], {"privacy.letter": {"id": id_is, "body": body_is}}))

    assert found(FINE, placed) == []
    assert found(FINE, FINE) == []
    assert found(FINE, plain) == ["privacy.letter.body is personal, and JSON without paths."]
    assert found(placed, FINE) == [
        "privacy.letter.id is personal, and names paths without being JSON."
    ]


def test_manage_check_fails_on_a_column_that_is_not_classified(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    columns = dict(billing.personal_data.CLASSIFICATIONS["billing.subscription"])
    del columns["plan_key"]
    monkeypatch.setattr(billing.personal_data, "CLASSIFICATIONS", {"billing.subscription": columns})
    with pytest.raises(SystemCheckError, match=r"billing\.subscription\.plan_key"):
        call_command("check")


def test_an_app_with_models_and_no_module_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "ERASURE_ORDER", ("billing.people",))
    assert "billing has models and no module billing.people." in words(check_personal_data(None))


def test_every_module_has_the_protocols_shape() -> None:
    names = [name for name, _ in manifest.modules()]
    assert "accounts.personal_data" in names
    for name, module in manifest.modules():
        for attribute in ("CLASSIFICATIONS", "collect", "erase"):
            assert hasattr(module, attribute), f"{name} lacks {attribute}"


def test_logins_are_erased_last() -> None:
    assert manifest.ERASURE_ORDER[-1] == "accounts.personal_data"


def test_every_column_said_to_be_encrypted_is_known_to_key_rotation() -> None:
    known = {(column.model_label, column.column) for column in sealed_columns()}
    said = {
        (label, name)
        for label, columns in manifest.classifications().items()
        for name, entry in columns.items()
        if isinstance(entry, Personal) and entry.encrypted
    }
    assert said - known == set()
