"""Choices as values: nothing is assumed, a version asks again, a signal denies until an opt-in."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from privacy.consent import choices as values
from privacy.consent import gpc
from privacy.consent.choices import KEPT, Choices, chosen, opened, sealed
from privacy.consent.purposes import PURPOSES, USAGE

# (header, whether it counts), after the specification and its section on processing.
VECTORS = [
    ("1", True),
    ("0", False),
    ("true", False),
    ("", False),
    (None, False),
    ("01", False),
    ("1.0", False),
    ("11", False),
    ("on", False),
    ("0,1", True),
    ("0, 1", True),
    ("1,0", True),
    ("1, 1", True),
    ("0,0", False),
    ("yes,true", False),
    ("?1", False),
    ("１", False),
]


@pytest.mark.parametrize(("header", "counts"), VECTORS)
def test_the_signal_counts_if_it_is_exactly_one(header: str | None, counts: bool) -> None:
    """Statement 18: two headers are joined by WSGI; one exact 1 of them suffices."""
    assert gpc.is_signalled(header) is counts


def test_nothing_is_allowed_before_a_choice() -> None:
    """Statement 12: silence is no consent, and a signal is an answer."""
    assert not Choices().allows(USAGE)
    assert Choices().is_asked
    assert not Choices(signal=True).is_asked


def test_a_signal_denies_what_was_agreed_before_it_and_not_what_was_agreed_after() -> None:
    """Statement 18: a later explicit opt-in wins."""
    earlier = chosen(Choices(), [USAGE])
    assert earlier.allows(USAGE)
    assert not replace(earlier, signal=True).allows(USAGE)
    later = chosen(Choices(signal=True), [USAGE])
    assert later.allows(USAGE)
    assert replace(later, signal=False).allows(USAGE)


def test_a_choice_holds_for_six_months_and_then_asks_again() -> None:
    """Statement 17: either way."""
    for answer in ([], [USAGE]):
        mine = chosen(Choices(), answer)
        assert mine.at is not None
        young = replace(mine, at=timezone.now() - KEPT + timedelta(minutes=1))
        assert not young.is_asked
        old = replace(mine, at=timezone.now() - KEPT)
        assert old.is_asked
        assert not old.allows(USAGE)


def test_a_new_version_of_a_purpose_asks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statement 17: and what was agreed to before is no agreement to it."""
    mine = chosen(Choices(), [USAGE])
    newer = tuple(replace(one, version=one.version + 1) for one in PURPOSES)
    monkeypatch.setattr(values, "PURPOSES", newer)
    assert mine.is_asked
    assert not mine.allows(USAGE)


@given(st.sets(st.sampled_from([one.key for one in PURPOSES])), st.booleans(), st.booleans())
def test_a_cookie_gives_back_what_was_put_into_it(granted: set[str], had: bool, has: bool) -> None:
    mine = chosen(Choices(signal=had), granted)
    found = opened(sealed(mine), signal=has)
    assert found.subject == mine.subject
    assert (found.granted, found.refused) == (mine.granted, mine.refused)
    assert (found.had_signal, found.signal) == (had, has)
    assert found.is_answered


@given(st.text(max_size=80))
def test_a_forged_cookie_says_nothing(text: str) -> None:
    assert opened(text, signal=False) == Choices()


def test_nobody_speaks_for_another_number() -> None:
    value = sealed(chosen(Choices(subject=uuid4()), [USAGE]))
    assert opened(value[:-1] + ("A" if value[-1] != "A" else "B"), signal=False) == Choices()
