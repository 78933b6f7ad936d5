"""What newsletters hold of people, what is found of a person, what stays and why."""

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
from enquiries.models import Delivery, Subscriber, SubscriptionEvent
from enquiries.newsletters.purposes import PROVE_CONSENT, SEND_NEWS
from enquiries.newsletters.sealing import address_of, hashes_of_person

_WRITTEN = _("show who wrote a letter")
READERS = {"enquiries.newsletters": (SEND_NEWS, PROVE_CONSENT, _WRITTEN, ANSWER_REQUEST)}
_CONSENT = _("6(1)(a): the consent to get news by e-mail")
_ACCOUNTABLE = _("6(1)(c): the duty to show that a consent was given (Art. 7(1))")
_SAFETY = _("6(1)(f): the security of the service and of its customers' data")
_PERSON, _SERVERS = _("the person"), _("our servers")
_KEPT = _("30 days after the person left; what was never confirmed for 2 days")
_PROOF_KEPT = _("5 years; a keyed hash without an address")
_LETTER_KEPT = _("as long as the letter is in the archive")
_SWEEP = "enquiries.newsletters.sweeps.forget_subscribers"
RETENTION: dict[str, Kept] = {
    _KEPT: Kept((_SWEEP,)),
    _PROOF_KEPT: Kept((_SWEEP,)),
    _LETTER_KEPT: Kept(deed=_("A member who deletes the draft; the end of the workspace.")),
}
_GROUND = _(
    "GDPR Art. 17(3)(b) and (e), 7(1): that a consent was given and taken back has to be shown. A "
    "keyed hash says whose; it goes after 5 years."
)
_ID = NotPersonal("A random id of the row.")
_HOUSE = NotPersonal("Proactivox’s own workspace.")
_SECRET = NotPersonal("A hash of a random link, or until when it opens.")
_LETTER = NotPersonal("What Proactivox writes to everybody; it names no reader.")


def _news(category: str, *, source: str = _PERSON, sealed: bool = False) -> Personal:
    return Personal(
        *(category, "subscriber", source, SEND_NEWS, _CONSENT, _KEPT),
        encrypted=sealed,
        origin="provided" if source == _PERSON else "observed",
    )


_PROOF = Personal(
    *("pd:Communication", "subscriber", _PERSON, PROVE_CONSENT, _ACCOUNTABLE, _PROOF_KEPT)
)
_SUBSCRIBER: dict[str, Classification] = {
    "id": _ID,
    "workspace": _HOUSE,
    "address": _news("pd:EmailAddress", sealed=True),
    "address_hash": _news("pd:EmailAddress"),
    "language": _news("pd:Language"),
    "topics": _news("pd:Interest"),
    **dict.fromkeys(("asked_at", "confirmed_at", "ended_at"), _news("pd:Communication")),
    "undeliverable_at": _news("pd:Communication", source=_SERVERS),
    "link": _news("pd:Identifying", source=_SERVERS, sealed=True),
    **dict.fromkeys(("proof_hash", "proof_until", "link_hash", "stop_hash"), _SECRET),
}
_WORDS = ("topic", "subject_en", "text_en", "subject_da", "text_da", "slug")
_MOMENTS = ("made_at", "scheduled_at", "started_at", "paused_at", "finished_at")
CLASSIFICATIONS: Classifications = {
    "enquiries.subscriber": _SUBSCRIBER,
    "enquiries.subscriptionevent": {
        "id": _ID,
        "workspace": _HOUSE,
        **dict.fromkeys(("subject", "step", "way", "topics", "version", "text", "at"), _PROOF),
    },
    "enquiries.newsletter": {
        "id": _ID,
        "workspace": _HOUSE,
        **dict.fromkeys((*_WORDS, *_MOMENTS), _LETTER),
        "made_by_id": Personal(*("pd:UID", "user", _SERVERS, _WRITTEN, _SAFETY, _LETTER_KEPT)),
    },
    "enquiries.delivery": {
        "id": _ID,
        "workspace": _HOUSE,
        "mail_id": NotPersonal("A random id of a mail."),
        **dict.fromkeys(
            ("newsletter", "subscriber", "queued_at", "end", "ended_at"),
            _news("pd:Communication", source=_SERVERS),
        ),
    },
}
_COLUMNS = ("language", "topics", "asked_at", "confirmed_at", "ended_at", "undeliverable_at")
_STEPS = ("at", "step", "way", "topics", "version", "text")


def collect(subject: Subject) -> tuple[Collected, ...]:
    """The subscription, each step of the consent, and which letters went when."""
    if current_workspace_id() not in (None, HOUSE_ID):
        return ()
    with inside(HOUSE_ID):
        known = hashes_of_person(subject)
        found = list(Subscriber.objects.filter(address_hash__in=known))
        rows = [
            {
                "address": address_of(one, purpose=ANSWER_REQUEST),
                **{name: getattr(one, name) for name in _COLUMNS},
            }
            for one in found
        ]
        events = SubscriptionEvent.objects.filter(subject__in=known).order_by("at")
        got = Delivery.objects.filter(subscriber__in=found).order_by("queued_at")
        parts = (
            Collected("enquiries.subscriber", plain_rows(rows)),
            Collected("enquiries.subscriptionevent", plain_rows(events.values(*_STEPS))),
            Collected(
                "enquiries.delivery",
                plain_rows(got.values("newsletter__subject_en", "queued_at", "end", "ended_at")),
            ),
        )
    return tuple(part for part in parts if part.rows)


def erase(subject: Subject) -> tuple[Erased, ...]:
    """The subscription goes with what was sent; the proof stays as long as it can be asked for."""
    if current_workspace_id() not in (None, HOUSE_ID):
        return ()
    with inside(HOUSE_ID):
        known = hashes_of_person(subject)
        found = Subscriber.objects.filter(address_hash__in=known)
        got = Delivery.objects.filter(subscriber__in=found)
        gone = (found.count(), got.count())
        found.delete()
        kept = SubscriptionEvent.objects.filter(subject__in=known).count()
    return (
        Erased("enquiries.subscriber", gone[0]),
        Erased("enquiries.delivery", gone[1]),
        Erased("enquiries.subscriptionevent", 0, kept, _GROUND if kept else ""),
    )
