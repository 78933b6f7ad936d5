"""The parts of a shared page, and what of a question and of a table strangers may have."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Workspace
from analytics.address import Days
from analytics.dashboards.drawing import Figure
from analytics.dashboards.marking import Settles
from analytics.exploring.address import ExploreAddress, read_explore
from analytics.exploring.page import Remark
from analytics.exploring.table import Table
from analytics.metrics import CATALOGUE
from analytics.pages.agreeing import TrustMark
from analytics.pages.charts import Chart
from analytics.pages.filters import date_range
from analytics.queries import fiscal_year
from analytics.sharing.allowed import refusal


@dataclass(frozen=True)
class Part:
    """One question with its answer; `trouble` says why there is none."""

    id: str
    title: str
    words: str = ""
    kind: str = ""
    chart: Chart | None = None
    table: Table | None = None
    remarks: tuple[Remark, ...] = ()
    trouble: str = ""
    figure: Figure | None = None
    mark: TrustMark | None = None
    settles: Settles | None = None
    holidays: str = ""


@dataclass(frozen=True)
class Page:
    """All that a link shows; `as_of` is how far its sources were read.

    `facts` name what its numbers are of: days, comparison, filter, currency, time zone.
    """

    parts: tuple[Part, ...]
    as_of: datetime | None
    facts: tuple[tuple[str, str], ...] = ()
    # Its one part is what the link is named after.
    is_single: bool = True

    @property
    def figures(self) -> list[Part]:
        """Single numbers, which stand together above the rest."""
        return [one for one in self.parts if one.figure is not None]

    @property
    def others(self) -> list[Part]:
        """Charts and tables, in their order."""
        return [one for one in self.parts if one.figure is None]


def address_of(asked: str, workspace: Workspace) -> ExploreAddress:
    """A kept question as of today: ranges such as the last 30 days move on."""
    fiscal = fiscal_year(workspace)
    return read_explore(QueryDict(asked), today_in(workspace), fiscal, workspace.week_start)


def today_in(workspace: Workspace) -> date:
    return timezone.now().astimezone(workspace.zone).date()


def facts_of(days: Days, workspace: Workspace, where: str = "") -> tuple[tuple[str, str], ...]:
    """What stands above the numbers of a link: nobody who reads it can look it up."""
    shown = date_range(days, today_in(workspace))
    named = f"{shown.label}: {shown.days}" if shown.label != shown.days else shown.days
    found = (
        (_("Days"), named),
        (_("Compared with"), shown.compared),
        (_("Only where"), where),
        (_("Amounts in"), workspace.currency),
        (_("Time zone"), workspace.time_zone),
    )
    return tuple(one for one in found if one[1])


def refused(address: ExploreAddress, *texts: str) -> str:
    """Why a question may not be shared; empty where it may."""
    labels = (str(CATALOGUE[key].label) for key in address.metrics)
    return refusal(address.by, address.where, *texts, *labels)
