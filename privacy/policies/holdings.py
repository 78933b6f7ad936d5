"""What published texts hold of people: who was shown which, who accepted, who wants to be told."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Classification,
    Classifications,
    Collected,
    Erased,
    Kept,
    NotPersonal,
    Personal,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from privacy.entries import ID, IDS_ALONE, WORKSPACE
from privacy.models import ChangeSubscriber, PolicyShown
from privacy.policies.purposes import (
    ACCEPT,
    OBJECT,
    SHOW_TEXT,
    TELL_CHANGES,
)
from privacy.policies.sealing import address_of, hashes_of

_SHOW_LAW = _("6(1)(c): showing that people were informed (GDPR Art. 5(2), 12 and 13)")
_AGREED = _("6(1)(c): a contract with a processor has to be documented (GDPR Art. 28(3) and (9))")
_ASKED = _("6(1)(b): the person asked to be told of changes")
_SERVERS, _PERSON, _MEMBER = _("our servers"), _("the person"), _("the member who decides")
_LOGIN, _UNSUBSCRIBED = (
    _("until the login is erased"),
    _("until the address unsubscribes; what was never confirmed for 2 days"),
)
RETENTION: dict[str, Kept] = {
    _UNSUBSCRIBED: Kept(
        ("privacy.policies.sweeps.forget_unconfirmed",), _("The link in each mail.")
    ),
}
_TEXT = NotPersonal("A published text; it names nobody but Proactivox.")
_CHANGE = NotPersonal("Which company works for Proactivox, and since when.")
_STATE = NotPersonal("A hash of a random link, or until when it opens.")


def _shown(category: str) -> Personal:
    return Personal(category, "user", _SERVERS, SHOW_TEXT, _SHOW_LAW, _LOGIN)


def _staff(purpose: str, category: str = "pd:UID") -> Personal:
    return Personal(category, "customer_staff", _MEMBER, purpose, _AGREED, IDS_ALONE)


def _subscriber(category: str, *, sealed: bool = False) -> Personal:
    return Personal(
        *(category, "visitor", _PERSON, TELL_CHANGES, _ASKED, _UNSUBSCRIBED),
        encrypted=sealed,
        origin="provided",
    )


_VERSION: dict[str, Classification] = dict.fromkeys(
    (
        *("id", "kind", "number", "locale", "effective_on", "published_at", "is_material"),
        *("body", "sha256", "facts", "facts_sha256"),
    ),
    _TEXT,
)
CLASSIFICATIONS: Classifications = {
    "privacy.policyversion": _VERSION,
    "privacy.policyshown": {
        "id": ID,
        "user_id": _shown("pd:UID"),
        "version": _shown("pd:ServiceConsumptionBehavior"),
        "shown_by": _shown("pd:ServiceConsumptionBehavior"),
        "shown_at": _shown("pd:ServiceConsumptionBehavior"),
    },
    "privacy.agreementacceptance": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("version", "number", "sha256"), _TEXT),
        "accepted_by": _staff(ACCEPT),
        "accepted_at": _staff(ACCEPT, "pd:Communication"),
    },
    "privacy.subprocessorchange": dict.fromkeys(
        (
            *("id", "kind", "name", "words", "is_first", "announced_at", "objections_until"),
            *("activated_at", "withdrawn_at"),
        ),
        _CHANGE,
    ),
    "privacy.subprocessorobjection": {
        "id": ID,
        "workspace": WORKSPACE,
        "change": _CHANGE,
        "reason": NotPersonal("Why a business objects to a company; its form asks for no names."),
        "origin_id": WORKSPACE,
        "by_id": _staff(OBJECT),
        "objected_at": _staff(OBJECT, "pd:Communication"),
    },
    "privacy.changesubscriber": {
        "id": ID,
        "workspace": WORKSPACE,
        "address": _subscriber("pd:EmailAddress", sealed=True),
        "address_hash": _subscriber("pd:EmailAddress"),
        "language": _subscriber("pd:Language"),
        "confirmed_at": _subscriber("pd:Communication"),
        **dict.fromkeys(("proof_hash", "proof_until"), _STATE),
    },
}
_SHOWN = ("version__kind", "version__number", "version__locale", "shown_by", "shown_at")


def collect(subject: Subject) -> tuple[Collected, ...]:
    """What our own user was shown, and whether the address is told of changes."""
    if current_workspace_id() not in (None, HOUSE_ID):
        return ()
    with inside(HOUSE_ID):
        told = [
            {
                "address": address_of(one, purpose=ANSWER_REQUEST),
                "language": one.language,
                "confirmed_at": one.confirmed_at,
            }
            for one in ChangeSubscriber.objects.filter(address_hash__in=hashes_of(subject))
        ]
    parts = (
        Collected("privacy.policyshown", _seen(subject)),
        Collected("privacy.changesubscriber", plain_rows(told)),
    )
    return tuple(part for part in parts if part.rows)


def _seen(subject: Subject) -> tuple[Mapping[str, str | None], ...]:
    """What a login was shown; it is the login's, so only Proactivox itself tells it."""
    if subject.user_id is None or current_workspace_id() is not None:
        return ()
    shown = PolicyShown.objects.filter(user_id=subject.user_id).order_by("shown_at")
    return plain_rows(shown.values(*_SHOWN))


def erase(subject: Subject) -> tuple[Erased, ...]:
    """Both go; who accepted an agreement or objected stays as an id whose login is gone."""
    if current_workspace_id() not in (None, HOUSE_ID):
        return ()
    with inside(HOUSE_ID):
        rows = ChangeSubscriber.objects.filter(address_hash__in=hashes_of(subject))
        gone = rows.delete()[0]
    done = [Erased("privacy.changesubscriber", gone)] if gone else []
    if current_workspace_id() is None and subject.user_id is not None:
        seen = PolicyShown.objects.filter(user_id=subject.user_id).delete()[0]
        done += [Erased("privacy.policyshown", seen)] if seen else []
    return tuple(done)
