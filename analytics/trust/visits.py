"""Which campaigns the visits name, and how many paid visits name none that is known."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from accounts.tenancy import require_workspace_id
from analytics.queries.periods import Period

# Media that somebody paid for, as utm_medium and the vendors' own tags name them.
PAID = ("cpc", "ppc", "cpm", "paid", "display", "retargeting", "cpv")
_SHOWN = 5

_VISITS = """
SELECT o.session_campaign, lower(o.session_medium), sum(t.sessions)::bigint
FROM integrations_trafficday t
JOIN integrations_trafficorigin o ON o.workspace_id = t.workspace_id AND o.id = t.origin_id
WHERE t.workspace_id = %s AND t."on" BETWEEN %s AND %s AND t.sessions > 0
GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Visits:
    """What web analytics saw in some days.

    `unseen` are names of campaigns that no visit names; `lost` counts paid visits whose campaign
    is none of ours, `lost_names` are the words they carry instead, the most frequent first.
    """

    unseen: frozenset[str]
    paid: int
    lost: int
    lost_names: tuple[str, ...]


def visits_of(period: Period, campaigns: Iterable[tuple[str, str]]) -> Visits | None:
    """Visits of the days beside campaigns (name, external id); None without any visit."""
    with connection.cursor() as cursor:
        cursor.execute(_VISITS, [require_workspace_id(), period.first_on, period.last_on])
        rows = cursor.fetchall()
    if not rows:
        return None
    seen = {plain(campaign) for campaign, _medium, _sessions in rows}
    known, unseen = set(), set()
    for name, external_id in campaigns:
        words = {plain(name), plain(external_id)}
        known |= words
        if not words & seen:
            unseen.add(name)
    lost: dict[str, int] = defaultdict(int)
    paid = 0
    for campaign, medium, sessions in rows:
        if not any(word in medium for word in PAID):
            continue
        paid += sessions
        if plain(campaign) not in known:
            lost[campaign] += sessions
    names = sorted(lost, key=lambda word: -lost[word])[:_SHOWN]
    return Visits(frozenset(unseen), paid, sum(lost.values()), tuple(names))


def plain(text: str) -> str:
    """A name as a tag may hold it: letters and digits alone, in lower case."""
    return "".join(letter for letter in text.lower() if letter.isalnum())
