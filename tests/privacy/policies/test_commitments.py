"""Every commitment of the company's policy is on our page, and something shows it to be true."""

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.test import Client

from privacy.models import PolicyKind
from privacy.policies.drafting import draft
from privacy.policies.outline import lines_of
from tests.cast import PASSWORD, Cast
from tests.privacy.policies.commitments import COMMITMENTS, Commitment, Organisational, Page, Shown

ROOT = Path(__file__).parents[3]


@cache
def functions_in(file: str) -> frozenset[str]:
    """The test functions of a file below tests/; none where it is not there."""
    path = ROOT / "tests" / file
    if not path.exists():
        return frozenset()
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return frozenset(node.name for node in nodes if isinstance(node, ast.FunctionDef))


def is_expected(test: Shown) -> bool:
    """Whether the part of the product that a test is about is there."""
    try:
        return not test.room or find_spec(test.room) is not None
    except ModuleNotFoundError:
        return False


@pytest.mark.django_db
def test_each_commitment_is_on_the_page() -> None:
    """Statement 8: the first notice carries what the company has promised."""
    text = " ".join(lines_of(draft(PolicyKind.PRIVACY, "en")))
    assert [one.words for one in COMMITMENTS if one.words not in text] == []


@pytest.mark.parametrize("commitment", COMMITMENTS, ids=lambda one: one.words[:40])
def test_each_commitment_is_shown_by_what_is_there(commitment: Commitment) -> None:
    """A test that is renamed or removed fails here, until somebody says what shows it now."""
    assert commitment.shown_by
    for evidence in commitment.shown_by:
        if isinstance(evidence, Shown) and is_expected(evidence):
            assert evidence.name in functions_in(evidence.file), evidence
        if isinstance(evidence, Organisational):
            assert evidence.why.endswith(".")
            assert is_there(evidence.where), evidence


def is_there(where: str) -> bool:
    """A page of ours with its anchor, or a file of the repository with words in it."""
    if where.startswith("/"):
        kind, _, anchor = where[1:].partition("#")
        return not anchor or f'id="{anchor}"' in draft(kind, "en")
    file, _, words = where.partition(": ")
    return words in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.django_db
def test_each_page_that_is_named_opens_for_a_stranger() -> None:
    pages = {one.path for each in COMMITMENTS for one in each.shown_by if isinstance(one, Page)}
    assert len(pages) >= 5
    assert {path: Client().get(path).status_code for path in pages} == dict.fromkeys(pages, 200)


def test_passwords_are_kept_as_argon2(cast: Cast) -> None:
    """A hash of the password, never the password itself."""
    assert cast.alice.password.startswith("argon2$argon2id$")
    assert PASSWORD not in cast.alice.password


def test_the_scan_sees_a_test_that_is_not_there() -> None:
    assert "test_nobody_wrote" not in functions_in("privacy/policies/test_commitments.py")
    assert functions_in("privacy/policies/nothing.py") == frozenset()
    assert not is_expected(Shown("x.py", "test_x", "enquiries.nothing.at_all"))
