"""How far a number can be trusted, as lines of its passport: compared, and what it settles at."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.figures import exact, short
from analytics.metrics import Metric
from analytics.pages.agreeing import TrustMark
from analytics.pages.facts import Fact
from analytics.trust.foretold import Foretold


def trust_facts(
    metric: Metric, mark: TrustMark | None, foretold: Foretold | None, currency: str
) -> list[Fact]:
    """At most two lines."""
    found = []
    if mark is not None:
        label = _("Compared with its source")
        found.append(Fact(label, mark.label, hint=mark.hint, badge_tone=mark.tone))
    if foretold is not None:
        found += settles(metric, foretold, currency)
    return found


def settles(metric: Metric, foretold: Foretold, currency: str) -> list[Fact]:
    """What a number will settle at, with all that is known of it; nothing where nobody can tell."""
    label = _("Will settle at")
    if foretold.learning:
        text = ngettext(
            "Still learning how its days grow: %(n)d more day of readings is needed",
            "Still learning how its days grow: %(n)d more days of readings are needed",
            foretold.learning,
        )
        return [Fact(label, text % {"n": foretold.learning})]
    if foretold.total is None or foretold.until is None:
        return []
    values = (foretold.total.value, foretold.total.low, foretold.total.high, foretold.now)
    # A ratio's further digits would say more than is known of it.
    words_of = short if metric.denominator else exact
    value, low, high, now = (words_of(metric.unit, one, currency) for one in values)
    words = {
        "low": low,
        "high": high,
        "now": now,
        "day": date_format(foretold.until, "DATE_FORMAT"),
    }
    hint = _(
        "%(low)s to %(high)s in 4 of 5 cases; the days until %(day)s, which stand at %(now)s now. "
        "By chain ladder from how earlier days of each source grew."
    )
    return [Fact(label, value, hint=" ".join([hint % words, *_standing(foretold)]))]


def _standing(foretold: Foretold) -> list[str]:
    """What of a ratio is taken as it stands, because nobody knows how it grows."""
    words = {
        "revenue": _("Won revenue is taken as it stands."),
        "new_customers": _("New customers are taken as they stand."),
    }
    return [words[key] for key in foretold.stands]
