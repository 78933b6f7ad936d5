"""What keeps machines out of the forms of strangers, and costs a person nothing."""

import time

import pytest
from django import forms
from django.core import signing

from accounts.strangers.links import hash_of, new_secret
from accounts.strangers.traps import MOST_SECONDS, TrappedForm


class Enquiry(TrappedForm):
    """A form of one field."""

    words = forms.CharField()


def stamp(seconds_ago: float) -> str:
    """What a form says that was drawn then."""
    return signing.dumps(int(time.time() - seconds_ago), salt="accounts.strangers.traps")


def codes(**data: str) -> list[str]:
    """The codes of a form's errors."""
    form = Enquiry({"words": "Hello", **data})
    form.is_valid()
    return [error.code or "" for error in form.non_field_errors().as_data()]


def test_a_person_is_let_through_and_the_trap_leaves_no_trace() -> None:
    form = Enquiry({"words": "Hello", "homepage": "", "drawn": stamp(30)})
    assert form.is_valid()
    assert form.cleaned_data == {"words": "Hello"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"drawn": stamp(30), "homepage": "https://spam.example"}, "trapped"),
        ({"drawn": stamp(MOST_SECONDS + 60)}, "stale"),
        ({"drawn": "1764000000:forged"}, "stale"),
        ({"drawn": ""}, "stale"),
        ({}, "stale"),
    ],
)
def test_a_machine_is_told_what_a_person_would_do(data: dict[str, str], code: str) -> None:
    assert codes(**data) == [code]


def test_nobody_types_that_fast() -> None:
    assert codes(drawn=stamp(0)) == ["too_fast"]


def test_a_form_that_was_open_too_long_is_good_when_it_is_sent_again() -> None:
    form = Enquiry({"words": "Hello", "drawn": "forged"})
    assert not form.is_valid()
    again = signing.loads(str(form["drawn"].value()), salt="accounts.strangers.traps")
    assert abs(time.time() - again) < 60


def test_the_unseen_field_is_hidden_from_everybody() -> None:
    drawn = str(Enquiry())
    assert '<div class="trap" aria-hidden="true">' in drawn
    assert 'tabindex="-1"' in drawn


def test_secrets_of_links_are_long_and_kept_as_a_hash() -> None:
    one, other = new_secret(), new_secret()
    assert one != other
    assert len(one) >= 43
    assert len(hash_of(one)) == 32
    assert one.encode() not in hash_of(one)
