"""A published text's own word in an address, and the languages that there are."""

from django.utils.translation import get_language

from privacy.models import PolicyKind
from privacy.records import LANGUAGES


class PolicyConverter:
    """Only the words of PolicyKind."""

    regex = "|".join(PolicyKind.values)

    def to_python(self, value: str) -> PolicyKind:
        return PolicyKind(value)

    def to_url(self, value: str) -> str:
        return str(PolicyKind(value).value)


def reader_locale() -> str:
    """The language that the reader's browser or choice asks for, of those that there are."""
    language = (get_language() or LANGUAGES[0])[:2]
    return language if language in LANGUAGES else LANGUAGES[0]
