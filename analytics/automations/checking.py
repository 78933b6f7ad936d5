"""What cannot be a rule: which field, and how to mend it."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.errors import Trouble
from accounts.models import WebhookEndpoint
from analytics.automations.fields import MOST_RECORDS, allowed
from analytics.automations.measures import NUMBERS, OF_DEALS
from analytics.automations.rule import BUDGETS, Action, By, Do, Limits, On, Rule, Trigger
from analytics.automations.things import TOLD_BY
from analytics.exploring.language import NoFilter, filter_of
from analytics.models import Monitor
from analytics.queries.where import dimensions_of

MOST_TESTS, MOST_DAYS = 3, 90
MOST_PER_DAY, MOST_COOL_DAYS, MOST_HELD_OUT, MOST_PERCENT = 50, 90, 50, 90


def faults(rule: Rule) -> Iterator[tuple[str, str]]:
    """(the form's field, what is wrong with it) of a rule, whoever wrote it."""
    yield from _of_trigger(rule.trigger)
    yield from _of_scope(rule.scope)
    yield from _of_action(rule.action)
    yield from _of_limits(rule.limits)


def check_rule(rule: Rule) -> None:
    """Raise Trouble with the first fault."""
    for _field, message in faults(rule):
        raise Trouble(message, code="rule")


def _of_trigger(trigger: Trigger) -> Iterator[tuple[str, str]]:
    if trigger.by is By.CHANNEL and any(
        set(NUMBERS[one.metric].sums) & OF_DEALS for one in trigger.tests if one.metric in NUMBERS
    ):
        yield (
            "metric_1",
            _("Deals are known of single campaigns, and not of channels."),
        )
    if trigger.on is On.METRIC and not trigger.tests:
        yield "metric_1", _("Say by which number it is to be judged.")
    if len(trigger.tests) > MOST_TESTS or any(one.metric not in NUMBERS for one in trigger.tests):
        yield "metric_1", _("At most three numbers, each of the list.")
    if any(one.number < 0 for one in trigger.tests):
        yield "number_1", _("Say a number that is not negative.")
    if not 1 <= trigger.days <= MOST_DAYS:
        yield "days", _("Look at 1 to %(count)d days.") % {"count": MOST_DAYS}
    if trigger.on is On.SCHEDULE and not trigger.weekdays:
        yield "weekdays", _("Choose a weekday at least.")
    if not (set(trigger.weekdays) <= set(range(7)) and 0 <= trigger.hour <= 23):
        yield "hour", _("Say an hour from 0 to 23.")
    ids = [_id(one) for one in trigger.monitors]
    if Monitor.objects.filter(pk__in=[one for one in ids if one]).count() < len(ids):
        yield "monitors", _("One of these monitors is not there any more.")


def _of_scope(scope: str) -> Iterator[tuple[str, str]]:
    try:
        clause = filter_of(scope)
    except NoFilter as none:
        yield "scope", str(none)
        return
    if not dimensions_of(clause) <= set(TOLD_BY):
        known = ", ".join(TOLD_BY)
        yield "scope", _("Campaigns are told apart by these: %(known)s.") % {"known": known}


def _of_action(action: Action) -> Iterator[tuple[str, str]]:
    if action.do in BUDGETS and not 1 <= action.percent <= MOST_PERCENT:
        yield "percent", _("Move a budget by 1 to %(count)d per cent.") % {"count": MOST_PERCENT}
    if action.do in BUDGETS and action.bound_micros is not None and action.bound_micros <= 0:
        yield "bound", _("A bound is more than nothing.")
    if action.do is Do.FIELD:
        yield from _of_field(action)
    if action.do is Do.WEBHOOK:
        key = _id(action.endpoint)
        if not (key and WebhookEndpoint.objects.filter(off_at=None, pk=key).exists()):
            yield (
                "endpoint",
                _("Choose a webhook that is switched on; admins add them in Settings."),
            )


def _of_field(action: Action) -> Iterator[tuple[str, str]]:
    if allowed(action) is None:
        yield (
            "field",
            _("Choose a field that may be set; admins allow them on the page of the source."),
        )
    if len(action.value) > 255:
        yield "value", _("Say a value of at most 255 signs.")
    if not 1 <= action.most <= MOST_RECORDS:
        yield "most", _("Say 1 to %(count)d records.") % {"count": MOST_RECORDS}


def _of_limits(limits: Limits) -> Iterator[tuple[str, str]]:
    if not 1 <= limits.per_day <= MOST_PER_DAY:
        yield "per_day", _("Say 1 to %(count)d times a day.") % {"count": MOST_PER_DAY}
    if not 0 <= limits.cool_days <= MOST_COOL_DAYS:
        yield "cool_days", _("Say 0 to %(count)d days.") % {"count": MOST_COOL_DAYS}
    if not 0 <= limits.hold_out <= MOST_HELD_OUT:
        yield "hold_out", _("Leave 0 to %(count)d of 100 alone.") % {"count": MOST_HELD_OUT}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
