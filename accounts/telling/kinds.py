"""The kinds of things that are told; each app registers its own when it starts."""

from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models.telling import Severity


class Mailing(TextChoices):
    """How a kind of thing comes by mail."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("In the digest")
    NO = "no", _("Not at all")


@dataclass(frozen=True)
class Kind:
    """A word that call sites use, its lazily translated label, and what counts where nobody chose.

    `severity` is what things of the kind mostly are.
    """

    word: str
    label: Any
    inbox: bool = True
    mail: Mailing = Mailing.DIGEST
    severity: Severity = Severity.WARNING


CHANNEL_FAILED = Kind("channel_failed", _("Channels that take no message"), mail=Mailing.AT_ONCE)
ESCALATION = Kind("escalation", _("What nobody sees to"), mail=Mailing.AT_ONCE)
_kinds: dict[str, Kind] = {kind.word: kind for kind in (CHANNEL_FAILED, ESCALATION)}


def register(kind: Kind) -> None:
    """Have a kind; once more is the same, another one under the same word is an error."""
    if len(kind.word) > 30:
        raise ValueError(f"{kind.word!r} is longer than 30 characters.")
    before = _kinds.setdefault(kind.word, kind)
    if (before.word, before.inbox, before.mail) != (kind.word, kind.inbox, kind.mail):
        raise ValueError(f"There is another kind {kind.word!r} already.")


def kinds() -> tuple[Kind, ...]:
    """All of them, in the order in which they were registered."""
    return tuple(_kinds.values())


def kind_of(word: str) -> Kind:
    """The kind of a word; raises LookupError with those that there are."""
    if word not in _kinds:
        raise LookupError(f"No kind {word!r} is registered, only {', '.join(_kinds)}.")
    return _kinds[word]


def label_of(word: str) -> str:
    """What a kind is called; its word where the app that told it is gone."""
    return str(_kinds[word].label) if word in _kinds else word
