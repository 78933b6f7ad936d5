"""What numbers mean something else since: a formula, rules of channels, stages, mapped campaigns.

All days are reckoned by what counts now, so whoever remembers an older number is told for a while
when that was, what it was before, and where one reads of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import AuditEvent
from analytics.formulas.compiling import compiled
from analytics.formulas.trees import NoFormula
from analytics.formulas.words import tree_words
from analytics.metrics import CATALOGUE, OWN, Side
from analytics.models import OwnMetricVersion
from analytics.queries import Breakdown

# So long it is told; who has looked for a month knows.
TOLD_FOR = timedelta(days=30)
_BY_CAMPAIGN = frozenset({Breakdown.CHANNEL, Breakdown.CAMPAIGN, Breakdown.PLATFORM})
_STAGES = frozenset({"mql", "sql"})


class Cause(StrEnum):
    """What was changed."""

    FORMULA = "formula"
    CHANNELS = "channels"
    STAGES = "stages"
    CAMPAIGNS = "campaigns"


_ACTIONS = {
    "channels.set": Cause.CHANNELS,
    "lead_stages.set": Cause.STAGES,
    "campaigns.matched": Cause.CAMPAIGNS,
}
_PAGES = {Cause.CHANNELS: "channels", Cause.STAGES: "stages", Cause.CAMPAIGNS: "matches"}


@dataclass(frozen=True)
class Meaning:
    """One change of what numbers mean. Of a formula there is a metric, of rules a version."""

    cause: Cause
    at: datetime
    metric: str = ""
    version: int | None = None
    details: tuple[Any, ...] = ()

    @property
    def text(self) -> str:
        """In a sentence, in the language and by the clock that count here."""
        day = date_format(timezone.localtime(self.at), "DATE_FORMAT")
        return _TEXTS[self.cause](self, day)

    def url(self, slug: str) -> str:
        """Where its versions stand, or the rules that count."""
        if self.cause is Cause.FORMULA:
            return reverse("analytics:metric", args=[slug, self.details[2]])
        return reverse(f"analytics:{_PAGES[self.cause]}", args=[slug])


@dataclass(frozen=True)
class Question:
    """What numbers are asked for, and by what they are split or filtered."""

    metrics: tuple[str, ...]
    dimensions: frozenset[Breakdown]

    def is_touched(self, one: Meaning) -> bool:
        """Whether a change makes these numbers others."""
        if one.cause is Cause.FORMULA:
            return one.metric in self.metrics
        if one.cause is Cause.CHANNELS:
            return Breakdown.CHANNEL in self.dimensions
        if one.cause is Cause.STAGES:
            return bool(_STAGES & {m.key for key in self.metrics for m in CATALOGUE[key].measures})
        sides = {side for key in self.metrics for side in CATALOGUE[key].sides}
        return Side.DEALS in sides and bool(_BY_CAMPAIGN & self.dimensions)


def meanings(questions: Sequence[Question]) -> tuple[Meaning, ...]:
    """What lately came to mean something else of all that is asked; two statements at most."""
    since = timezone.now() - TOLD_FOR
    own = {key for one in questions for key in one.metrics if key.startswith(OWN)}
    possible = [Meaning(cause, since) for cause in _PAGES]
    is_ruled = any(asked.is_touched(one) for asked in questions for one in possible)
    found = [*(_formulas(own, since) if own else ()), *(_rules(since) if is_ruled else ())]
    touched = (one for one in found if any(asked.is_touched(one) for asked in questions))
    return tuple(sorted(touched, key=lambda one: one.at, reverse=True))


def _formulas(keys: Iterable[str], since: datetime) -> list[Meaning]:
    """Of each metric from what counted at that moment to what counts now, where that differs."""
    rows = OwnMetricVersion.objects.filter(metric__key__in=keys, metric__version__gt=1)
    rows = rows.select_related("metric").order_by("metric_id", "number")
    by_metric: dict[str, list[OwnMetricVersion]] = {}
    for row in rows:
        by_metric.setdefault(row.metric.key, []).append(row)
    found = []
    for key, versions in by_metric.items():
        then = [one for one in versions if one.made_at <= since] or versions[:1]
        before, now = then[-1], versions[-1]
        if before.formula != now.formula:
            # The day is that of the version with which the present formula came.
            first = next(one for one in reversed(versions) if not _goes_on(one, versions))
            details = (now.formula, before.formula, now.metric_id, now.name)
            found.append(Meaning(Cause.FORMULA, first.made_at, key, now.number, details))
    return found


def _goes_on(one: OwnMetricVersion, versions: Sequence[OwnMetricVersion]) -> bool:
    """Whether the version before it had the same formula."""
    place = versions.index(one)
    return place > 0 and versions[place - 1].formula == one.formula


def _rules(since: datetime) -> list[Meaning]:
    """The newest change of each kind of rules; the trail has when, and what of them."""
    rows = AuditEvent.objects.filter(action__in=list(_ACTIONS), at__gt=since).order_by("-seq")
    newest: dict[str, Meaning] = {}
    for action, at, data in rows.values_list("action", "at", "data"):
        if action not in newest:
            cause = _ACTIONS[action]
            newest[action] = Meaning(cause, at, "", data.get("version"), _counted(cause, data))
    return list(newest.values())


def _counted(cause: Cause, data: Mapping[str, Any]) -> tuple[Any, ...]:
    if cause is Cause.CHANNELS:
        return data.get("added", 0), data.get("removed", 0)
    return (data.get("count", len(data)),)


def _formula_text(one: Meaning, day: str) -> str:
    now, before, _id, name = one.details
    words = {"name": name, "day": day, "now": _in_words(now), "before": _in_words(before)}
    return _("%(name)s means something else since %(day)s: %(now)s; before, %(before)s.") % words


def _channels_text(one: Meaning, day: str) -> str:
    added, removed = one.details
    words = {"day": day, "version": one.version or 0, "added": added, "removed": removed}
    return (
        _(
            "Channels mean something else since %(day)s, when their rules became version "
            "%(version)d: %(added)d new, %(removed)d gone."
        )
        % words
    )


def _stages_text(one: Meaning, day: str) -> str:
    count = one.details[0]
    text = ngettext(
        "MQL and SQL mean something else since %(day)s: %(n)d status was given another stage.",
        "MQL and SQL mean something else since %(day)s: %(n)d statuses were given another stage.",
        count,
    )
    return text % {"day": day, "n": count}


def _campaigns_text(one: Meaning, day: str) -> str:
    count = one.details[0]
    text = ngettext(
        "Deals of campaigns mean something else since %(day)s: %(n)d campaign was mapped anew.",
        "Deals of campaigns mean something else since %(day)s: %(n)d campaigns were mapped anew.",
        count,
    )
    return text % {"day": day, "n": count}


def _in_words(formula: str) -> str:
    try:
        return tree_words(compiled(formula).tree)
    except NoFormula:
        return formula


_TEXTS = {
    Cause.FORMULA: _formula_text,
    Cause.CHANNELS: _channels_text,
    Cause.STAGES: _stages_text,
    Cause.CAMPAIGNS: _campaigns_text,
}
