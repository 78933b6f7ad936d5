"""What was done about an incident where campaigns run, and what came of it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from analytics.figures import MICROS, exact, money
from analytics.metrics import Unit
from analytics.models import Incident
from analytics.monitors.definition import definition_of
from analytics.monitors.outcomes import Outcome, outcome_of
from analytics.pages.incidents import Happened
from integrations.models import ActionStep
from integrations.selectors.actions import steps_because_of

_STEPS: Mapping[str, Any] = {
    "asked": gettext_lazy("Change asked for: %(what)s"),
    "approved": gettext_lazy("Change approved: %(what)s"),
    "refused": gettext_lazy("Change refused: %(what)s"),
    "done": gettext_lazy("Change done: %(what)s"),
    "failed": gettext_lazy("Change not done: %(what)s"),
    "unknown": gettext_lazy("Outcome of the change unknown: %(what)s"),
    "undone": gettext_lazy("Change undone: %(what)s"),
}
_WHATS: Mapping[str, Any] = {
    "pause": gettext_lazy("pause %(campaign)s"),
    "resume": gettext_lazy("resume %(campaign)s"),
    "budget": gettext_lazy("budget of %(campaign)s"),
}


@dataclass(frozen=True)
class Deeds:
    """Lines of the timeline; `under_way` says that a change is asked for or done already.

    `is_going` of one that is done at this moment.
    """

    lines: tuple[Happened, ...]
    under_way: str
    is_going: bool = False


def deeds_of(incident: Incident, slug: str) -> Deeds:
    """Who asked, who approved, what became of it, each with the way to the change."""
    steps = steps_because_of(incident.pk)
    told = [one for one in steps if one.what in _STEPS]
    ids = {one.by for one in told if one.by}
    names = {one.pk: one.get_full_name() for one in User.objects.filter(pk__in=ids)} if ids else {}
    is_asked = any(one.action.is_open or one.action.state == "done" for one in steps)
    is_going = any(one.action.state in ("approved", "running") for one in steps)
    words = _("A change was asked for already; the timeline says how it stands.")
    lines = tuple(_line(one, names, slug) for one in told)
    return Deeds(lines, words if is_asked else "", is_going)


def _line(step: ActionStep, names: Mapping[UUID, str], slug: str) -> Happened:
    campaign = step.action.campaign.name if step.action.campaign else ""
    what = str(_WHATS.get(step.action.what, step.action.what)) % {"campaign": campaign}
    url = reverse("integrations:action", args=[slug, step.action_id])
    by = names.get(step.by, "") if step.by else step.action.rule
    return Happened(str(_STEPS[step.what]) % {"what": what}, "", step.at, by, url)


@dataclass(frozen=True)
class OutcomeWords:
    """The two weeks after: the days, both sums, the difference and its band."""

    outcome: Outcome
    actual: str
    forecast: str
    difference: str
    low: str
    high: str
    is_clear: bool


def outcome_words(incident: Incident, currency: str) -> OutcomeWords | None:
    """None while nothing was measured. Clear is a difference whose band leaves out nothing."""
    found = outcome_of(incident)
    if found is None:
        return None
    unit = definition_of(incident.monitor).catalogue.unit
    by, least, most = found.difference
    return OutcomeWords(
        found,
        _sum(unit, found.actual, currency),
        _sum(unit, found.forecast, currency),
        _signed(unit, by, currency),
        _signed(unit, least, currency),
        _signed(unit, most, currency),
        least > 0 or most < 0,
    )


def _sum(unit: Unit, value: float, currency: str) -> str:
    if unit is Unit.MONEY:
        # What is foretold is not known to the cent.
        is_small = abs(value) < 100 * MICROS
        return f"{currency}\u00a0{money(round(value))}" if is_small else _whole(value, currency)
    return exact(Unit.COUNT, round(value), "")


def _whole(value: float, currency: str) -> str:
    return f"{currency}\u00a0{exact(Unit.COUNT, round(value / MICROS), '')}"


def _signed(unit: Unit, value: float, currency: str) -> str:
    text = _sum(unit, abs(value), currency)
    return f"+{text}" if value > 0 else f"−{text}" if value < 0 else text
