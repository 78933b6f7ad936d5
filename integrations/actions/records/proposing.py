"""Asking for a task or for another value of a field: checked, kept once, on its way or approved."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from integrations.actions.campaigns.consent import find_source
from integrations.actions.campaigns.limits import check_day, needs_second_for_record
from integrations.actions.campaigns.proposing import check_may, keep_action, origin_columns
from integrations.actions.campaigns.values import BY_HAND, Asker, Origin, What
from integrations.actions.records.allowing import find_allowed
from integrations.actions.records.targets import check_target
from integrations.actions.records.values import (
    DUE,
    NOT_THERE,
    PRIORITY,
    THERE,
    VALUE,
    FieldProposal,
    TaskProposal,
)
from integrations.models import CampaignAction

_State = CampaignAction.State
MOST_SUBJECT, MOST_BODY, MOST_VALUE = 255, 4000, 1000


def propose_task(*, asked: TaskProposal, by: Asker, origin: Origin = BY_HAND) -> CampaignAction:
    """Ask for a task about a record; the same key gives the same action, however often.

    Inside of the workspace, and as `propose_action` in all else. Raises Trouble("no_record") for
    what we do not hold, and for people who are restricted or erased.
    """
    subject = asked.subject.strip()
    if not subject or len(subject) > MOST_SUBJECT or len(asked.body) > MOST_BODY:
        raise Trouble(
            _("A task has a subject of at most 255 signs, and a text of at most 4,000."),
            advice=_("Say in few words what is to be done."),
            code="task_text",
        )
    wanted = {
        THERE: True,
        DUE: asked.due_on.isoformat() if asked.due_on else "",
        PRIORITY: asked.priority,
    }
    return _propose(
        asked,
        by,
        origin,
        what=What.TASK,
        before=dict(NOT_THERE),
        wanted=wanted,
        subject=subject,
        body=asked.body.strip(),
    )


def propose_field(*, asked: FieldProposal, by: Asker, origin: Origin = BY_HAND) -> CampaignAction:
    """Ask for another value of a field; as `propose_task`.

    Raises Refused("field_not_allowed") where no admin has allowed the field.
    """
    if len(asked.value) > MOST_VALUE:
        raise Trouble(_("The value is too long."), code="value")
    if asked.before == asked.value:
        raise Trouble(
            _("It stands so already; there is nothing to change."),
            advice=_("Load the page again to see how the record stands."),
            code="nothing_to_change",
        )
    return _propose(
        asked,
        by,
        origin,
        what=What.FIELD,
        before={} if asked.before is None else {VALUE: asked.before},
        wanted={VALUE: asked.value},
        field=asked.field,
    )


def needs_second_for_field(asked: FieldProposal) -> str:
    """Why a second member would have to approve it, for the preview; as `needs_second`."""
    source = find_source(asked.target.source_id, lock=False)
    allowed = find_allowed(source, asked.target.kind, asked.field)
    columns = {"before": {VALUE: asked.before}, "wanted": {VALUE: asked.value}}
    return needs_second_for_record(columns, is_money=allowed.is_money)


def _propose(
    asked: TaskProposal | FieldProposal, by: Asker, origin: Origin, **columns: Any
) -> CampaignAction:
    known = CampaignAction.objects.filter(key=asked.key).first()
    if known is not None:
        return known
    # Its row is locked, so that two who ask at once are one after the other.
    source, target = find_source(asked.target.source_id), asked.target
    desk = check_target(source, target)
    check_may(source, by)
    allowed = None
    if isinstance(asked, FieldProposal):
        allowed = find_allowed(source, target.kind, asked.field)
        columns["field_label"] = allowed.label
    elif asked.priority not in desk.priorities:
        raise Trouble(_("There is no such priority."), code="priority")
    check_day()
    is_money = allowed is not None and allowed.is_money
    needs = needs_second_for_record(columns, is_money=is_money) or asked.needs
    return keep_action(
        CampaignAction(
            source=source,
            record_kind=target.kind,
            record_external_id=target.external_id,
            state=_State.PROPOSED if needs else _State.APPROVED,
            reason=asked.reason,
            asked_by=by.user_id,
            rule=by.rule,
            needs=needs,
            key=asked.key,
            **columns,
            **origin_columns(origin),
        )
    )
