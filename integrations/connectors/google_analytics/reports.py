"""Asks Google Analytics for properties and for days, each day in a report of its own."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.national_numbers import mask
from integrations.connectors.contract import Asked, Report, VendorAccount
from integrations.connectors.google_analytics import GOOGLE_ANALYTICS
from integrations.connectors.google_analytics.client import Client
from integrations.connectors.google_analytics.mapping import (
    account_of,
    day_report,
    merged,
    question,
)
from integrations.connectors.google_analytics.streams import KEY_EVENT_DAYS
from integrations.connectors.refusals import IncompleteAnswer, Refused
from integrations.facts.flags import CREDITING
from integrations.facts.visits import VisitDay

# Google answers up to five reports in one call.
_AT_ONCE = 5


def accounts(client: Client) -> Sequence[VendorAccount]:
    """All properties that the log-in may read; one that is closed to it keeps no other back."""
    found = []
    for summary in client.account_summaries():
        parent = str(summary.get("displayName", ""))
        for one in summary.get("propertySummaries", []):
            try:
                body = client.property(str(one["property"]).rpartition("/")[2])
            except Refused as refused:
                if refused.status not in (403, 404):
                    raise
                continue
            found.append(account_of(body, parent=parent))
    return found


def read(client: Client, asked: Asked) -> Report:
    """The days, one report each: a longer one would be sampled sooner, and flagged as a whole.

    What Google says are the totals is not compared: it estimates visits and people for each sum
    anew, and withholds rows of few people, so that the rows need not add up.
    """
    days = [asked.first_on + timedelta(days=number) for number in range(asked.days)]
    rows: list[VisitDay] = []
    for start in range(0, len(days), _AT_ONCE):
        asked.keep()
        for day, found in _whole_days(client, asked, days[start : start + _AT_ONCE]).items():
            rows += checked_rows(day, found)
    return Report(rows=rows)


def _whole_days(client: Client, asked: Asked, days: Sequence[date]) -> dict[date, list[VisitDay]]:
    """All pages of these days; raises IncompleteAnswer when rows are missing."""
    property_id = asked.account.external_id
    kept: dict[date, list[VisitDay]] = {day: [] for day in days}
    offsets = dict.fromkeys(days, 0)
    while offsets:
        questions = [question(day, offset) for day, offset in offsets.items()]
        answers = client.reports(property_id, questions)
        if len(answers) != len(questions):
            raise IncompleteAnswer(GOOGLE_ANALYTICS.name, "reports", len(questions), len(answers))
        left = {}
        for (day, offset), body in zip(offsets.items(), answers, strict=True):
            page = day_report(body, more_flags=_crediting(asked.account, day))
            kept[day] += page.rows
            seen = offset + page.page_rows
            if seen < page.row_count:
                if not page.page_rows:
                    raise IncompleteAnswer(GOOGLE_ANALYTICS.name, f"{day}", page.row_count, seen)
                left[day] = seen
        offsets = left
    return kept


def checked_rows(day: date, rows: list[VisitDay]) -> list[VisitDay]:
    """One day's rows, and of no other day."""
    strange = [row for row in rows if row.on != day]
    if strange:
        raise IncompleteAnswer(GOOGLE_ANALYTICS.name, f"{day}", len(rows), len(strange))
    return merged([_without_numbers(row) for row in rows])


def _without_numbers(row: VisitDay) -> VisitDay:
    """Whoever puts a person's number into a link's words does not bring it in here."""
    words: dict[str, Any] = {name: mask(text).text for name, text in row.origin._asdict().items()}
    return row._replace(**words)


def _crediting(account: VendorAccount, day: date) -> int:
    """The last day of the window is read without this flag: what it says then is settled."""
    today = timezone.now().astimezone(account.zone).date()
    return CREDITING if (today - day).days < KEY_EVENT_DAYS - 1 else 0
