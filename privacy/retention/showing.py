"""Puts schedule, rules, holds and evidence into the words of their page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from privacy.models import LegalHold, RetentionRun
from privacy.retention.catalogue import KINDS
from privacy.retention.holds import active_holds
from privacy.retention.purposes import KEEP_HELD
from privacy.retention.schedule import Line, schedule
from privacy.retention.sealing import ground_of, subject_of
from privacy.terms import CATEGORIES, SUBJECTS

_RUNS_SHOWN = 20


@dataclass(frozen=True)
class ShownLine:
    """One line of the schedule in words; `sweeps` are dotted names of nightly services."""

    retention: str
    categories: str
    subjects: str
    places: tuple[str, ...]
    kept: str
    sweeps: tuple[str, ...]


@dataclass(frozen=True)
class ShownHold:
    """A hold that lasts, opened."""

    id: UUID
    whom: str
    ground: str
    until: date | None
    made_at: datetime


@dataclass(frozen=True)
class ShownRun:
    """One line of evidence."""

    title: Any
    run: RetentionRun


def shown_schedule() -> list[ShownLine]:
    """The schedule of all that is installed, in the language that is spoken now."""
    return [_shown(line) for line in schedule()]


def shown_holds() -> list[ShownHold]:
    """Holds that last."""
    return [
        ShownHold(hold.pk, _whom(hold), ground_of(hold), hold.until, hold.made_at)
        for hold in active_holds()
    ]


def shown_runs() -> list[ShownRun]:
    """The newest evidence."""
    rows = RetentionRun.objects.order_by("-finished_at")[:_RUNS_SHOWN]
    return [ShownRun(KINDS[run.kind].title if run.kind in KINDS else run.kind, run) for run in rows]


def period_words(months: int | None) -> str:
    """A period as it is spoken: whole years as years."""
    if months is None:
        return _("as long as the source has them")
    if months % 12:
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    return ngettext("%(count)d year", "%(count)d years", months // 12) % {"count": months // 12}


def _shown(line: Line) -> ShownLine:
    kept = line.kept
    words = [_(kept.deed)] if kept and kept.deed else []
    if kept and kept.sweeps:
        words.append(_("A service each night."))
    return ShownLine(
        retention=_(line.retention),
        categories=", ".join(str(CATEGORIES[one]) for one in line.categories),
        subjects=", ".join(str(SUBJECTS[one]) for one in line.subjects),
        places=line.places,
        kept=" ".join(words),
        sweeps=kept.sweeps if kept else (),
    )


def _whom(hold: LegalHold) -> str:
    if hold.rule:
        return str(KINDS[hold.rule].title) if hold.rule in KINDS else hold.rule
    subject = subject_of(hold, purpose=KEEP_HELD)
    ids = [one for known in subject.external_ids.values() for one in known]
    # The first is as it was typed; another spelling of the same mailbox is not shown.
    return ", ".join((*subject.emails[:1], *ids))
