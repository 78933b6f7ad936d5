"""What was kept of a change at a source, in the language of whoever reads it."""

import re

from django.utils.translation import gettext as _

# A job writes in the language of the code; what it put in stands before the full stop.
_EMPTIED = re.compile(r"Emptied: (.+)\.")
_CORRECTED = re.compile(r"Corrected: (.+)\.")


def told_words(said: str) -> str:
    """One sentence or two, as the desks of people say what they did."""
    if not said:
        return ""
    if found := _EMPTIED.fullmatch(said):
        return _("Emptied: %(fields)s.") % {"fields": found[1]}
    if found := _CORRECTED.fullmatch(said):
        return _("Corrected: %(field)s.") % {"field": found[1]}
    whole = _(said)
    first, dot, rest = said.partition(". ")
    if whole != said or not dot:
        return whole
    return " ".join(_(part) for part in (f"{first}.", rest))
