"""The records of processing (Art. 30) in the words of one language, made of the map alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.egress import Recipient
from accounts.subjects import Balancing
from privacy import controller, terms
from privacy.activities import CONTROLLER, PROCESSOR, Activity, activities

LANGUAGES = ("en", "da")


@dataclass(frozen=True)
class Party:
    """A recipient: who and where, what for, what it gets, and by which transfer.

    `country` is a name and may be empty for the customer's own members. `is_instructed` are
    vendors whom the customer connects.
    """

    name: str
    company: str
    country: str
    service: str
    receives: str
    transfer: str
    is_instructed: bool = False


@dataclass(frozen=True)
class Entry:
    """One activity; `balancing` has three answers or none, `recipients` are names of parties."""

    purpose: str
    basis: str
    balancing: tuple[str, ...]
    subjects: tuple[str, ...]
    categories: tuple[str, ...]
    sources: tuple[str, ...]
    limits: tuple[str, ...]
    recipients: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """The controller's (Art. 30(1)) or the processor's record (Art. 30(2)) in one language.

    `identity` are pairs of a name and a value.
    """

    kind: str
    language: str
    identity: tuple[tuple[str, str], ...]
    entries: tuple[Entry, ...]
    parties: tuple[Party, ...]
    measures: tuple[str, ...]


def make_record(kind: str, language: str) -> Record:
    """The record as the map is now; `kind` is controller or processor."""
    found = [activity for activity in activities() if activity.role == kind]
    with override(language):
        others = dict.fromkeys(one for activity in found for one in activity.recipients)
        return Record(
            kind=kind,
            language=language,
            identity=_identity(kind),
            entries=tuple(_entry(activity) for activity in found),
            parties=tuple(_party(recipient) for recipient in others),
            measures=tuple(str(measure.text) for measure in controller.MEASURES),
        )


def make_all() -> dict[str, dict[str, Record]]:
    """{language: {kind: record}}: all that is kept of one moment."""
    return {
        language: {kind: make_record(kind, language) for kind in (CONTROLLER, PROCESSOR)}
        for language in LANGUAGES
    }


def read_record(kept: Mapping[str, Any]) -> Record:
    """A record from its JSON."""
    return Record(
        kind=kept["kind"],
        language=kept["language"],
        identity=tuple((name, value) for name, value in kept["identity"]),
        entries=tuple(Entry(**_tuples(entry)) for entry in kept["entries"]),
        parties=tuple(Party(**party) for party in kept["parties"]),
        measures=tuple(kept["measures"]),
    )


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items()
    }


def _identity(kind: str) -> tuple[tuple[str, str], ...]:
    country = terms.country_name(controller.COUNTRY)
    return (
        (
            _("Controller") if kind == CONTROLLER else _("Processor"),
            f"{controller.NAME}, {controller.REGISTRATION}",
        ),
        (_("Address"), f"{controller.ADDRESS}, {country}"),
        (_("Contact"), controller.EMAIL),
        (_("Data protection officer"), str(controller.DPO)),
        (_("Representative"), str(controller.REPRESENTATIVE)),
    )


def _entry(activity: Activity) -> Entry:
    return Entry(
        purpose=_capital(_(activity.purpose)),
        basis=_(activity.basis),
        balancing=_answers(activity.balancing),
        subjects=tuple(str(terms.SUBJECTS[term]) for term in activity.subjects),
        categories=tuple(str(terms.CATEGORIES[term]) for term in activity.categories),
        sources=tuple(_capital(_(source)) for source in activity.sources),
        limits=tuple(
            _limit(_(limit.retention), limit.categories, len(activity.limits))
            for limit in activity.limits
        ),
        recipients=tuple(_(recipient.name) for recipient in activity.recipients),
        places=activity.places,
    )


def _answers(balancing: Balancing | None) -> tuple[str, ...]:
    if balancing is None:
        return ()
    return (_(balancing.interest), _(balancing.necessity), _(balancing.weighing))


def _limit(retention: str, categories: tuple[str, ...], count: int) -> str:
    if count == 1:
        return _capital(retention)
    names = ", ".join(str(terms.CATEGORIES[term]) for term in categories)
    return f"{names}: {retention}"


def _party(recipient: Recipient) -> Party:
    return Party(
        name=_(recipient.name),
        company=_(recipient.company),
        country=terms.country_name(recipient.country),
        service=_(recipient.purpose),
        receives=_(recipient.receives),
        transfer=terms.transfer_words(recipient, _),
        is_instructed=recipient.is_instructed,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
