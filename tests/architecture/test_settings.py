"""A setting that is missing or wrong stops a production start and is named."""

import runpy

import pytest
from django.core.exceptions import ImproperlyConfigured

from proactivox.launch.checked_environment import checked_environment
from proactivox.launch.places import ROOT

_ROOMS = ("base", "servers", "vendors", "keeping", "observing")


def read(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    """Read the settings' modules as a production start does, with these changes."""
    for name, value in {**checked_environment("production"), **changes}.items():
        monkeypatch.setenv(name, value)
    for room in _ROOMS:
        runpy.run_path(str(ROOT / "proactivox" / "settings" / f"{room}.py"))


def test_a_whole_environment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    read(monkeypatch)


@pytest.mark.parametrize(
    "name",
    [
        *("SECRET_KEY", "DATA_KEYS", "DATA_KEY_PRIMARY", "PUBLIC_URL", "EMAIL_URL", "REDIS_URL"),
        *("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_DISPATCH_URL"),
    ],
)
def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} is not set: "):
        read(monkeypatch, **{name: ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("DATA_KEYS", '{"2026-11": "c2hvcnQ="}'),
        ("DATA_KEY_PRIMARY", "another"),
        ("PUBLIC_URL", "http://app.example.com"),
        ("PUBLIC_URL", "app.example.com"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "app.example.com,*"),
        ("ALLOWED_HOSTS", "*.example.com"),
        ("DATABASE_URL", "mysql://secret@host/db"),
        ("REDIS_URL", "localhost:6379"),
        ("EMAIL_URL", "mail.example.com"),
        ("PROACTIVOX_ENV", "staging"),
        ("CONN_MAX_AGE", "long"),
        ("PREPARE_AFTER", "often"),
        ("LOOK_PREPARE_AFTER", "often"),
        ("ANCHOR_KEY", "c2hvcnQ="),
        ("METRICS_TOKEN", "short"),
        ("SENTRY_DSN", "sentry.example.com"),
        ("TRACE_SHARE", "all"),
        ("LOG_FORMAT", "xml"),
        ("PRIVACY_MAIL_SECRET", "short"),
        ("DKIM_KEY", "no key and no selector"),
        ("SUPPORT_MAIL_SECRET", "short"),
        ("STRIPE_SECRET_KEY", "a key whose webhooks nobody could believe"),
        ("SUBPROCESSORS", '{"name": "Servers"}'),
        ("SUBPROCESSORS", '[{"town": "Berlin"}]'),
    ],
)
def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}\b") as refusal:
        read(monkeypatch, **{name: value})
    assert "secret" not in str(refusal.value)


def test_a_level_that_no_log_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^LOG_LEVEL is 'loud'; it has to be DEBUG or"):
        read(monkeypatch, LOG_LEVEL="loud")
