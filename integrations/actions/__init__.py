"""The one door to a source's own records about one person: find, delete, redact, correct, live.

To be called outside of any transaction and of `inside()`; the workspace is given, and a source of
another one is not there. `choice_of` and `choose_on_erasure` are called inside of the workspace, as
are `set_people_limit` and `forget_past`, which are about our own records and ask no source.
"""

from integrations.actions.choices import (
    choice_in,
    choice_of,
    choices_for,
    choose_on_erasure,
    holds_people,
    lacks_right,
    scopes_for,
)
from integrations.actions.finding import find_people, look_for_people
from integrations.actions.forgetting import Forgotten, Held, forget_past, set_people_limit
from integrations.actions.values import (
    CHOICES,
    Choice,
    Errand,
    FoundPeople,
    UpstreamRecord,
    Written,
)
from integrations.actions.writing import correct_record, delete_record, redact_record
from integrations.connectors.people import DERIVED

__all__ = [
    "CHOICES",
    "DERIVED",
    "Choice",
    "Errand",
    "Forgotten",
    "FoundPeople",
    "Held",
    "UpstreamRecord",
    "Written",
    "choice_in",
    "choice_of",
    "choices_for",
    "choose_on_erasure",
    "correct_record",
    "delete_record",
    "find_people",
    "forget_past",
    "holds_people",
    "lacks_right",
    "look_for_people",
    "redact_record",
    "scopes_for",
    "set_people_limit",
]
