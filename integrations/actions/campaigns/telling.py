"""Whom an action is told: those who may approve it, and the one who asked."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import User, Workspace
from accounts.permissions import Permission
from accounts.selectors import members_who_may
from accounts.telling import Said, Severity, tell
from integrations.models import CampaignAction
from integrations.selectors.records import label_for_telling

_State, _What = CampaignAction.State, CampaignAction.What
_WAITING = {
    _What.PAUSE: gettext_noop("%(campaign)s is to be paused"),
    _What.RESUME: gettext_noop("%(campaign)s is to be resumed"),
    _What.BUDGET: gettext_noop("The budget of %(campaign)s is to be changed"),
    _What.TASK: gettext_noop("A task is to be made: %(campaign)s"),
    _What.FIELD: gettext_noop("A field is to be set: %(campaign)s"),
    _What.REMOVE: gettext_noop("A task is to be removed: %(campaign)s"),
}
_ENDED = {
    _State.DONE: gettext_noop("The change of %(campaign)s was done after all"),
    _State.FAILED: gettext_noop("The change of %(campaign)s was not done"),
    _State.REFUSED: gettext_noop("The change of %(campaign)s was refused"),
    _State.UNKNOWN: gettext_noop("Nobody knows whether the change of %(campaign)s was done"),
}
_DECIDE = gettext_noop("It waits for a second member.")
_LOOK = gettext_noop("The page of the action says why, and what to do.")
_OVER = gettext_noop("It was decided.")


def tell_waiting(action: CampaignAction) -> None:
    """One waits for approval: to all who may approve it, but the one who asked."""
    may = members_who_may(Permission.APPROVE_CAMPAIGNS)
    people = [member.user for member in may if member.user_id != action.asked_by]
    _tell(action, "waits", _WAITING[_What(action.what)], _DECIDE, Severity.WARNING, people)


def tell_decided(action: CampaignAction) -> None:
    """Nobody need decide any more."""
    title = _WAITING[_What(action.what)]
    _tell(action, "waits", title, _OVER, Severity.WARNING, (), resolved=True)


def tell_ended(action: CampaignAction) -> None:
    """One failed, or nobody knows what became of it, or that is settled: to the one who asked.

    What a rule asked for is told to all who may change campaigns.
    """
    severity = Severity.NOTE if action.state == _State.DONE else Severity.WARNING
    title = _ENDED[_State(action.state)]
    _tell(action, "ended", title, _LOOK, severity, _askers(action))


def _askers(action: CampaignAction) -> list[User]:
    may = members_who_may(Permission.MANAGE_CAMPAIGNS)
    asked = [member.user for member in may if member.user_id == action.asked_by]
    return asked or [member.user for member in may]


def _tell(
    action: CampaignAction,
    about: str,
    title: str,
    text: str,
    severity: Severity,
    people: Iterable[User],
    *,
    resolved: bool = False,
) -> None:
    slug = Workspace.objects.values_list("slug", flat=True).get(pk=action.workspace_id)
    tell(
        kind="action",
        key=f"{about}:{action.pk}",
        title=Said(title, {"campaign": label_for_telling(action)}),
        text=Said(text),
        url=reverse("integrations:action", args=[slug, action.pk]),
        severity=severity,
        to=people,
        resolved=resolved,
    )
