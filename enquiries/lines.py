"""Texts of one line: what could end the line has no place in a header or in a calendar's file."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# Control characters but for the tab, and the two separators that some readers take for an end.
_BREAKS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def in_one_line(text: str) -> None:
    """A validator of form fields."""
    if _BREAKS.search(text):
        raise ValidationError(_("Write it in one line."), code="lines")


def without_breaks(text: str) -> str:
    """The text on one line, whatever was in it."""
    return _BREAKS.sub("", text)
