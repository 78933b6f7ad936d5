"""What is asked of the explorer, as its own addresses say it, from the plainest to the worst."""

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Question:
    """A state of the explorer; `may_grow` is the exponent that its time may have over facts.

    What reads campaigns grows with them, and they with the facts; nothing else has a reason to.
    """

    name: str
    words: tuple[tuple[str, str], ...]
    may_grow: float = 0.15

    def path(self, slug: str) -> str:
        return f"/w/{slug}/explore/?{urlencode(self.words)}"


def _question(name: str, may_grow: float = 0.15, **words: str) -> Question:
    return Question(name, tuple({"range": "365d", **words}.items()), may_grow)


QUESTIONS = (
    _question("sums of a year", metrics="spend,clicks,ctr", show="table"),
    _question("a year by month", metrics="spend", step="month", compare="year"),
    _question("platforms of a year", metrics="spend,ctr,cpc", by="platform"),
    _question(
        "channels, spend and revenue",
        metrics="spend,won_revenue,roas",
        by="channel",
        compare="year",
        may_grow=0.4,
    ),
    _question(
        "first 25 campaigns",
        metrics="spend,clicks",
        by="campaign",
        sort="-spend",
        may_grow=0.4,
    ),
    _question(
        "campaigns whose name holds a word",
        metrics="spend,clicks,cpc",
        by="campaign",
        where='campaign contains "7"',
        may_grow=0.4,
    ),
    _question(
        "channel, platform, campaign by day",
        metrics="spend,clicks,ctr,cpc",
        by="channel,platform,campaign",
        pivot="platform",
        where='not campaign contains "13"',
        having="spend >= 10",
        compare="year",
        step="day",
        top="100",
        may_grow=0.4,
    ),
    _question(
        "lead sources by channel",
        metrics="leads,mql,won_revenue",
        by="lead_source,channel",
        compare="year",
    ),
)
