"""The way back of a task and of a field, while both stand there as we left them."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from integrations.actions.campaigns.proposing import check_may, keep_action
from integrations.actions.campaigns.values import Asker, What
from integrations.actions.records.targets import check_action_target
from integrations.actions.records.values import NOT_THERE, OURS
from integrations.models import CampaignAction


def undo_record_action(
    action: CampaignAction, *, by: Asker, key: str, found: dict[str, Any] | None
) -> CampaignAction:
    """Ask for it; `found` is what is there instead of what we wrote, and may be written over."""
    known = CampaignAction.objects.filter(key=key).first()
    if known is not None:
        return known
    check_action_target(action)
    check_may(action.source, by)
    is_task = action.what == What.TASK
    if is_task and not action.made_external_id:
        raise Trouble(
            _("Nobody knows any more which task it was."),
            advice=_("Look at the record there."),
            code="no_task",
        )
    ours = (action.after or {}) | {OURS: True} if is_task else action.after or action.wanted
    return keep_action(
        CampaignAction(
            source=action.source,
            record_kind=action.record_kind,
            record_external_id=action.record_external_id,
            field=action.field,
            field_label=action.field_label,
            made_external_id=action.made_external_id,
            what=What.REMOVE if is_task else What.FIELD,
            state=CampaignAction.State.APPROVED,
            before=found or ours,
            wanted=dict(NOT_THERE) if is_task else action.before,
            asked_by=by.user_id,
            rule=by.rule,
            key=key,
            undoes=action,
        )
    )
