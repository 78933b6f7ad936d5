"""What corrections hold of people, and how long."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from accounts.models.workspace import HOUSE_ID
from accounts.readings import ANSWER_REQUEST
from accounts.subjects import (
    Classifications,
    Collected,
    Erased,
    Kept,
    Subject,
    plain_rows,
)
from accounts.tenancy import current_workspace_id, in_each_workspace, inside
from integrations.correcting import ids_of_person
from integrations.models import Suppression
from privacy.entries import ID, WORKSPACE, Work
from privacy.models import Rectification
from privacy.rectifications.sealing import VALUES, value_of
from privacy.requests.sealing import hashes_of

KEPT = timedelta(days=3 * 365)
_BASIS = _("28(3)(e): help the customer to correct, and to show that it did")
_RETENTION = _("3 years after the correction, or until the person is erased")
RETENTION: dict[str, Kept] = {
    _RETENTION: Kept(("privacy.rectifications.holdings.forget_rectifications",))
}


_WORK = Work(_("the person, and the members who answer"), _BASIS, _RETENTION)
_STATE = _WORK.of_person(
    "pd:Identifying", _("correct a person's data, and show when and where it was")
)
_MEMBER = _WORK.of_member(_("show who corrected a person's data"))
CLASSIFICATIONS: Classifications = {
    "privacy.rectification": {
        "id": ID,
        "workspace": WORKSPACE,
        **dict.fromkeys(("request", "source", "kind", "external_id", "field"), _STATE),
        **dict.fromkeys(("corrected_at", "correction_id", "upstream", "answered_at"), _STATE),
        "corrected_by": _MEMBER,
        **dict.fromkeys(
            VALUES,
            _WORK.of_person(
                "pd:Identifying", _("keep what was corrected, before and after"), sealed=True
            ),
        ),
    },
}
_SHOWN = ("kind", "external_id", "field", "corrected_at", "upstream", "answered_at")


def collect(subject: Subject) -> tuple[Collected, ...]:
    """Each correction of the person, before and after."""
    with inside(current_workspace_id() or HOUSE_ID):
        rows = [
            {
                **{name: getattr(one, name) for name in _SHOWN},
                **{name: value_of(one, name, purpose=ANSWER_REQUEST) for name in VALUES},
            }
            for one in _of(subject).order_by("corrected_at")
        ]
    return (Collected("privacy.rectification", plain_rows(rows)),) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """They go with the person; the request itself stays as proof.

    Integrations has erased before: of records it kept the suppression alone.
    """
    with inside(current_workspace_id() or HOUSE_ID):
        gone = Suppression.objects.filter(
            source_id=OuterRef("source_id"), external_id=OuterRef("external_id")
        )
        rows = Rectification.objects.filter(Exists(gone) | Q(pk__in=_of(subject).values("pk")))
        erased = int(rows.delete()[0])
    return (Erased("privacy.rectification", erased),) if erased else ()


def forget_rectifications() -> int:
    """Remove what was corrected longer than three years ago; how many, in all workspaces."""
    return in_each_workspace(_forget)


def _forget() -> int:
    before = timezone.now() - KEPT
    return int(Rectification.objects.filter(corrected_at__lt=before).delete()[0])


def _of(subject: Subject) -> "QuerySet[Rectification]":
    named = Q(request__address_hash__in=hashes_of(subject))
    for source_id, ids in ids_of_person(subject).items():
        named |= Q(source_id=source_id, external_id__in=sorted(ids))
    return Rectification.objects.filter(named)
