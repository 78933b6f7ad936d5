"""Why a file, or one of its rows, cannot be taken, in words for the person who sent it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.errors import Trouble


class FileProblem(Trouble):
    """The file as a whole cannot be imported; nothing of it was."""

    code = "file"


# Why a row was left out: code -> sentence. `value` and `detail` are filled in when it is shown.
REASONS: dict[str, str] = {
    "ragged": gettext_noop("The row has %(value)s cells; the header has %(detail)s."),
    "quotes": gettext_noop("A quotation mark stands in the middle of a cell."),
    "missing": gettext_noop("The cell is empty, and this is needed."),
    "date": gettext_noop("This is no date in the chosen order of day, month and year."),
    "date_range": gettext_noop("The year lies outside of 1990 to 2100."),
    "number": gettext_noop("This is no number in the chosen notation."),
    "count": gettext_noop("This counts something, so it has to be a whole number."),
    "negative": gettext_noop("This counts something, so it cannot be below zero."),
    "too_large": gettext_noop("The number is larger than any that can be kept."),
    "currency": gettext_noop("This is no currency's three-letter code."),
    "too_long": gettext_noop("The text is longer than %(detail)s characters."),
    "same_row": gettext_noop("The row is the same as line %(detail)s, which was counted once."),
    "same_id": gettext_noop("The id stands again on line %(detail)s, which was used."),
}


# The same of many rows at once, where the sentence of one names its own values.
_OF_MANY: dict[str, str] = {
    "ragged": gettext_noop("The row has more or fewer cells than the header."),
    "too_long": gettext_noop("The text is too long."),
    "same_row": gettext_noop("The row is the same as an earlier one, which was counted once."),
    "same_id": gettext_noop("The id stands again on another line, which was used."),
}


def reason_of_many(code: str) -> str:
    """The sentence for all rejects of a kind, in the active language."""
    return _(_OF_MANY.get(code, REASONS[code]))


def reason(code: str, value: str = "", detail: str = "") -> str:
    """The sentence for a reject, in the active language."""
    return _(REASONS[code]) % {"value": value, "detail": detail}
