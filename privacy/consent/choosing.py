"""Takes down what somebody chose: the proof, the standing, and the end of what was agreed to."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside, new_id
from privacy.consent.choices import Choices, chosen
from privacy.consent.notice import Notice
from privacy.consent.purposes import PURPOSES, USAGE, Purpose
from privacy.models import (
    ConsentAction,
    ConsentChannel,
    ConsentEvent,
    ConsentNotice,
    ConsentStanding,
    UsageDay,
)


def choose(
    *,
    before: Choices,
    granted: Iterable[str],
    channel: ConsentChannel,
    notice: Notice,
    user_id: UUID | None = None,
) -> Choices:
    """Keep the answers of a browser, or of a login; what is no longer agreed to is deleted."""
    moment = timezone.now()
    after = chosen(before, granted, moment)
    with inside(HOUSE_ID):
        subject = _keep_standing(before, after, user_id)
        _keep_notice(notice)
        ConsentEvent.objects.bulk_create(
            ConsentEvent(
                workspace_id=HOUSE_ID,
                at=moment,
                subject_id=subject,
                purpose=purpose.key,
                purpose_version=purpose.version,
                action=_action(purpose, before, after),
                channel=channel,
                language=notice.language,
                notice_sha256=notice.sha256,
                had_signal=after.had_signal,
            )
            for purpose in PURPOSES
        )
        if not after.allows(USAGE):
            UsageDay.objects.filter(subject_id=subject).delete()
    return replace(after, subject=subject if after.granted or user_id else None)


def standing_of(user_id: UUID, *, signal: bool = False) -> Choices:
    """What a login chose last, wherever that was; nothing chosen where it never did."""
    with inside(HOUSE_ID):
        row = ConsentStanding.objects.filter(user_id=user_id).first()
    if row is None:
        return Choices(signal=signal)
    marks = frozenset(row.granted), frozenset(row.refused)
    return Choices(row.pk, row.chosen_at, *marks, row.had_signal, signal)


def _keep_standing(before: Choices, after: Choices, user_id: UUID | None) -> UUID:
    """Written or removed first: whoever counts usage looks at this row, and waits for it."""
    said = {
        "granted": sorted(after.granted),
        "refused": sorted(after.refused),
        "had_signal": after.had_signal,
        "chosen_at": after.at,
    }
    if user_id is not None:
        row, _made = ConsentStanding.objects.update_or_create(user_id=user_id, defaults=said)
        return row.pk
    subject = before.subject or new_id()
    if after.granted:
        ConsentStanding.objects.update_or_create(pk=subject, user_id=None, defaults=said)
    else:
        ConsentStanding.objects.filter(pk=subject, user_id=None).delete()
    return subject


def _keep_notice(notice: Notice) -> None:
    row = ConsentNotice(
        workspace_id=HOUSE_ID,
        sha256=notice.sha256,
        language=notice.language,
        text=notice.text,
    )
    ConsentNotice.objects.bulk_create([row], ignore_conflicts=True)


def _action(purpose: Purpose, before: Choices, after: Choices) -> ConsentAction:
    if purpose.mark in after.granted:
        return ConsentAction.GIVEN
    was_given = any(mark.partition(":")[0] == purpose.key for mark in before.granted)
    return ConsentAction.WITHDRAWN if was_given else ConsentAction.REFUSED
