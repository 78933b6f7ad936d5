"""Lines of a passport: on which day its weeks begin, and by whose fiscal year it counts."""

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from accounts.models import WeekStart
from analytics.address import Address
from analytics.pages.facts import Fact
from analytics.queries import FiscalYear, Granularity
from analytics.queries.periods import FISCAL, WEEKS


def calendar_facts(address: Address) -> list[Fact]:
    """What of the calendar a number's days follow from; nothing where it is everybody's."""
    found = []
    if address.preset in WEEKS or address.granularity is Granularity.WEEK:
        found.append(Fact(_("Weeks begin on"), str(WeekStart(address.week_start).label)))
    if address.preset in FISCAL and address.fiscal is not None:
        found.append(_fiscal_fact(address))
    return found


def _fiscal_fact(address: Address) -> Fact:
    fiscal = address.fiscal
    if not isinstance(fiscal, FiscalYear):
        return Fact(_("Fiscal year"), _("as the connected CRM draws it"))
    month = str(MONTHS[fiscal.starts])
    chosen, told = _("chosen in the workspace’s settings"), _("as the connected CRM has it")
    return Fact(_("Fiscal year begins in"), month, hint=chosen if fiscal.is_chosen else told)
