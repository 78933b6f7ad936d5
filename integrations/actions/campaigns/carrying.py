"""Carries a change out: looks, compares, sends once, looks again; after a cut it looks first."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Trouble
from accounts.jobs import Later, Lease
from accounts.standing import stands_still
from integrations.actions.campaigns.ending import end_action, is_over
from integrations.actions.campaigns.proposing import check_source
from integrations.actions.campaigns.sides import FarSide, open_side
from integrations.actions.campaigns.steps import note_step
from integrations.actions.campaigns.telling import tell_ended
from integrations.actions.campaigns.waiting import (
    AGAIN,
    has_nothing_to_send,
    is_waiting,
    wait_or_go_on,
)
from integrations.actions.records.targets import check_action_target
from integrations.connectors.campaigns import CampaignGone, OutcomeUnknown
from integrations.connectors.records import RecordGone
from integrations.connectors.refusals import AccessEnded, OutOfReach, Refused
from integrations.models import CampaignAction

_State = CampaignAction.State
# A change that was cut off may still arrive there: it is looked for a while before it is sent anew.
_SETTLES = timedelta(seconds=20)
_AGAIN = timedelta(minutes=1)
_BLIND = timedelta(minutes=15)
_MOST_SENDS = 3
_CANNOT_LOOK = (AccessEnded, CampaignGone, RecordGone, Refused)


@dataclass(frozen=True)
class _Work:
    """An action in hand: its row as it was read last, and how its far side is reached."""

    lease: Lease
    action: CampaignAction
    side: FarSide


def carry_out(lease: Lease, *, action_id: UUID) -> None:
    """Do it, if it is still to be done; a killed worker's successor goes on where it stopped."""
    with lease.batch():
        action = _begin(action_id)
    if action is None:
        return
    if is_waiting(action):
        raise Later(AGAIN, "the workspace stands still")
    side: FarSide | None = None
    try:
        side = open_side(workspace_id=lease.workspace_id, action=action)
        with side.client() as client:
            _change(_Work(lease, action, side), client)
    except OutOfReach as away:
        _out_of_reach(lease, action_id, away)
    except Trouble as trouble:
        _fail(lease, action_id, trouble, side)


def _begin(action_id: UUID) -> CampaignAction | None:
    """The action in state running, or waiting; None where nothing is left to do."""
    rows = CampaignAction.objects.select_related("source", "undoes")
    rows = rows.select_for_update(no_key=True, of=("self",))
    action = rows.filter(pk=action_id).first()
    if action is None or is_over(action) or action.state == _State.PROPOSED:
        return None
    if action.sent_at is None:
        wait_or_go_on(action)
        if has_nothing_to_send(action):
            return action if is_waiting(action) else None
        try:
            _check(action)
        except Trouble as trouble:
            end_action(action, _State.FAILED, trouble=trouble)
            return None
    if action.begun_at is None:
        action.state, action.begun_at = _State.RUNNING, timezone.now()
        action.save()
        note_step(action, "began")
    return action


def _check(action: CampaignAction) -> None:
    """Whether it may be sent now: the button may have been pressed, or a person restricted."""
    check_source(action.source)
    check_action_target(action)


def _change(work: _Work, client: Any) -> None:
    action, side = work.action, work.side
    state = side.look(client)
    if action.sent_at is not None and side.stands(state, action.wanted):
        # It was ours: it was sent, and here it is.
        _finish(work, state)
        return
    if not action.before:
        _take_for_before(work, side.seen(state))
        if side.stands(state, action.wanted):
            _finish(work, state)
            return
    if not side.stands(state, action.before):
        _note_otherwise(work, state)
        raise _changed_meanwhile(was_sent=action.sent_at is not None)
    if action.sent_at is not None:
        _wait_for_what_was_sent(work)
    send = side.plan(client, state)
    _mark_sent(work, state)
    try:
        send()
    except OutcomeUnknown as unknown:
        _look_after_cut(work, client, str(unknown))
        return
    except (Trouble, Later):
        # An answer, or nothing left at all: it was not done.
        _take_back_sent(work)
        raise
    _finish(work, side.look(client))


def _take_for_before(work: _Work, seen: dict[str, Any]) -> None:
    """Nobody looked when it was asked for: what stands there now is what it is changed from."""
    with work.lease.batch():
        action = _row(work.action.pk)
        action.before = seen
        action.save(update_fields=["before"])
    work.action.before = seen


def _note_otherwise(work: _Work, state: Any) -> None:
    """What stands there instead is kept, for whoever decides what is to be done about it."""
    with work.lease.batch():
        action = _row(work.action.pk)
        action.after = work.side.seen(state)
        action.save(update_fields=["after"])


