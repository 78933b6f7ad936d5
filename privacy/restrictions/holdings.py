"""What restrictions hold of people: their words and dates, and how long they are kept."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Classifications,
    Collected,
    Erased,
    Kept,
    NotPersonal,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, inside
from integrations.restricting import restricted_as, still_restricted
from privacy.entries import ID, WORKSPACE, Work
from privacy.models import RestrictedPerson
from privacy.requests.sealing import hashes_of
from privacy.restrictions.sealing import WORDS, words_of

KEPT = timedelta(days=3 * 365)
_BASIS = _("28(3)(e): help the customer to restrict, and to show that it did")
_RETENTION = _("3 years after the restriction was lifted; words go with an erasure")
RETENTION: dict[str, Kept] = {
    _RETENTION: Kept(("privacy.restrictions.sweeps.forget_restrictions",))
}
_GROUND = (
    "GDPR Art. 17(3)(e): that the data was restricted, and the person told before that ended, has "
    "to be shown; without any words, for 3 years."
)


_WORK = Work(_("the person, and the members who answer"), _BASIS, _RETENTION)
_STATE = _WORK.of_person(
    "pd:Communication", _("restrict a person's data, and show when and why it was")
)
_MEMBER = _WORK.of_member(_("show who restricted a person's data, decided and lifted it"))
CLASSIFICATIONS: Classifications = {
    "privacy.restrictedperson": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("request", "ground", "restricted_at", "decision", "decided_at"), _STATE),
        "notice_mail": NotPersonal("The random id of a mail."),
        **dict.fromkeys(("noticed_at", "lifted_at", "erased_at"), _STATE),
        **dict.fromkeys(("restricted_by", "decided_by", "noticed_by", "lifted_by"), _MEMBER),
        **dict.fromkeys(
            WORDS,
            _WORK.of_person(
                "pd:Communication", _("say why a person's data is restricted"), sealed=True
            ),
        ),
    },
}
_SHOWN = ("ground", "restricted_at", "decision", "decided_at", "noticed_at", "lifted_at")


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Each restriction of the person, with the words of it."""
    with inside(current_workspace_id() or HOUSE_ID):
        rows = [
            {
                **{name: getattr(one, name) for name in _SHOWN},
                **{name: words_of(one, name, purpose=ANSWER_REQUEST) for name in WORDS},
            }
            for one in _of(subject)
        ]
    return (Collected("privacy.restrictedperson", plain_rows(rows)),) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """The words go; that there was a restriction stays as proof. Integrations has erased before."""
    with inside(current_workspace_id() or HOUSE_ID):
        people = list(_of(subject))
        for person in people:
            person.reason = person.grounds = person.notice = None
            if not person.is_over:
                person.erased_at = timezone.now()
            person.save()
    return (Erased("privacy.restrictedperson", 0, len(people), _GROUND),) if people else ()


def forget_restrictions() -> int:
    """Remove what ended longer than three years ago; how many, in the entered workspace."""
    before = timezone.now() - KEPT
    over = Q(lifted_at__lt=before) | Q(erased_at__lt=before)
    return int(RestrictedPerson.objects.filter(over).delete()[0])


def _of(subject: Subject) -> "QuerySet[RestrictedPerson]":
    """By their requests, by their records, and whoever has no identifiers left: just erased."""
    active = RestrictedPerson.objects.filter(lifted_at=None, erased_at=None)
    ids = set(active.values_list("pk", flat=True))
    orphaned = ids - still_restricted(ids)
    by_request = Q(request__address_hash__in=hashes_of(subject))
    known = Q(pk__in=restricted_as(subject) | orphaned)
    return RestrictedPerson.objects.filter(by_request | known).order_by("restricted_at")
