"""Says of a sum of nothing whether it is a zero or a gap, and why."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analytics.metrics import MEASURES, Side
from analytics.queries.found import Sums
from analytics.queries.freshness import SourceState
from analytics.queries.periods import Period
from analytics.queries.question import MetricQuery

_STAGES = frozenset({"mql", "sql"})
# Of what a vendor may keep silent, the sum that counts how often it was told.
KNOWN = {
    key: f"{key}_known"
    for key in (
        *("impressions", "clicks", "spend", "conversions", "conversion_value"),
        *("sessions", "engaged_sessions", "key_events"),
    )
}


@dataclass(frozen=True)
class Judge:
    """Says whether a sum of nothing is a zero or a gap, and why."""

    query: MetricQuery
    sources: tuple[SourceState, ...]
    today: date

    @cached_property
    def snapshots_since(self) -> datetime | None:
        """When the youngest of our own snapshots began, where a source has no history."""
        return max((s.snapshots_since for s in self.sources if s.snapshots_since), default=None)

    def missing(self, measure: str, sums: Sums, period: Period) -> str:
        """Why there is no value of a measure in a period; empty when there is one."""
        if reason := self.always_missing(measure):
            return reason
        if measure in KNOWN:
            return "" if sums.get(KNOWN[measure]) else _("Not reported for these days.")
        if self.is_told(measure, period):
            return ""
        if period.first_on > self.today:
            return _("These days are still to come.")
        since = date_format(self._since, "DATE_FORMAT") if self._since else "–"
        return _("Stages are known since %(day)s.") % {"day": since}

    def always_missing(self, measure: str) -> str:
        """Why this question has no value of a measure, whatever the days."""
        if measure not in self._always:
            self._always[measure] = self._why_always(measure)
        return self._always[measure]

    @cached_property
    def _always(self) -> dict[str, str]:
        """Reckoned once a question, and not for each of its cells."""
        return {}

    def _why_always(self, measure: str) -> str:
        side = MEASURES[measure].side
        if reason := self._unfit(side):
            return reason
        if side is Side.ADS:
            if self.query.filters.lead_sources:
                return _("Advertising has no lead source.")
            return "" if self._has_ads else self._nothing_of(_("No advertising data yet."))
        if side is Side.VISITS:
            filters = self.query.filters
            if filters.is_ads or filters.lead_sources or filters.channels:
                return _("Visits cannot be filtered this way.")
            none = _("No web analytics connected yet.")
            return "" if self._has_visits else self._nothing_of(none)
        if not self._has_crm:
            return self._nothing_of(_("No CRM connected yet."))
        if side is Side.LEADS and not self._has_leads:
            return _("No source of leads yet.")
        if side is Side.LEADS and self.query.filters.is_ads:
            return _("Leads have no ad campaign.")
        if measure in _STAGES and not self._has_stages:
            return _("No lead status means a stage yet.")
        return ""

    def _unfit(self, side: Side) -> str:
        if not self.query.can_split(side):
            return _("Cannot be split this way.")
        return "" if self.query.can_test(side) else _("Cannot be filtered this way.")

    def is_told(self, measure: str, period: Period) -> bool:
        """Whether a CRM could have told of these days: they have come, and stages were watched."""
        if period.first_on > self.today:
            return False
        return not (measure in _STAGES and self._since and period.last_on < self._since)

    @cached_property
    def _has_ads(self) -> bool:
        return any(source.last_ad_on for source in self.sources)

    @cached_property
    def _has_crm(self) -> bool:
        return any(source.has_crm for source in self.sources)

    @cached_property
    def _has_visits(self) -> bool:
        return any(source.has_visits for source in self.sources)

    @cached_property
    def _has_leads(self) -> bool:
        """A file holds deals only."""
        return any(source.has_crm and not source.is_file for source in self.sources)

    def _nothing_of(self, reason: str) -> str:
        """What is not read yet may hold it."""
        return _("Not read yet.") if any(s.is_unread for s in self.sources) else reason

    @cached_property
    def _has_stages(self) -> bool:
        return any(source.has_stages for source in self.sources)

    @cached_property
    def _since(self) -> date | None:
        since = self.snapshots_since
        return since.date() if since else None
