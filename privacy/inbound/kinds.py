"""Which right a mail seems to use, from its words; the person says it when confirming."""

from privacy.models import Kind

# The first that is found wins; English and Danish, in small letters.
_WORDS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    (Kind.WITHDRAWAL, ("withdraw", "unsubscribe", "samtykke tilbage", "afmeld")),
    (Kind.OBJECTION, ("object to", "objection", "indsigelse", "stop using")),
    (Kind.PORTABILITY, ("portability", "dataportabilitet", "machine-readable")),
    (Kind.RESTRICTION, ("restrict", "begræns")),
    (Kind.RECTIFICATION, ("rectif", "correct", "berigtig", "ret mine", "rettet")),
    (Kind.ERASURE, ("erase", "erasure", "delete", "forget me", "remove my", "slet", "fjern mine")),
)


def likely_kind(text: str) -> Kind:
    """Access where nothing else is said: it takes nothing away from anybody."""
    small = text.lower()
    return next((kind for kind, words in _WORDS if any(w in small for w in words)), Kind.ACCESS)
