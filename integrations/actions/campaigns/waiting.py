"""What becomes of an action while its workspace stands still: it waits, and not for ever."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Trouble
from accounts.standing import stands_still, standstill_words
from integrations.actions.campaigns.ending import end_action, is_over
from integrations.actions.campaigns.steps import note_step
from integrations.models import CampaignAction

# By what was approved longer ago than this nobody would decide today: it is withdrawn.
LONGEST = timedelta(days=7)
AGAIN = timedelta(hours=1)
_WAITS = "standstill"


def is_waiting(action: CampaignAction) -> bool:
    """Whether it was asked for or approved, and waits until its workspace goes on."""
    return action.is_open and action.sent_at is None and action.trouble_code == _WAITS


def wait_or_go_on(action: CampaignAction) -> None:
    """Let one that was never sent wait, go on, or be withdrawn; in the current transaction."""
    stands = stands_still(action.workspace_id)
    if not stands and not is_waiting(action):
        return
    if timezone.now() - (action.decided_at or action.asked_at) > LONGEST:
        end_action(action, CampaignAction.State.FAILED, trouble=_too_long())
    elif not stands:
        _say(action, "goes_on", "", "")
    elif not is_waiting(action):
        _say(action, "waits", _WAITS, standstill_words(action.workspace_id))


def has_nothing_to_send(action: CampaignAction) -> bool:
    """Whether it is over, or is to wait."""
    return is_over(action) or is_waiting(action)


def _say(action: CampaignAction, step: str, code: str, text: str) -> None:
    action.trouble_code, action.trouble_text = code, text[:500]
    action.save(update_fields=["trouble_code", "trouble_text"])
    note_step(action, step)


def _too_long() -> Trouble:
    text = _("The workspace stood still for longer than the %(days)d days that a change waits.")
    return Trouble(
        text % {"days": LONGEST.days},
        advice=_("Nothing was sent. Look how it stands now, and ask anew if it is still right."),
        code="standstill_over",
    )
