"""Deals that no lead stands behind: sellers' own finds and customers who buy again."""

from math import isqrt

from sandbox.business.deals import Deals
from sandbox.business.leads import Lead
from sandbox.business.stamps import DAY
from sandbox.business.story import Story


def write_outbound(story: Story, deals: Deals, count: int, *, has_history: bool) -> None:
    """`count` further opportunities, spread over the story in the order of their creation."""
    random, span = story.random.random, story.now - story.stamps.start - 2 * DAY
    for number in range(count):
        # The square root makes later days busier, like everything else here.
        share = isqrt(int((number + random()) * 4_000_000 / max(1, count))) / 2000
        at = story.stamps.start + DAY + int(span * (0.4 * number / count + 0.6 * share))
        at = min(at, story.now - 7200)
        person = story.people.draw(None)
        owner = story.users[1 + int(random() * (len(story.users) - 1))]
        account = deals.accounts.account(person, "Outbound", owner, at)
        contact = account.contacts[0] if account.contacts else None
        if contact is None:
            contact = deals.accounts.contact(account, person, "Outbound", owner, at)
        lead = Lead("", person, "Outbound", None, owner, at, 0.0, 1.0, [])
        deals.open(lead, account, contact, None, 0.26, 9.5, has_history=has_history)
