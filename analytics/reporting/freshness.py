"""Whether the data of yesterday are there, and what is said of those that are not."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.queries.freshness import SourceState
from analytics.queries.periods import Period


def late_sources(
    sources: Sequence[SourceState], workspace: Workspace, today: date
) -> list[SourceState]:
    """Those that have not read all of yesterday; files and paused ones are waited for by nobody."""
    midnight = datetime.combine(today, time.min, workspace.zone)
    return [
        one
        for one in sources
        if one.is_active
        and not one.is_file
        and (one.fresh_until is None or one.fresh_until < midnight)
    ]


def missing_words(
    sources: Sequence[SourceState], period: Period | None, workspace: Workspace, today: date
) -> tuple[str, ...]:
    """What is missing of the days of a report, a sentence a source."""
    found = []
    for one in late_sources(sources, workspace, today):
        if one.fresh_until is None:
            found.append(_("%(source)s has not been read yet.") % {"source": one.name})
            continue
        until = one.fresh_until.astimezone(workspace.zone).date()
        if period is not None and until > period.last_on:
            continue
        text = _("%(source)s has not been read since %(day)s: what came later is missing.")
        found.append(text % {"source": one.name, "day": date_format(until, "DATE_FORMAT")})
    return tuple(found)
