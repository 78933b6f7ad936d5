"""Fields that the forms of visitors share; none of them takes a CPR number or a line break."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.national_numbers import without_number
from enquiries.lines import in_one_line


def line_field(
    label: Any, longest: int, *, filled_by: str, required: bool = True
) -> forms.CharField:
    """One line; `filled_by` is what browsers fill it in by."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        validators=[without_number, in_one_line],
        widget=forms.TextInput(attrs={"autocomplete": filled_by}),
    )


def address_field() -> forms.EmailField:
    """Where the link goes."""
    return forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("We send a link to it, to see that it is yours."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
