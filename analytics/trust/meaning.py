"""What numbers mean something else since: a formula, rules of channels, stages, mapped campaigns.

All days are reckoned by what counts now, so whoever remembers an older number is told for a while
when that was, what it was before, and where one reads of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.formulas.compiling import compiled
from analytics.formulas.trees import NoFormula
from analytics.formulas.words import tree_words
from analytics.metrics import CATALOGUE, OWN, Side
from analytics.models import CampaignMatch, ChannelBook, LeadStage, OwnMetricVersion
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
    """What lately came to mean something else of all that is asked; one statement a cause."""
    since = timezone.now() - TOLD_FOR
    own = {key for one in questions for key in one.metrics if key.startswith(OWN)}
    found = _formulas(own, since) if own else []
    for cause, read in _READ.items():
        # Asked only where it could be of anything.
        if any(asked.is_touched(Meaning(cause, since)) for asked in questions):
            found += filter(None, [read(since)])
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


def _channels(since: datetime) -> Meaning | None:
    """The first version of the rules is what they began as."""
    rows = ChannelBook.objects.filter(version__gt=1, changed_at__gt=since)
    found = rows.values_list("changed_at", "version").first()
    return Meaning(Cause.CHANNELS, found[0], version=found[1]) if found else None


def _stages(since: datetime) -> Meaning | None:
    rows = LeadStage.objects.filter(changed_at__gt=since)
    return _newest(Cause.STAGES, rows.aggregate(at=Max("changed_at"), count=Count("*")))


def _campaigns(since: datetime) -> Meaning | None:
    rows = CampaignMatch.objects.filter(made_at__gt=since)
    return _newest(Cause.CAMPAIGNS, rows.aggregate(at=Max("made_at"), count=Count("*")))


def _newest(cause: Cause, told: Mapping[str, Any]) -> Meaning | None:
    return Meaning(cause, told["at"], details=(told["count"],)) if told["count"] else None


_READ = {Cause.CHANNELS: _channels, Cause.STAGES: _stages, Cause.CAMPAIGNS: _campaigns}


def _formula_text(one: Meaning, day: str) -> str:
    now, before, _id, name = one.details
    words = {"name": name, "day": day, "now": _in_words(now), "before": _in_words(before)}
    return _("%(name)s means something else since %(day)s: %(now)s; before, %(before)s.") % words


def _channels_text(one: Meaning, day: str) -> str:
    text = _(
        "Channels mean something else since %(day)s, when their rules became version %(version)d."
    )
    return text % {"day": day, "version": one.version or 0}


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
