"""Counts the use of features by those who agreed to it: one statement a request, or none at all."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db import connection
from django.utils import timezone

from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from privacy.consent.choices import Choices
from privacy.consent.purposes import USAGE, mark_of
from privacy.consent.registry import USAGE_COOKIE

VIEW, ACT = "view", "act"
# Whoever leaves a page open for longer has left.
LONGEST = 30 * 60
_SALT = "privacy.consent.usage"
# The standing is looked at by the same statement, and locked: a withdrawal in another browser stops
# what this one still believes, and waits for what was on its way.
_COUNT = """
WITH standing AS (
    SELECT id FROM privacy_consentstanding
    WHERE workspace_id = %(house)s AND id = %(subject)s AND %(mark)s = ANY (granted)
    FOR SHARE
)
INSERT INTO privacy_usageday AS known
    (workspace_id, subject_id, day, feature, action, count, seconds)
SELECT %(house)s, standing.id, %(day)s, line.feature, line.action, line.count, line.seconds
FROM standing, unnest(
    %(features)s::text[], %(actions)s::text[], %(counts)s::int[], %(seconds)s::int[]
) AS line (feature, action, count, seconds)
ON CONFLICT (workspace_id, subject_id, day, feature, action) DO UPDATE
SET count = known.count + excluded.count, seconds = known.seconds + excluded.seconds
"""
Lines = Mapping[tuple[str, str], tuple[int, int]]


@dataclass(frozen=True)
class Last:
    """The feature that was used before this request, and since when."""

    feature: str
    since: int


def last_of(request: Any) -> Last | None:
    """What the cookie of usage says; nothing where it is absent, old or forged."""
    try:
        value = request.COOKIES.get(USAGE_COOKIE, "")
        feature, since = signing.loads(value, salt=_SALT, max_age=LONGEST)
        return Last(str(feature), int(since))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def sealed(feature: str) -> str:
    """The value of the cookie from now on."""
    return signing.dumps([feature, int(time.time())], salt=_SALT)


def lines(feature: str, action: str, last: Last | None) -> Lines:
    """What a request adds: one use of its feature, and the time spent on the one before."""
    found = {(feature, action): (1, 0)}
    if last is not None:
        spent = max(0, min(LONGEST, int(time.time()) - last.since))
        count, _none = found.get((last.feature, VIEW), (0, 0))
        found[last.feature, VIEW] = (count, spent)
    return found


def count_usage(choices: Choices, lines: Lines) -> None:
    """Add to the day's rows of a subject whose standing agrees; of nobody else."""
    # In one order always, so that two requests at once never wait for each other.
    ordered = sorted(lines.items())
    with inside(HOUSE_ID), connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "house": HOUSE_ID,
                "subject": choices.subject,
                "mark": mark_of(USAGE),
                "day": timezone.now().date(),
                "features": [feature[:80] for (feature, _action), _line in ordered],
                "actions": [action for (_feature, action), _line in ordered],
                "counts": [count for _key, (count, _seconds) in ordered],
                "seconds": [seconds for _key, (_count, seconds) in ordered],
            },
        )
