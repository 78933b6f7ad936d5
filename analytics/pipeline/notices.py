"""Where the pipeline of a day is not known exactly, in plain words with numbers."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.models import SpanBasis
from analytics.pages.notices import Notice
from analytics.pipeline.cohorts import Step
from analytics.pipeline.showing import on_day
from analytics.pipeline.standing import Pipeline
from analytics.queries import SourceState


def pipeline_notices(now: Pipeline, first_on: date | None) -> list[Notice]:
    """What a reader has to know before they trust the day's numbers."""
    found = []
    if SpanBasis.objects.filter(is_behind=True).exists():
        text = _(
            "Many deals have changed. Until they are counted, in a few minutes, this page shows "
            "how they stood before."
        )
        found.append(Notice("info", _("Being counted"), text))
    if first_on is not None and now.on < first_on:
        text = _("The first deal that is known was made on %(day)s.") % {"day": on_day(first_on)}
        found.append(Notice("warn", _("Nothing is known of this day"), text))
    return found + _of_history(now)


def _of_history(now: Pipeline) -> list[Notice]:
    total, words = now.total, []
    if total.now:
        words.append(
            ngettext(
                "%(count)d open deal has no history: it is shown in the stage in which it is now.",
                "%(count)d open deals have no history: they are shown in the stage in which they "
                "are now.",
                total.now,
            )
            % {"count": total.now}
        )
    if total.unknown:
        words.append(
            ngettext(
                "Of %(count)d deal the history begins later: it was open, but nobody knows in "
                "which stage.",
                "Of %(count)d deals the history begins later: they were open, but nobody knows in "
                "which stage.",
                total.unknown,
            )
            % {"count": total.unknown}
        )
    if total.dated_amounts:
        words.append(
            ngettext(
                "The amount of %(count)d deal is not in its history; it is the one that is known "
                "later.",
                "The amounts of %(count)d deals are not in their histories; they are those that "
                "are known later.",
                total.dated_amounts,
            )
            % {"count": total.dated_amounts}
        )
    found = [Notice("info", _("The history does not reach everywhere"), " ".join(words))]
    return (found if words else []) + _of_money(now)


def _of_money(now: Pipeline) -> list[Notice]:
    total, found = now.total, []
    if total.without_rate:
        codes = ", ".join(total.without_rate)
        text = _("No rate is known for %(codes)s on this day; those deals are in no amount.")
        found.append(Notice("warn", _("Without a rate"), text % {"codes": codes}))
    return found


def cohort_notices(step: Step, states: tuple[SourceState, ...]) -> list[Notice]:
    """Since when leads' steps are known, where only our own syncs saw them."""
    since = [one.snapshots_since for one in states if one.snapshots_since]
    if step is Step.WON or not since:
        return []
    text = _(
        "Your CRM keeps no history of lead statuses, so cohorts before %(day)s miss what happened "
        "then."
    )
    words = {"day": on_day(max(since).date())}
    return [Notice("info", _("Cohorts of leads begin later"), text % words)]
