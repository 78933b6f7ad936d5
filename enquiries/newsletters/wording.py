"""What somebody agrees to, word by word; a change of it is a new version."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from enquiries.models import Topic

# Grows with every change of the words below: each consent says to which it was given.
VERSION = "1"


def consent_text() -> str:
    """The sentence above the button, in the language that is spoken now."""
    return _(
        "Yes, send me news by e-mail about the topics that I choose. I can leave at any time, by "
        "one click in each mail, and nobody follows what I open."
    )


def shown_text(topics: Iterable[str]) -> str:
    """What was shown to somebody who chose these topics, for the proof."""
    names = ", ".join(str(Topic(one).label) for one in topics)
    return f"{consent_text()} {_('Topics:')} {names or '–'}"
