"""What may be shown to strangers: no part that comes of a column about people, no free text of one.

A part of the numbers is named after columns. What the map of personal data says of those decides:
were one of them said to be about people, no link would show that part from then on.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from accounts.national_numbers import holds_number
from accounts.readings import is_of_people
from analytics.exploring.answer import Explored, Line
from analytics.exploring.leaves import DIMENSIONS
from analytics.queries.dimensions import Breakdown
from analytics.queries.where import Clause, dimensions_of, tests_of

# {dimension: the columns that its parts and their names are made of}
MADE_OF: Mapping[Breakdown, tuple[str, ...]] = {
    Breakdown.CHANNEL: ("analytics.channelof.channel", "analytics.channelrule.channel"),
    Breakdown.PLATFORM: ("integrations.campaign.platform", "analytics.adday.platform"),
    Breakdown.CAMPAIGN: ("integrations.campaign.name",),
    Breakdown.CRM_CAMPAIGN: ("integrations.campaign.name", "analytics.crmday.campaign_external_id"),
    Breakdown.SOURCE: ("integrations.source.name",),
    Breakdown.LEAD_SOURCE: (
        "integrations.lead.lead_source",
        "integrations.contact.lead_source",
        "integrations.opportunity.lead_source",
    ),
}
# An address of a person, or a number by which one is called.
_CONTACT = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+|\+\d[\d ()-]{6,}\d")


def is_personal(dimension: Breakdown) -> bool:
    """Whether a part of it might name somebody; what nobody has thought of might."""
    columns = MADE_OF.get(dimension, ())
    return not columns or any(map(is_of_people, columns))


def refusal(dimensions: Iterable[Breakdown], where: Clause | None, *texts: str) -> str:
    """Why a question may not be shown to strangers, and how to mend it; empty where it may."""
    asked = frozenset(dimensions) | dimensions_of(where)
    if names := [str(DIMENSIONS[one]) for one in sorted(asked) if is_personal(one)]:
        text = _(
            "%(names)s comes from records of people and may name one, so no link shows it. "
            "Split or filter by channel instead, and save that as a report."
        )
        return text % {"names": ", ".join(names)}
    values = [value for test in tests_of(where) for value in test.values]
    if any(map(names_somebody, [*values, *texts])):
        return _("A filter or a name holds an address or a number of a person. Take it out first.")
    return ""


def names_somebody(text: str) -> bool:
    """Whether a text holds an e-mail address, a telephone number or a national number."""
    return bool(_CONTACT.search(text)) or holds_number(text)


def withheld(explored: Explored) -> Explored:
    """An answer without the names that hold an address or a number of a person."""
    columns = tuple(replace(one, name=safe(one.name)) for one in explored.columns)
    return replace(explored, lines=tuple(map(_line, explored.lines)), columns=columns)


def _line(line: Line) -> Line:
    return replace(line, names=tuple(map(safe, line.names)))


def safe(name: str) -> str:
    """A name, unless it holds an address or a number of a person."""
    return _("(name withheld)") if names_somebody(name) else name