def _mark_sent(work: _Work, state: Any) -> None:
    """Committed before the call: whoever comes after a kill looks before anything is sent."""
    with work.lease.batch():
        action = _row(work.action.pk)
        _check(action)
        _check_standing(action)
        action.sent_at, action.sends = timezone.now(), action.sends + 1
        action.save(update_fields=["sent_at", "sends"])
        note_step(action, "sent", seen=work.side.seen(state))
    work.action.sent_at, work.action.sends = action.sent_at, action.sends


def _check_standing(action: CampaignAction) -> None:
    """The workspace may have come to a standstill since; what was sent is not sent anew then."""
    if not stands_still(action.workspace_id):
        return
    if action.sent_at is None:
        raise Later(_AGAIN, "the workspace stands still")
    raise Trouble(
        _("It was sent, and the platform still shows what stood before."),
        advice=_("It is not sent anew while the workspace stands still. Look at it there."),
        code="not_taken",
    )


def _take_back_sent(work: _Work) -> None:
    with work.lease.batch():
        action = _row(work.action.pk)
        action.sent_at, action.sends = None, action.sends - 1
        action.save(update_fields=["sent_at", "sends"])
        note_step(action, "not_taken")


def _look_after_cut(work: _Work, client: Any, why: str) -> None:
    with work.lease.batch():
        note_step(work.action, "cut", why=why[:200])
    state = work.side.look(client)
    if work.side.stands(state, work.action.wanted):
        _finish(work, state)
        return
    raise Later(_SETTLES, "nobody answered, and it does not stand so yet")


def _wait_for_what_was_sent(work: _Work) -> None:
    """What was sent and does not stand there: given time to arrive, then sent anew, thrice."""
    sent_at = work.action.sent_at
    assert sent_at is not None  # noqa: S101 - callers have asked
    left = sent_at + _SETTLES - timezone.now()
    if left > timedelta():
        raise Later(left, "what was sent may still arrive")
    if work.action.sends >= _MOST_SENDS:
        raise Trouble(
            _("It was sent %(count)d times, and the platform still shows what stood before.")
            % {"count": work.action.sends},
            advice=_("Look at it there."),
            code="not_taken",
        )


def _finish(work: _Work, state: Any) -> None:
    with work.lease.batch():
        action = _row(work.action.pk)
        if is_over(action):
            return
        action.after = work.side.seen(state)
        action.made_external_id = action.made_external_id or work.side.made_id
        if not work.side.stands(state, action.wanted):
            end_action(action, _State.FAILED, trouble=_changed_meanwhile(was_sent=True))
            return
        end_action(action, _State.DONE)


def _out_of_reach(lease: Lease, action_id: UUID, away: OutOfReach) -> None:
    """Nothing was sent: tried again as any job is. What was sent is looked for until known."""
    with lease.batch():
        action = _row(action_id)
        if is_over(action):
            return
        if action.sent_at is not None:
            _become_unknown(action)
        elif lease.attempt >= lease.max_attempts:
            end_action(action, _State.FAILED, trouble=away)
            return
    if action.sent_at is not None:
        raise Later(_AGAIN, "nobody knows whether it was done")
    raise away


def _become_unknown(action: CampaignAction) -> None:
    if action.state == _State.UNKNOWN:
        return
    action.state = _State.UNKNOWN
    action.save(update_fields=["state"])
    note_step(action, "unknown")
    tell_ended(action)
    audit.record("campaign_action.unknown", action, what=action.what)


def _fail(lease: Lease, action_id: UUID, trouble: Trouble, side: FarSide | None) -> None:
    with lease.batch():
        action = _row(action_id)
        if is_over(action):
            return
        is_blind = isinstance(trouble, _CANNOT_LOOK) or trouble.code == AccessEnded.code
        if action.sent_at is None or not is_blind:
            end_action(action, _State.FAILED, trouble=_said(trouble, side))
            return
        # It was sent, and nobody may look any more: to say that it failed would be a guess.
        action.trouble_code, action.trouble_text = trouble.code[:40], str(trouble)[:500]
        action.save(update_fields=["trouble_code", "trouble_text"])
        _become_unknown(action)
    raise Later(_BLIND, "nobody may look whether it was done")


def _said(trouble: Trouble, side: FarSide | None) -> Trouble:
    return side.say(trouble) if side is not None and isinstance(trouble, Refused) else trouble


def _row(action_id: UUID) -> CampaignAction:
    rows = CampaignAction.objects.select_related("source", "campaign")
    return rows.select_for_update(no_key=True, of=("self",)).get(pk=action_id)


def _changed_meanwhile(*, was_sent: bool) -> Trouble:
    if was_sent:
        return Trouble(
            _("It was sent, and it stands otherwise there now."),
            advice=_("Look at it there: somebody has changed it since."),
            code="changed_meanwhile",
        )
    return Trouble(
        _("It stands otherwise there than when this was asked for."),
        advice=_("Nothing was sent. Look how it stands now, and ask anew if it is still right."),
        code="changed_meanwhile",
    )
