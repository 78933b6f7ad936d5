"""What of the money cannot be tied or told apart, in sentences with the way to mend each."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.figures import exact
from analytics.metrics import Unit
from analytics.trust.audit import Audit, Finding


@dataclass(frozen=True)
class Line:
    """One finding: how much money in words, why it matters, names, and where to mend it."""

    title: str
    text: str
    names: str
    share: str
    label: str = ""
    url: str = ""


def lines(found: Audit, slug: str) -> list[Line]:
    """The findings in words, the most money first; then visits, which are not money."""
    ordered = sorted(found.findings, key=lambda one: -one.micros)
    return [*(_line(one, found, slug) for one in ordered), *_lost(found)]


def _lost(found: Audit) -> list[Line]:
    visits = found.visits
    if visits is None or not visits.lost:
        return []
    words = {"count": exact(Unit.COUNT, visits.lost, ""), "days": found.period.days}
    title = _("%(count)s paid visits in %(days)d days that no campaign can be tied to") % words
    share = exact(Unit.RATE, round(visits.lost / visits.paid, 3), "")
    text = _("They are %(share)s of the paid visits, and carry other names than your campaigns do.")
    names = " · ".join(name or "–" for name in visits.lost_names)
    return [Line(title, text % {"share": share}, names, "")]


def _line(one: Finding, found: Audit, slug: str) -> Line:
    words = {
        "amount": exact(Unit.MONEY, one.micros, found.currency),
        "days": found.period.days,
        "separator": found.separator.strip(),
    }
    title, text = _words(one.key, one.count)
    share = ""
    if found.spend_micros and one.key != "no_origin":
        share = exact(Unit.RATE, round(one.micros / found.spend_micros, 3), "")
    is_mapping = one.key == "no_deal"
    return Line(
        title=title % words,
        text=text % {**words, "count": exact(Unit.COUNT, one.count, "")},
        names=" · ".join(one.names),
        share=share,
        label=_("Map campaigns") if is_mapping else "",
        url=reverse("analytics:matches", kwargs={"slug": slug}) if is_mapping else "",
    )


def _words(key: str, count: int) -> tuple[str, str]:
    return {
        "no_deal": (
            _("%(amount)s spent in %(days)d days that no deal can be tied to"),
            ngettext(
                "%(count)s ad campaign is not mapped to a campaign of the CRM.",
                "%(count)s ad campaigns are not mapped to a campaign of the CRM.",
                count,
            ),
        ),
        "no_visit": (
            _("%(amount)s spent in %(days)d days that no visit can be tied to"),
            ngettext(
                "No visit carries the name or id of %(count)s campaign. Tag its links.",
                "No visit carries the name or id of %(count)s campaigns. Tag their links.",
                count,
            ),
        ),
        "no_platform": (
            _("%(amount)s spent in %(days)d days on no named platform"),
            ngettext(
                "%(count)s campaign comes from a file without a platform. Fill that column.",
                "%(count)s campaigns come from a file without a platform. Fill that column.",
                count,
            ),
        ),
        "other_name": (
            _("%(amount)s spent in %(days)d days under names of another pattern"),
            ngettext(
                "Most of the spend parts its names by “%(separator)s”; %(count)s campaign doesn’t.",
                "Most of the spend parts its names by “%(separator)s”; %(count)s campaigns don’t.",
                count,
            ),
        ),
        "same_name": (
            _("%(amount)s spent in %(days)d days under names that are easily confused"),
            ngettext(
                "%(count)s campaign has the name of another, but for case and spaces.",
                "%(count)s campaigns have the name of another, but for case and spaces.",
                count,
            ),
        ),
        "no_origin": (
            _("%(amount)s of new pipeline in %(days)d days that came from nowhere"),
            ngettext(
                "%(count)s opportunity has neither a lead source nor a campaign in the CRM.",
                "%(count)s opportunities have neither a lead source nor a campaign in the CRM.",
                count,
            ),
        ),
    }[key]
