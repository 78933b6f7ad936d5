"""What analytics holds of people: who decided, watches and wrote; its sums hold nobody."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from accounts.egress import MEMBERS, Recipient
from accounts.models import User
from accounts.subjects import (
    Collected,
    Erased,
    Kept,
    Subject,
    plain_rows,
)
from accounts.tenancy import across_workspaces, current_workspace_id
from analytics.classifications import CLASSIFICATIONS, DECIDED, GOT_END, WATCHED
from analytics.models import (
    Annotation,
    Automation,
    AutomationSwitch,
    AutomationVersion,
    Budget,
    BudgetAmount,
    CampaignMatch,
    ChannelBook,
    Dashboard,
    DashboardVersion,
    Incident,
    IncidentComment,
    IncidentEvent,
    Monitor,
    MuteWindow,
    OwnMetricVersion,
    Publication,
    Report,
    ReportCopy,
    ReportRecipient,
    ReportSending,
    SavedReport,
    SharedLink,
)
from analytics.readers import READERS

__all__ = ["CLASSIFICATIONS", "READERS", "RETENTION", "collect", "erase", "recipients"]

# What names a person: {label: (model, its columns, what is told of a row)}.
_NAMING: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "analytics.campaignmatch": (
        CampaignMatch,
        "made_by",
        ("ad_campaign__name", "crm_campaign__name", "made_at"),
    ),
    "analytics.annotation": (Annotation, "made_by", ("first_on", "text", "made_at")),
    "analytics.budget": (Budget, "made_by", ("metric", "every", "made_at")),
    "analytics.budgetamount": (BudgetAmount, "set_by", ("first_on", "version", "set_at")),
    "analytics.automation": (Automation, "made_by live_by paused_by", ("name", "made_at")),
    "analytics.automationversion": (AutomationVersion, "made_by", ("number", "made_at")),
    "analytics.automationswitch": (AutomationSwitch, "stopped_by", ("stopped_at",)),
    "analytics.savedreport": (SavedReport, "made_by", ("name", "made_at")),
    "analytics.dashboard": (Dashboard, "made_by", ("name", "made_at")),
    "analytics.dashboardversion": (
        DashboardVersion,
        "made_by",
        ("dashboard__name", "number", "made_at"),
    ),
    "analytics.ownmetricversion": (OwnMetricVersion, "made_by", ("name", "number", "made_at")),
    "analytics.sharedlink": (SharedLink, "made_by revoked_by", ("name", "made_at")),
    "analytics.report": (Report, "made_by", ("name", "made_at")),
    "analytics.reportrecipient": (ReportRecipient, "user", ("report__name", "added_at")),
    "analytics.reportsending": (ReportSending, "asked_by", ("report__name", "due_at")),
    "analytics.reportcopy": (ReportCopy, "user", ("sending__report__name", "delivered_at")),
    "analytics.publication": (Publication, "published_by", ("name", "published_at")),
    "analytics.channelbook": (ChannelBook, "changed_by", ("version", "changed_at")),
    "analytics.monitor": (Monitor, "made_by paused_by", ("name", "made_at")),
    "analytics.mutewindow": (MuteWindow, "made_by", ("reason", "made_at")),
    "analytics.incident": (Incident, "owner", ("monitor__name", "opened_on")),
    "analytics.incidentevent": (IncidentEvent, "by", ("what", "at")),
    "analytics.incidentcomment": (IncidentComment, "by", ("text", "at")),
}


# Words of the person's own, and what was only for them: they go with the login.
_GOING: Mapping[str, tuple[Any, str]] = {
    "analytics.incidentcomment": (IncidentComment, "by"),
    "analytics.reportrecipient": (ReportRecipient, "user"),
    "analytics.reportcopy": (ReportCopy, "user"),
}
RETENTION: Mapping[str, Kept] = {
    GOT_END: Kept(("analytics.reporting.sweeps.forget_sent",), _("The end of the membership.")),
}


def recipients() -> Mapping[str, tuple[Recipient, ...]]:
    """{purpose: who else receives what is kept for it}."""
    return {DECIDED: (MEMBERS,), WATCHED: (MEMBERS,)}


def collect(subject: Subject) -> tuple[Collected, ...]:
    """What the person mapped or set; in every workspace when called outside of all."""
    users = _users(subject)
    if not users:
        return ()
    found: dict[str, list[Mapping[str, str | None]]] = {label: [] for label in _NAMING}
    for _workspace in _workspaces():
        for label, (model, columns, fields) in _NAMING.items():
            rows = model.objects.filter(_names(columns, users))
            found[label] += plain_rows(rows.values(*fields))
    return tuple(Collected(label, tuple(rows)) for label, rows in found.items() if rows)


def erase(subject: Subject) -> tuple[Erased, ...]:
    """What was decided stays the business's own without the name; comments go as a whole."""
    users = _users(subject)
    if not users or current_workspace_id() is not None:
        # A workspace's customer does not decide on the logins of its members.
        return ()
    counts = dict.fromkeys(_NAMING, 0)
    for _workspace in across_workspaces():
        for label, (model, column) in _GOING.items():
            counts[label] += model.objects.filter(_names(column, users)).delete()[0]
        for label, (model, columns, _fields) in _NAMING.items():
            for column in () if label in _GOING else columns.split():
                rows = model.objects.filter(_names(column, users))
                counts[label] += rows.update(**{column: None})
    return tuple(
        Erased(label, count, anonymised=0 if label in _GOING else count)
        for label, count in counts.items()
    )


def _names(columns: str, users: list[UUID]) -> Q:
    found = Q()
    for column in columns.split():
        found |= Q(**{f"{column}_id__in": users})
    return found


def _users(subject: Subject) -> list[UUID]:
    found = set(User.objects.filter(email__in=subject.emails).values_list("id", flat=True))
    return [*found, *([subject.user_id] if subject.user_id else [])]


def _workspaces() -> Iterator[UUID]:
    entered = current_workspace_id()
    return iter([entered]) if entered else across_workspaces()
