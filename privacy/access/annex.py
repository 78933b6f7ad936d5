"""What Art. 15(1)(a) to (h) and (2) want told besides the data, composed for this person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.egress import Recipient, Transfer, subprocessors
from accounts.models import Disclosure, Reading, Workspace
from accounts.models.workspace import HOUSE_ID
from accounts.subjects import Subject
from privacy import controller
from privacy.access.person import numbers_of_person
from privacy.access.words import app_words
from privacy.activities import Activity, activities
from privacy.models import Package, PackageItem, SearchedPlace
from privacy.readings.words import data_words, place_words
from privacy.requests.authorities import authority_of
from privacy.terms import CATEGORIES, country_name, transfer_words


@dataclass(frozen=True)
class Use:
    """One activity in which the person's data is: Art. 15(1)(a), (b), (d) and (g)."""

    purpose: str
    basis: str
    categories: tuple[str, ...]
    retention: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Receiver:
    """A recipient that really received the person's data: Art. 15(1)(c) and (2).

    The moments are None for whoever runs the servers, and so holds all of it all the time.
    """

    name: str
    company: str
    country: str
    receives: str
    transfer: str
    purposes: tuple[str, ...]
    first_at: datetime | None = None
    last_at: datetime | None = None
    times: int = 0


@dataclass(frozen=True)
class Consultation:
    """When and for what somebody read data of the person; who of the staff it was is not told."""

    at: datetime
    purpose: str
    data: str
    place: str


@dataclass(frozen=True)
class Asked:
    """What was searched, when, and what it said: found, nothing or failed."""

    name: str
    at: datetime
    answer: str
    rows: int
    note: str


@dataclass(frozen=True)
class Annex:
    """All of it in the language of the request; `sources` are those that were asked live."""

    language: str
    controller: str
    uses: tuple[Use, ...]
    recipients: tuple[Receiver, ...]
    consultations: tuple[Consultation, ...]
    searched: tuple[Asked, ...]
    automated: tuple[str, ...]
    rights: tuple[str, ...]
    authority: str
    sources: tuple[str, ...]


def compose(package: Package, subject: Subject) -> Annex:
    """The annex of a package, in the entered workspace."""
    numbers = numbers_of_person(package, subject)
    stores = set(PackageItem.objects.filter(package=package).values_list("store", flat=True))
    found = [one for one in activities() if stores & set(one.places)]
    asked = SearchedPlace.objects.filter(package=package).order_by("at", "id")
    with override(package.request.language):
        return Annex(
            language=package.request.language,
            controller=_controller(package),
            uses=tuple(map(_use, found)),
            recipients=(*_holders(found), *_receivers(numbers)),
            consultations=tuple(map(_consultation, _readings(numbers))),
            searched=searched_of(package),
            automated=_automated(stores),
            rights=_rights(),
            authority=authority_of(package.request.rules).in_one_line,
            sources=tuple(one.name for one in asked.exclude(source_id=None).exclude(rows=0)),
        )


def searched_of(package: Package) -> tuple[Asked, ...]:
    """What was asked about the person, and what it said, in the language that is spoken now."""
    rows = SearchedPlace.objects.filter(package=package).order_by("at", "id")
    return tuple(map(_asked, rows))


def _controller(package: Package) -> str:
    if package.workspace_id == HOUSE_ID:
        country = country_name(controller.COUNTRY)
        return f"{controller.NAME}, {controller.ADDRESS}, {country}, {controller.EMAIL}"
    return Workspace.objects.get(pk=package.workspace_id).name


def _use(activity: Activity) -> Use:
    return Use(
        purpose=_capital(_(activity.purpose)),
        basis=_(activity.basis),
        categories=tuple(str(CATEGORIES[term]) for term in activity.categories),
        retention=tuple(_capital(_(limit.retention)) for limit in activity.limits),
        sources=tuple(_capital(_(source)) for source in activity.sources),
    )


def _holders(found: Iterable[Activity]) -> list[Receiver]:
    purpose = (_("Everything above"),) if list(found) else ()
    return [_receiver(one, purpose) for one in subprocessors()] if purpose else []


def _receiver(recipient: Recipient, purposes: tuple[str, ...]) -> Receiver:
    return Receiver(
        name=_(recipient.name),
        company=_said(recipient.company),
        country=country_name(recipient.country),
        receives=_said(recipient.receives),
        transfer=transfer_words(recipient, _),
        purposes=purposes,
    )


def _receivers(numbers: list[UUID]) -> list[Receiver]:
    names = ("recipient", "company", "country", "receives", "transfer", "safeguard", "purpose")
    rows = Disclosure.objects.filter(person_id__in=numbers).values(*names).order_by("recipient")
    spans = rows.annotate(first=Min("at"), last=Max("at"), times=Count("run", distinct=True))
    return [
        Receiver(
            name=_said(row["recipient"]),
            company=_said(row["company"]),
            country=country_name(row["country"]) if row["country"] else "",
            receives=_said(row["receives"]),
            transfer=_transfer(row),
            purposes=(_capital(_said(row["purpose"])),),
            first_at=row["first"],
            last_at=row["last"],
            times=row["times"],
        )
        for row in spans
    ]


def _transfer(row: dict[str, str]) -> str:
    transfer = Transfer(row["transfer"]) if row["transfer"] else None
    known = Recipient(row["recipient"], (), "", transfer=transfer, safeguard=row["safeguard"])
    return transfer_words(known, _)


def _readings(numbers: list[UUID]) -> Iterable[Reading]:
    return Reading.objects.filter(person_id__in=numbers).order_by("at", "id")


def _consultation(row: Reading) -> Consultation:
    return Consultation(
        row.at, _capital(_(row.purpose)), data_words(row.fields), place_words(row.place)
    )


def _asked(row: SearchedPlace) -> Asked:
    name = row.name if row.source_id else app_words(row.name)
    return Asked(name, row.at, str(row.answer), row.rows, row.why)


def _automated(stores: set[str]) -> tuple[str, ...]:
    said = [
        _(
            "No decision with legal or similar effect about you is made by a program alone "
            "(Art. 22). There is no profile and no score of you."
        )
    ]
    if {"integrations.lead", "integrations.leadstatuschange"} & stores:
        said.append(
            _(
                "For sums of a day you are counted as a lead, and as qualified from the day on "
                "which the status of your record says so. Which status counts is a rule of the "
                "controller’s staff; nothing follows from it for you."
            )
        )
    return tuple(said)


def _rights() -> tuple[str, ...]:
    return (
        _("You may have data about you corrected (Art. 16) or erased (Art. 17)."),
        _("You may have its use restricted (Art. 18), and object to it (Art. 21)."),
        _("What you provided yourself you may get in a form for programs (Art. 20)."),
        _("Where you gave a consent you may take it back at any time (Art. 7(3))."),
    )


def _said(text: str) -> str:
    """A message id that the log kept, in the language that is spoken now."""
    return _(text) if text else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
