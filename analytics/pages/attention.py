"""What a reader does first: what is broken or late, and where to mend it; else how all stands."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Permission
from analytics.figures import short
from analytics.metrics import Unit
from analytics.pages.notices import Notice, notices, state_of
from analytics.queries import MetricResult, SourceState
from analytics.trust.audit import Audit

# Less than this share of the spend is not worth a line at nine in the morning.
_WORTH_SAYING = 0.02


@dataclass(frozen=True)
class Concern:
    """A line of the list: what is wrong, what it does, and where to mend it."""

    tone: str
    title: str
    text: str
    label: str = ""
    url: str = ""


@dataclass(frozen=True)
class Standing:
    """All sources in one word; `as_of` is the moment up to which all of them were read."""

    label: str
    tone: str
    as_of: datetime | None


def concerns(
    result: MetricResult, found: Audit, slug: str, allowed: Set[Permission]
) -> list[Concern]:
    """What needs attention, the worst first."""
    sources = [_source(one, slug) for one in result.sources if _is_troubled(one)]
    rest = [Concern(n.tone, n.title, n.text) for n in notices(result) if _is_about_money(n, result)]
    may_define = Permission.DEFINE_NUMBERS in allowed
    unmapped = _unmapped(found, result, slug) if may_define else []
    return sorted([*sources, *rest, *unmapped], key=lambda one: one.tone != "bad")


def remarks(result: MetricResult) -> list[Notice]:
    """What one has to know of these numbers, though there is nothing to do about it."""
    return [notice for notice in notices(result) if notice.tone == "info"]


def standing(sources: tuple[SourceState, ...], as_of: datetime | None) -> Standing:
    """How many of the sources are as they should be."""
    active = [one for one in sources if not one.is_disconnected]
    well = [one for one in active if state_of(one)[1] == "good"]
    if len(well) < len(active):
        words = {"well": len(well), "count": len(active)}
        return Standing(_("%(well)d of %(count)d sources are fresh") % words, "warn", as_of)
    count = len(active)
    label = ngettext("The source is fresh", "%(count)d sources, all fresh", count)
    return Standing(label % {"count": count}, "good", as_of)


def _is_troubled(source: SourceState) -> bool:
    return source.is_active and (source.is_late or bool(source.trouble_text))


def _source(source: SourceState, slug: str) -> Concern:
    title = _("%(source)s is late") if source.is_late else _("%(source)s does not sync fully")
    text = source.trouble_text or _("Its last days are missing until it has been read again.")
    tone = "bad" if source.trouble_text else "warn"
    url = source_url(slug, source.id)
    return Concern(tone, title % {"source": source.name}, text, _("See the source"), url)


def source_url(slug: str, source_id: UUID) -> str:
    """The page of a source."""
    return reverse("integrations:source", kwargs={"slug": slug, "source_id": source_id})


def _is_about_money(notice: Notice, result: MetricResult) -> bool:
    """Lateness has lines of its own, with a way to the source."""
    late = {source.name for source in result.sources if source.is_late}
    return notice.tone != "info" and not any(notice.title.startswith(name) for name in late)


def _unmapped(found: Audit, result: MetricResult, slug: str) -> list[Concern]:
    """Spend that no deal can be tied to, where there are deals at all."""
    finding = found.found("no_deal")
    if finding is None or not any(source.has_crm for source in result.sources):
        return []
    if finding.micros < found.spend_micros * _WORTH_SAYING:
        return []
    words = {"amount": short(Unit.MONEY, finding.micros, found.currency), "days": found.period.days}
    title = _("%(amount)s spent in %(days)d days that no deal can be tied to") % words
    text = ngettext(
        "%(count)d ad campaign is not mapped to a campaign of the CRM.",
        "%(count)d ad campaigns are not mapped to a campaign of the CRM.",
        finding.count,
    )
    url = reverse("analytics:matches", kwargs={"slug": slug})
    return [Concern("warn", title, text % {"count": finding.count}, _("Map campaigns"), url)]
