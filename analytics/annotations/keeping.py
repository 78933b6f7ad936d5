"""What is done to annotations: made, changed, deleted and had back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import current_actor, record
from accounts.errors import Trouble
from accounts.tenancy import in_each_workspace, inside, require_workspace_id
from analytics.models import Annotation, AnnotationKind
from analytics.rollups.lock import count_version
from integrations.models import Campaign

LONGEST_DAYS = 366
MOST = 5_000
# So long a deleted one can be had back.
KEPT_DAYS = 30


@dataclass(frozen=True)
class Written:
    """What an annotation says; at most one of platform, channel and campaign."""

    first_on: date
    last_on: date | None
    kind: str
    text: str
    is_special: bool = False
    platform: str = ""
    channel: str = ""
    campaign_id: UUID | None = None


def add_annotation(*, written: Written) -> Annotation:
    """Write one down; raises Trouble for days or a campaign that cannot be."""
    with inside(require_workspace_id()):
        _check(written)
        if Annotation.objects.count() >= MOST:
            raise Trouble(
                _("There are %(count)d annotations, which is the most.") % {"count": MOST},
                advice=_("Delete old ones first."),
            )
        row = Annotation.objects.create(made_by_id=_person(), **_values(written))
        count_version()
        record("annotation.added", row.pk, kind=row.kind, on=row.first_on.isoformat())
    return row


def change_annotation(*, annotation_id: UUID, written: Written) -> bool:
    """Say it otherwise; whether anything is other than it was. Raises Trouble as adding does."""
    with inside(require_workspace_id()):
        _check(written)
        row = _standing(annotation_id)
        if all(getattr(row, name) == value for name, value in _values(written).items()):
            return False
        Annotation.objects.filter(pk=row.pk).update(**_values(written))
        count_version()
        record("annotation.changed", row.pk, kind=written.kind, on=written.first_on.isoformat())
    return True


def delete_annotation(*, annotation_id: UUID) -> Annotation:
    """Take it away; for some days it can be had back."""
    with inside(require_workspace_id()):
        row = _standing(annotation_id)
        Annotation.objects.filter(pk=row.pk).update(deleted_at=timezone.now())
        count_version()
        record("annotation.deleted", row.pk, kind=row.kind, on=row.first_on.isoformat())
    return row


def restore_annotation(*, annotation_id: UUID) -> Annotation:
    """Have a deleted one back; raises Trouble where it is forgotten already."""
    with inside(require_workspace_id()):
        row = Annotation.objects.select_for_update().filter(pk=annotation_id).first()
        if row is None:
            raise Trouble(
                _("This annotation is deleted for good."), advice=_("Write it down again.")
            )
        if row.deleted_at is not None:
            Annotation.objects.filter(pk=row.pk).update(deleted_at=None)
            count_version()
            record("annotation.restored", row.pk, kind=row.kind, on=row.first_on.isoformat())
    return row


def forget_annotations() -> int:
    """Delete for good what was deleted long ago; how many."""
    return in_each_workspace(_forget)


def _forget() -> int:
    since = timezone.now() - timedelta(days=KEPT_DAYS)
    return Annotation.objects.filter(deleted_at__lt=since).delete()[0]


def _standing(annotation_id: UUID) -> Annotation:
    row = Annotation.objects.select_for_update().filter(pk=annotation_id, deleted_at=None).first()
    if row is None:
        raise Trouble(_("Somebody has deleted this annotation. Nothing was changed."))
    return row


def _check(written: Written) -> None:
    if written.kind not in AnnotationKind.values:
        raise Trouble(_("“%(kind)s” is no kind of annotation.") % {"kind": written.kind})
    last = written.last_on or written.first_on
    if not written.first_on <= last < written.first_on + timedelta(days=LONGEST_DAYS):
        raise Trouble(
            _("An annotation is of one day, or of at most %(days)d days on end.")
            % {"days": LONGEST_DAYS}
        )
    if sum(map(bool, (written.platform, written.channel, written.campaign_id))) > 1:
        raise Trouble(_("Choose a platform, a channel or a campaign, and not several of them."))
    if written.campaign_id and not _is_campaign(written.campaign_id):
        raise Trouble(_("There is no such ad campaign in this workspace."))


def _is_campaign(campaign_id: UUID) -> bool:
    return Campaign.objects.filter(pk=campaign_id, kind="ad").exists()


def _values(written: Written) -> Any:
    return vars(written)


def _person() -> UUID | None:
    actor = current_actor()
    return actor.id if actor.kind == "user" else None
