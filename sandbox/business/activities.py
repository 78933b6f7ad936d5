"""Tasks and events: calls and meetings with some of the people, with their names in free text."""

from random import Random
from typing import Any

from sandbox.business.stamps import DAY
from sandbox.business.story import Story

# So many people at most were called or met, however large the business.
MOST = 1000
EVERY = 6
MEETS = 3  # every third of them was met, too
_WORKED = (
    'SELECT "Id", "ConvertedContactId", "ConvertedAccountId", "ConvertedOpportunityId", '
    '"FirstName", "LastName", "Email", "Company", "OwnerId", "CurrencyIsoCode", '
    """CAST(strftime('%s', "CreatedDate") AS INTEGER) FROM "Lead" """
    'WHERE "IsDeleted" = 0 AND "Status" != \'Open - Not Contacted\' AND rowid % ? = 0 '
    "ORDER BY rowid LIMIT ?"
)


def write_activities(story: Story, seed: int, leads: int) -> None:
    """A call with each of the chosen people and a meeting with some; chance of its own."""
    random = Random(f"proactivox sandbox activities {seed}")
    every = max(EVERY, leads // MOST)
    for number, row in enumerate(story.db.execute(_WORKED, (every, MOST)).fetchall()):
        _call(story, random, row)
        if number % MEETS == 0:
            _meet(story, random, row)


def _call(story: Story, random: Random, row: tuple[Any, ...]) -> None:
    at = _moment(story, random, row)
    is_done = random.random() < 0.7
    story.insert(
        "Task",
        Id=next(story.ids_of("Task")),
        **_related(row, f"Call {_name(row)} about a trial"),
        ActivityDate=story.stamps.day(at),
        Status="Completed" if is_done else "Not Started",
        Priority="Normal",
        Description=f"Wants the price list. Writes from {row[6]}." if row[6] else None,
        IsClosed=int(is_done),
        TaskSubtype="Call",
        **story.system(at),
    )


def _meet(story: Story, random: Random, row: tuple[Any, ...]) -> None:
    at = _moment(story, random, row)
    text = story.stamps.text
    story.insert(
        "Event",
        Id=next(story.ids_of("Event")),
        **_related(row, f"Demo for {_name(row)}, {row[7]}"),
        Location=random.choice(("Online", "Our office", "Their plant")),
        ActivityDateTime=text(at),
        ActivityDate=story.stamps.day(at),
        DurationInMinutes=30,
        StartDateTime=text(at),
        EndDateTime=text(at + 1800),
        Description=f"{_name(row)} brings two colleagues.",
        ShowAs="Busy",
        **story.system(at),
    )


def _related(row: tuple[Any, ...], subject: str) -> dict[str, Any]:
    lead, contact, account, deal = row[:4]
    return {
        "WhoId": contact or lead,
        "WhatId": deal or account,
        "AccountId": account,
        "Subject": subject[:255],
        "OwnerId": row[8],
        "CurrencyIsoCode": row[9],
    }


def _moment(story: Story, random: Random, row: tuple[Any, ...]) -> int:
    """Within ten days after the person came, and not after the story's end."""
    return min(int(row[10]) + int(random.random() * 10 * DAY) + 600, story.now - 60)


def _name(row: tuple[Any, ...]) -> str:
    return " ".join(part for part in row[4:6] if part)
