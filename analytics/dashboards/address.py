"""What a board's address says: days, comparison and filter, where they are not the board's own."""

from dataclasses import dataclass, replace
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import WeekStart
from analytics.address import Days, days_of
from analytics.dashboards.layout import Layout, days_over
from analytics.exploring.address import DAYS
from analytics.exploring.flat import flat_words, tree_of
from analytics.exploring.language import NoFilter, filter_of, text_of
from analytics.queries import Calendar, Filters
from analytics.queries.where import Clause

FLAT = ("channel", "platform", "lead_source")


@dataclass(frozen=True, kw_only=True)
class BoardAddress(Days):
    """The state of a board: `layout` is as it is stored, with the address's words put over it."""

    layout: Layout
    where: Clause | None
    is_changed: bool
    trouble: str = ""

    @property
    def flat(self) -> dict[str, str] | None:
        """The filter as one value for each select; None where it says more than that."""
        words = flat_words(self.where)
        if words is None or any(len(values) > 1 for values in words.values()):
            return None
        return (
            {name: values[0] for name, values in words.items()} if set(words) <= set(FLAT) else None
        )

    def filtered(self, where: str) -> str:
        """The query with another filter; an empty one says that the board's own does not hold."""
        query = self.with_(where=where)
        return query if where else f"{query}{'&' if len(query) > 1 else ''}where="


def read_board(
    given: QueryDict,
    layout: Layout,
    today: date,
    fiscal: Calendar | None = None,
    week_start: str = WeekStart.MONDAY,
) -> BoardAddress:
    """The state that a request asks for; what it does not say is the board's own."""
    words = days_over(given, layout.days)
    where = given.get("where", layout.where)[:2_000].replace("\0", "")
    fields = days_of(words, today, fiscal, week_start, DAYS)
    shown = replace(layout, days=words.urlencode(), where=where)
    trouble, tree = "", None
    try:
        tree = filter_of(where)
        shown = replace(shown, where=text_of(tree))
    except NoFilter as wrong:
        trouble = _("The filter cannot be read: %(why)s") % {"why": wrong}
    given_words = {name: given.getlist(name) for name in (*DAYS, "where") if name in given}
    return BoardAddress(
        **{**fields, "given": given_words},
        layout=shown,
        where=tree,
        is_changed=_pairs(shown.days) != _pairs(layout.days) or _differs(shown.where, layout.where),
        trouble=trouble,
    )


def _pairs(query: str) -> dict[str, str]:
    return QueryDict(query).dict()


def _differs(shown: str, kept: str) -> bool:
    try:
        return shown != text_of(filter_of(kept))
    except NoFilter:
        return shown != kept


def filter_text(given: QueryDict) -> str:
    """The filter of a filled-in form: what was chosen in its selects, as text."""
    chosen = {name: tuple(filter(None, [given.get(name, "")[:255]])) for name in FLAT}
    filters = Filters(
        platforms=chosen["platform"], lead_sources=chosen["lead_source"], channels=chosen["channel"]
    )
    return text_of(tree_of(filters))
