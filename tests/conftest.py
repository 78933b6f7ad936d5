"""Fixtures for every test: one migrated template, a copy per process, more of them on demand."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from uuid import uuid4

import pytest
from _pytest import runner
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.template.base import Template
from django.test.utils import (  # type: ignore[attr-defined]  # the stubs lack the second
    _TestState,
    instrumented_test_render,
)
from pytest_django.fixtures import Settings
from pytest_django.plugin import DjangoDbBlocker

from proactivox.deep_calls import call_with_room
from tests.databases import FreshDatabase, fresh_copy, make_template, own_database
from tests.server_addresses import run_folder, worker_database

pytest_plugins = [
    "tests.budget",
    "tests.products",
    "tests.browser",
    "tests.cast",
    "tests.sharing",
    "tests.vendors",
    "tests.first_sync",
]


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """What is long begins first.

    The application's role may not TRUNCATE, so a test with real commits takes a fresh copy.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and marker.kwargs.get("transaction"):
            message = f"{item.nodeid}: use the fixture fresh_database, not transaction=True"
            raise pytest.UsageError(message)
        _take_properties(item)
    yield  # pytest-django has an order of its own
    # Else a process would be busy with one of them when the others have nothing left to do.
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def _take_properties(item: pytest.Item) -> None:
    from tests.budget import is_long

    test = getattr(item, "obj", None)
    if is_long(item.config) and getattr(test, "is_hypothesis_test", False):
        item.add_marker(pytest.mark.torture)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> object:
    """pytest's own, with room for deep calls, which cost the API's tests a ninth of their time."""
    return call_with_room(runner.pytest_runtest_protocol, item, nextitem)


def pytest_collection_finish() -> None:
    """Everything imported stays: the collector need not walk over it again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1000)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """Argon2 with a thousandth of its work in this process; running products keep theirs."""
    hasher = pytest.MonkeyPatch()
    hasher.setattr(Argon2PasswordHasher, "time_cost", 1)
    hasher.setattr(Argon2PasswordHasher, "memory_cost", 64)
    yield
    hasher.undo()


@pytest.fixture(scope="session", autouse=True)
def plain_templates(django_test_environment: None) -> None:
    """Django's own rendering: its tests note the context of every template, which few tests ask."""
    Template._render = _TestState.saved_data.template_render  # type: ignore[attr-defined]


@pytest.fixture
def noted_contexts(plain_templates: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that look at an answer's `context`."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)


@pytest.fixture(scope="session")
def template_database(django_db_blocker: DjangoDbBlocker, django_test_environment: None) -> str:
    """The name of the run's one migrated database, made by whichever process comes first."""
    with django_db_blocker.unblock():
        return make_template()


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker: DjangoDbBlocker) -> None:
    """This process's own copy, instead of pytest-django's database made by a superuser."""
    from privacy.policies.waiting import waiting_purposes

    own_database(worker_database(), template_database)
    with django_db_blocker.unblock():
        waiting_purposes("")  # asked once a process; else the first page would count one more


@pytest.fixture
def fresh_database(
    template_database: str,
    django_db_blocker: DjangoDbBlocker,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[FreshDatabase]:
    """A database of the test's own with real commits; every alias points at it.

    Instead of `db`, not beside it. Its `env` starts subprocesses on the same database.
    """
    with django_db_blocker.unblock(), fresh_copy(template_database) as database:
        for name, value in database.urls.items():
            monkeypatch.setenv(name, value)
        yield database


@pytest.fixture(autouse=True)
def own_ledger(settings: Settings) -> None:
    """An empty erasure ledger for each test: what a database took back stays in its ledger."""
    settings.LEDGER_DIR = str(run_folder() / "ledgers" / uuid4().hex)
    settings.ANCHOR_DIR = str(run_folder() / "anchors" / uuid4().hex)


@pytest.fixture(autouse=True)
def own_language() -> None:
    """A request leaves its language behind in its thread; the next test begins with the default."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def nothing_is_announced() -> None:
    """Pages ask for no notice and no planned work, so that each costs the same statements.

    Both are read once in ten seconds; what one test has announced is not for the next one.
    """
    from accounts import maintenance
    from accounts.announcements import reading

    maintenance._read = (float("inf"), ())
    reading._live = (float("inf"), False)


@pytest.fixture
def clean_cache() -> Iterator[None]:
    """An empty cache and broker before the test; each process has a Valkey of its own."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()
