"""Refuses a number where somebody types a name or a word, and can be told at once."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.national_numbers.finding import holds_number


def without_number(text: str) -> None:
    """A validator of form fields."""
    if holds_number(text):
        raise ValidationError(_("Leave out the CPR number."), code="national_number")
