"""The texts that people answer to: the same words are shown, hashed and kept as proof."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from privacy.consent.purposes import PURPOSES
from privacy.models import ConsentChannel


@dataclass(frozen=True)
class Notice:
    """What is shown in one place in one language; the templates show these parts and no others.

    `purposes` are (key, name, text).
    """

    language: str
    title: str
    paragraphs: tuple[str, ...]
    purposes: tuple[tuple[str, str, str], ...]
    accept: str
    reject: str
    save: str

    @property
    def text(self) -> str:
        """All of it, as one reads it."""
        purposes = (f"{name}\n{text}" for _key, name, text in self.purposes)
        buttons = " | ".join(filter(None, (self.reject, self.accept, self.save)))
        return "\n\n".join((self.title, *self.paragraphs, *purposes, buttons))

    @property
    def sha256(self) -> str:
        """What events name it by."""
        return sha256(self.text.encode()).hexdigest()


def notice(channel: str) -> Notice:
    """What is shown in this place, in the language that is spoken now."""
    is_short = channel == ConsentChannel.BANNER
    purposes = tuple((one.key, str(one.name), str(one.text)) for one in PURPOSES)
    return Notice(
        language=get_language() or settings.LANGUAGE_CODE,
        title=_("Cookies: you choose"),
        paragraphs=_in_short() if is_short else _at_length(),
        purposes=() if is_short else purposes,
        accept=_("Accept all"),
        reject=_("Reject all"),
        save="" if is_short else _("Save my choices"),
    )


def notices() -> Iterator[Notice]:
    """Every text that is shown now, in every place and language."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield from (notice(channel) for channel in ConsentChannel.values)


def known_notice(digest: str) -> Notice | None:
    """The text that is shown now and has this hash."""
    return next((one for one in notices() if one.sha256 == digest), None)


def _in_short() -> tuple[str, ...]:
    wishes = "; ".join(f"{one.name}: {one.summary}" for one in PURPOSES)
    return (
        _(
            "We use cookies that are strictly necessary for these pages. With your consent we "
            "would use one more, for this purpose: %(purposes)s."
        )
        % {"purposes": wishes},
        _(
            "Nothing goes to third parties. We keep your choice for 6 months. You can change it or "
            "withdraw your consent at any time by “Cookie choices” at the foot of each page."
        ),
    )


def _at_length() -> tuple[str, ...]:
    return (
        _(
            "Cookies that are strictly necessary need no consent: they keep you logged in and "
            "protect forms. Everything else waits for yours, purpose by purpose, and nothing is "
            "agreed to for you."
        ),
        _(
            "Nothing goes to third parties. We keep your choice for 6 months. You can change it or "
            "withdraw your consent here at any time; what was counted of you is deleted then."
        ),
    )
