"""Asking for a change of a campaign: checked, kept once, on its way or to be approved."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.errors import Refused, Trouble
from accounts.instructions import require_instruction
from accounts.jobs import enqueue
from accounts.models import Membership
from accounts.permissions import Permission, may
from accounts.tenancy import require_workspace_id
from integrations.actions.campaigns.consent import (
    can_act,
    desk_of,
    is_on,
    lacks_action_right,
    purpose_of,
)
from integrations.actions.campaigns.limits import check_day, check_running, needs_second
from integrations.actions.campaigns.steps import note_step
from integrations.actions.campaigns.telling import tell_waiting
from integrations.actions.campaigns.values import (
    BUDGET,
    BY_HAND,
    STATUS,
    Asker,
    Origin,
    Proposal,
    What,
)
from integrations.connectors.campaigns import ACTIVE, PAUSED
from integrations.models import Campaign, CampaignAction, Source

CARRY_OUT = "integrations.tasks.campaigns.carry_out"
_State = CampaignAction.State
_FROM = {What.PAUSE: ACTIVE, What.RESUME: PAUSED}


def propose_action(
    *,
    asked: Proposal,
    by: Asker,
    origin: Origin = BY_HAND,
    undoes: CampaignAction | None = None,
) -> CampaignAction:
    """Ask for a change; the same key gives the same action, however often.

    Within the workspace's limits it is on its way at once, else it waits for a second member. A
    rule asks as a member does. Raises Trouble with advice: not switched on, no right, stopped,
    nothing to change, something else open about the same campaign, too many today.
    """
    known = CampaignAction.objects.filter(key=asked.key).first()
    if known is not None:
        return known
    campaign = _campaign(asked.campaign_id)
    source = campaign.source
    check_may(source, by)
    if desk_of(source.connector) is None:
        raise no_campaigns(source)
    _check_asked(asked, source)
    if undoes is None:
        check_day()
    needs = "" if undoes is not None else needs_second(asked) or asked.needs
    action = CampaignAction(
        source=source,
        campaign=campaign,
        what=asked.what,
        state=_State.PROPOSED if needs else _State.APPROVED,
        before=dict(asked.before),
        wanted=asked.wanted,
        currency=campaign.currency,
        reason=asked.reason,
        asked_by=by.user_id,
        rule=by.rule,
        needs=needs,
        key=asked.key,
        undoes=undoes,
        **origin_columns(origin),
    )
    return keep_action(action)


def origin_columns(origin: Origin) -> dict[str, Any]:
    """An origin as the columns of an action."""
    return {
        "origin_kind": origin.kind,
        "origin_id": origin.id,
        "origin_label": origin.label[:200],
        "origin_path": origin.path[:300],
    }


def keep_action(action: CampaignAction) -> CampaignAction:
    """Store it with its first step; on its way, or told to those who may approve."""
    action.asked_at = timezone.now()
    try:
        with transaction.atomic():
            action.save(force_insert=True)
    except IntegrityError:
        known = CampaignAction.objects.filter(key=action.key).first()
        if known is not None:
            return known
        raise _busy(action) from None
    # What a task says in the workspace's own words stands in the action alone, where it can go.
    note_step(action, "asked", by=action.asked_by, before=action.before, wanted=action.wanted)
    if action.state == _State.APPROVED:
        start(action)
    else:
        tell_waiting(action)
    audit.record("campaign_action.asked", action, what=action.what, needs=action.needs)
    return action


def start(action: CampaignAction) -> None:
    """Put it on its way, in the current transaction."""
    enqueue(CARRY_OUT, action.pk, dedupe_key=str(action.pk))


def check_may(source: Source, by: Asker) -> None:
    """Raise where this source may not be changed from here, or not by this asker."""
    check_source(source)
    if by.user_id is not None and not is_allowed(by.user_id, Permission.MANAGE_CAMPAIGNS):
        raise Refused(
            _("Your role may not change campaigns."),
            advice=_("Ask an admin to do it, or to change your role."),
        )


def check_source(source: Source) -> None:
    """Raise where nothing may be sent to this source now."""
    if not can_act(source.connector):
        raise no_campaigns(source)
    require_instruction(purpose_of(source.connector))
    check_running(source.connector)
    if source.disconnected_at is not None:
        raise Trouble(
            _("This source is not connected."),
            advice=_("Connect it again, or do it there yourself."),
            code="connect_again",
        )
    if not is_on(source.options):
        raise Refused(
            _("Nothing may be changed in %(name)s from here.") % {"name": source.name},
            advice=_("An admin can allow it on the page of the source."),
            code="actions_off",
        )
    if lacks_action_right(source):
        raise Refused(
            _("%(name)s was not asked for the right to change campaigns.") % {"name": source.name},
            advice=_("Connect the source again to give it."),
            code="missing_scope",
        )


def no_campaigns(source: Source) -> Trouble:
    """Nothing about campaigns can be asked for there."""
    return Trouble(
        _("Campaigns of %(name)s cannot be changed from here.") % {"name": source.name},
        advice=_("Change it where it runs."),
        code="no_desk",
    )


def is_allowed(user_id: UUID, permission: Permission) -> bool:
    """Whether a member of the entered workspace has the permission."""
    found = Membership.objects.filter(workspace_id=require_workspace_id(), user_id=user_id)
    role = found.values_list("role", flat=True).first()
    return role is not None and may(role, permission)


def _campaign(campaign_id: UUID) -> Campaign:
    # Its row is locked, so that two who ask at once are one after the other.
    rows = Campaign.objects.select_related("source").select_for_update(no_key=True, of=("self",))
    found = rows.filter(pk=campaign_id, kind="ad").first()
    if found is None:
        raise Trouble(
            _("There is no such campaign."),
            advice=_("Choose one from the overview."),
            code="no_campaign",
        )
    return found


def _check_asked(asked: Proposal, source: Source) -> None:
    if asked.what not in (What.PAUSE, What.RESUME, What.BUDGET):
        raise Trouble(_("There is no such change of a campaign."), code="no_such_change")
    if asked.what in _FROM and asked.before.get(STATUS) != _FROM[What(asked.what)]:
        raise _nothing_to_do()
    if asked.what == What.BUDGET:
        _check_budget(asked, source)


def _check_budget(asked: Proposal, source: Source) -> None:
    wanted, before = asked.daily_budget_micros, asked.before.get(BUDGET)
    if before is None:
        raise Trouble(
            _("The campaign has no daily budget of its own that could be set."),
            advice=_("Change it where it runs."),
            code="no_budget",
        )
    if wanted is None or wanted <= 0:
        raise Trouble(
            _("A daily budget is more than nothing."),
            advice=_("To spend nothing, pause the campaign."),
            code="budget",
        )
    if wanted == before:
        raise _nothing_to_do()
    desk = desk_of(source.connector)
    smallest: Any = desk.smallest_micros(_currency(asked)) if desk else 1
    if wanted % smallest:
        raise Trouble(
            _("The platform takes no such fraction of the currency."),
            advice=_("Round the amount to the smallest coin."),
            code="budget",
        )


def _currency(asked: Proposal) -> str:
    rows = Campaign.objects.filter(pk=asked.campaign_id).values_list("currency", flat=True)
    return str(rows.first() or "")


def _nothing_to_do() -> Trouble:
    return Trouble(
        _("It stands so already; there is nothing to change."),
        advice=_("Load the page again to see how the campaign stands."),
        code="nothing_to_change",
    )


def _busy(action: CampaignAction) -> Trouble:
    of_field = _("Another change of this field is not finished.")
    return Trouble(
        of_field if action.is_of_record else _("Another change of this campaign is not finished."),
        advice=_("Wait until it is, or refuse it on the page Actions."),
        code="busy",
    )
