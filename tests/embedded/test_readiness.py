"""/readyz names what does not answer, and is held up by nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.test import Client

from proactivox import health
from proactivox.patience import ask_all


@pytest.fixture
def silence() -> Iterator[threading.Event]:
    """Set at the end, so that whoever still waits for it goes home."""
    event = threading.Event()
    yield event
    event.set()


def _threads(name: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == f"ask {name}"]


@pytest.mark.torture
@pytest.mark.django_db
def test_a_database_that_never_answers_is_named(
    monkeypatch: pytest.MonkeyPatch, silence: threading.Event, client: Client
) -> None:
    def hang() -> str:
        silence.wait()
        return "ok"

    monkeypatch.setattr(health, "_database", hang)
    monkeypatch.setattr(health, "_PATIENCE_SECONDS", 2.0)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "no answer within 2 s"
    assert answer.json()["migrations"] == "ok"
    assert answer.json()["broker"] == "ok"


def test_many_who_ask_in_vain_leave_one_thread(silence: threading.Event) -> None:
    def hang() -> str:
        silence.wait()
        return "ok"

    for _ in range(5):
        assert ask_all({"mute": hang}, within_seconds=0.05) == {"mute": "no answer within 0.05 s"}
    for thread in _threads("mute")[1:]:
        thread.join(5)
    assert len(_threads("mute")) == 1
    silence.set()
    _threads("mute")[0].join(5)
    assert ask_all({"mute": hang}, within_seconds=5) == {"mute": "ok"}
