"""Other maps and other texts for a test, so that a further version has something to say."""

from dataclasses import replace
from typing import Any

import pytest

import accounts.classifications
from accounts.subjects import Personal
from privacy import purposes
from privacy.models import PolicyKind
from privacy.policies import publishing
from privacy.policies.drafting import draft

NEW = "guess what people want next"


def use_names_for_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """The columns of names serve another purpose than the one for which names were given."""
    known: Any = accounts.classifications.CLASSIFICATIONS
    old = known["accounts.user"]["name"].purpose
    for columns in known.values():
        for name, said in list(columns.items()):
            if isinstance(said, Personal) and said.purpose == old:
                monkeypatch.setitem(columns, name, replace(said, purpose=NEW))
    # Else the map as it is in this test would outlive it.
    monkeypatch.setattr(purposes, "_by_column", vars(purposes._by_column)["__wrapped__"])


def say_something_else(monkeypatch: pytest.MonkeyPatch, line: str = "<p>Another word.</p>") -> None:
    """The text says more, the map is as it was."""
    monkeypatch.setattr(publishing, "draft", lambda kind, locale: draft(kind, locale) + line)


def publish_another(monkeypatch: pytest.MonkeyPatch, kind: PolicyKind) -> int:
    """A further version of a text."""
    say_something_else(monkeypatch)
    number = publishing.publish(kind)
    assert number is not None
    return number
