"""What a reader does first: what is broken or late, and where to mend it; else how all stands."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Permission
from analytics.figures import exact, short
from analytics.metrics import Unit
from analytics.models import Incident
from analytics.pages.incidents import far_of, incident_url, title_of
from analytics.pages.notices import Notice, notices, state_of
from analytics.queries import MetricResult, SourceState
from analytics.trust.audit import Audit

# Less than this share of the spend is not worth a line at nine in the morning.
_WORTH_SAYING = 0.02
_MOST_INCIDENTS = 3


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
    result: MetricResult,
    found: Audit,
    slug: str,
    allowed: Set[Permission],
    incidents: Sequence[Incident] = (),
) -> list[Concern]:
    """What needs attention, the worst first."""
    sources = [_source(one, slug) for one in result.sources if _is_troubled(one)]
    rest = [Concern(n.tone, n.title, n.text) for n in notices(result) if _is_about_money(n, result)]
    may_define = Permission.DEFINE_NUMBERS in allowed
    unmapped = _unmapped(found, result, slug) if may_define else []
    halves = _halves(result, slug) if Permission.MANAGE_SOURCES in allowed else []
    told = of_incidents(incidents, slug, result.currency)
    return sorted([*told, *sources, *rest, *unmapped, *halves], key=_gravity)


def of_incidents(found: Sequence[Incident], slug: str, currency: str) -> list[Concern]:
    """What monitors found and nobody has acknowledged, some of it by name."""
    named = [
        Concern(
            "bad" if one.is_severe else "warn",
            title_of(one),
            far_of(one, currency),
            _("See what changed"),
            incident_url(slug, one),
        )
        for one in found[:_MOST_INCIDENTS]
    ]
    if more := len(found) - len(named):
        title = ngettext("%(n)d more open incident", "%(n)d more open incidents", more)
        url = reverse("analytics:incidents", kwargs={"slug": slug})
        named.append(Concern("warn", title % {"n": more}, "", _("See them all"), url))
    return named


def _gravity(one: Concern) -> int:
    return ("bad", "warn", "info").index(one.tone)


def remarks(result: MetricResult) -> list[Notice]:
    """What one has to know of these numbers, though there is nothing to do about it."""
    return [notice for notice in notices(result) if notice.tone == "info"]


def standing(sources: tuple[SourceState, ...], as_of: datetime | None) -> Standing:
    """How many of the sources are as they should be."""
    active = [one for one in sources if not one.is_disconnected]
    unread = sum(one.is_unread and not one.trouble_text for one in active)
    if unread:
        label = ngettext("A source is being read", "%(count)d sources are being read", unread)
        return Standing(label % {"count": unread}, "info", as_of)
    well = [one for one in active if state_of(one)[1] == "good"]
    if len(well) < len(active):
        words = {"well": len(well), "count": len(active)}
        return Standing(_("%(well)d of %(count)d sources are fresh") % words, "warn", as_of)
    count = len(active)
    label = ngettext("The source is fresh", "%(count)d sources, all fresh", count)
    return Standing(label % {"count": count}, "good", as_of)


def _is_troubled(source: SourceState) -> bool:
    return source.is_active and (source.is_late or source.is_unread or bool(source.trouble_text))


def _source(source: SourceState, slug: str) -> Concern:
    if source.is_unread and not source.trouble_text:
        return _unread(source, slug)
    title = _("%(source)s is late") if source.is_late else _("%(source)s does not sync fully")
    text = source.trouble_text or _("Its last days are missing until it has been read again.")
    tone = "bad" if source.trouble_text else "warn"
    url = source_url(slug, source.id)
    return Concern(tone, title % {"source": source.name}, text, _("See the source"), url)


def _unread(source: SourceState, slug: str) -> Concern:
    title = _("%(source)s is being read for the first time") % {"source": source.name}
    text = _("Its numbers appear here when that is done.")
    return Concern("info", title, text, _("See the progress"), source_url(slug, source.id))


def _halves(result: MetricResult, slug: str) -> list[Concern]:
    """Spend without earnings, or earnings without spend: what the other half would bring."""
    has_ads = any(source.last_ad_on for source in result.sources)
    has_crm = any(source.has_crm for source in result.sources)
    if has_ads == has_crm or any(source.is_unread for source in result.sources):
        return []
    url = reverse("integrations:gallery", kwargs={"slug": slug})
    if has_crm:
        text = _("With a spend file or an ad platform come spend, ROAS and CAC.")
        return [Concern("info", _("What was spent is not known yet"), text, _("Add spend"), url)]
    text = _("With your CRM come leads, pipeline, won revenue, ROAS and CAC.")
    return [Concern("info", _("What was earned is not known yet"), text, _("Add a CRM"), url)]


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
        "%(count)s ad campaign is not mapped to a campaign of the CRM.",
        "%(count)s ad campaigns are not mapped to a campaign of the CRM.",
        finding.count,
    )
    url = reverse("analytics:matches", kwargs={"slug": slug})
    return [
        Concern(
            "warn",
            title,
            text % {"count": exact(Unit.COUNT, finding.count, "")},
            _("Map campaigns"),
            url,
        )
    ]
