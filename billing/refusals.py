"""What is said when a plan is too small: which limit, how far it is, what to do."""

from datetime import UTC, timedelta
from math import ceil
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.errors import Action, NotInPlan, Refused, UsedUp
from accounts.permissions import Permission
from accounts.unpaid import PaymentNeeded
from billing.plans import Feature, Plan, Resource
from billing.standing import Phase, Standing

FEATURE_NAMES: dict[Feature, Any] = {
    Feature.API: gettext_lazy("The API"),
    Feature.SINGLE_SIGN_ON: gettext_lazy("Single sign-on"),
    Feature.SCIM: gettext_lazy("Users and groups from your directory (SCIM)"),
    Feature.AUDIT_STREAM: gettext_lazy("The audit trail as a stream"),
}
_LIMITS: dict[Resource, Any] = {
    Resource.MEMBERS: ngettext_lazy(
        "The %(plan)s plan holds %(limit)s member.",
        "The %(plan)s plan holds %(limit)s members.",
        "count",
    ),
    Resource.SOURCES: ngettext_lazy(
        "The %(plan)s plan holds %(limit)s source.",
        "The %(plan)s plan holds %(limit)s sources.",
        "count",
    ),
    Resource.MONITORS: ngettext_lazy(
        "The %(plan)s plan holds %(limit)s monitor.",
        "The %(plan)s plan holds %(limit)s monitors.",
        "count",
    ),
    Resource.ROWS: ngettext_lazy(
        "The %(plan)s plan keeps %(limit)s row.",
        "The %(plan)s plan keeps %(limit)s rows.",
        "count",
    ),
    Resource.API_CALLS: ngettext_lazy(
        "The %(plan)s plan answers %(limit)s API call a month.",
        "The %(plan)s plan answers %(limit)s API calls a month.",
        "count",
    ),
    Resource.HISTORY_MONTHS: ngettext_lazy(
        "The %(plan)s plan reads %(limit)s month of ad and visit history.",
        "The %(plan)s plan reads %(limit)s months of ad and visit history.",
        "count",
    ),
}


def lapsed(stands: Standing) -> Refused:
    """An invoice was open for too long: nothing grows until it is paid."""
    return PaymentNeeded(
        _("The %(plan)s subscription of this workspace is not paid.") % {"plan": stands.plan.name},
        advice=_("An owner can pay under billing; nothing that is here is lost."),
        code="subscription_lapsed",
        action=_action(_("Go to billing"), "billing:overview"),
    )


def over(stands: Standing, resource: str, limit: int, count: int, larger: Plan | None) -> Refused:
    """One more than the plan holds."""
    words = str(
        _LIMITS[Resource(resource)] % {"plan": stands.plan.name, "limit": limit, "count": limit}
    )
    more = _("This would be number %(count)d.") % {"count": count}
    said = " ".join((_why(stands), words, more)).strip()
    code, action = f"{resource}_limit", see_plans()
    if resource == Resource.API_CALLS:
        advice, wait = _until_next_month(larger), _seconds_left_of_month()
        return UsedUp(said, advice=advice, code=code, action=action, retry_after=wait)
    return NotInPlan(said, advice=_advice(larger), code=code, action=action)


def lies_in_larger(stands: Standing, feature: str, larger: Plan) -> Refused:
    """The plan cannot do this."""
    said = _("%(feature)s is part of the %(plan)s plan; this workspace has %(own)s.")
    values = {
        "feature": FEATURE_NAMES[Feature(feature)],
        "plan": larger.name,
        "own": stands.plan.name,
    }
    advice, code = _move_to(larger), "plan_lacks_feature"
    return NotInPlan(said % values, advice=advice, code=code, action=see_plans())


def see_plans() -> Action:
    """The page on which an owner chooses another plan."""
    return _action(_("See the plans"), "billing:plans")


def _action(label: str, page: str) -> Action:
    otherwise = _("The plan is in the hands of %(names)s.")
    return Action(label, page, Permission.MANAGE_BILLING, otherwise)


def _why(stands: Standing) -> str:
    if stands.phase is Phase.TRIAL_OVER:
        return _("The free trial of this workspace is over.")
    return ""


def _advice(larger: Plan | None) -> str:
    if larger is None:
        return _("Remove one first.")
    return _("Remove one first, or move to the %(plan)s plan.") % {"plan": larger.name}


def _until_next_month(larger: Plan | None) -> str:
    if larger is None:
        return _("The next month brings new ones.")
    return _("The next month brings new ones, and the %(plan)s plan holds more.") % {
        "plan": larger.name
    }


def _seconds_left_of_month() -> int:
    """Calls are counted by the months of UTC."""
    now = timezone.now().astimezone(UTC)
    later = now.replace(day=1) + timedelta(days=32)
    begin = later.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return ceil((begin - now).total_seconds())


def _move_to(larger: Plan) -> str:
    return _("An owner can move to the %(plan)s plan.") % {"plan": larger.name}
