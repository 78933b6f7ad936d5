"""What analytics holds of people: who mapped a campaign; its sums hold nobody."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from accounts.models import User
from accounts.subjects import (
    Classification,
    Classifications,
    Collected,
    Erased,
    NotPersonal,
    Personal,
    Subject,
    plain_rows,
)
from accounts.tenancy import across_workspaces, current_workspace_id
from analytics.models import CampaignMatch

_KEY = NotPersonal("Names the workspace, the source, the campaign or the row.")
_SUM = NotPersonal("A count or a sum of a day, from which no person can be told.")
_RULE = NotPersonal("By which rules a business counts.")
_MADE_BY = Personal(
    category="pd:Identifying",
    subject="user",
    source="the user who mapped the campaigns",
    purpose="show in the workspace who decided it",
    basis="6(1)(b): the contract on the use of Proactivox",
    retention="until the login is erased",
)


def _all(classification: Classification, names: str) -> dict[str, Classification]:
    return dict.fromkeys(names.split(), classification)


_AD_SUMS = {
    **_all(_KEY, "workspace currency"),
    **_all(_SUM, "rows impressions impressions_known clicks clicks_known spend_micros spend_known"),
    **_all(_SUM, "conversions_micros conversions_known"),
    **_all(_SUM, "conversion_value_micros conversion_value_known"),
}
CLASSIFICATIONS: Classifications = {
    "analytics.adday": {**_all(_KEY, "on source platform"), **_AD_SUMS},
    "analytics.adcampaignday": {**_all(_KEY, "on campaign"), **_AD_SUMS},
    "analytics.adcampaignmonth": {**_all(_KEY, "month campaign"), **_AD_SUMS},
    "analytics.visitday": {
        **_all(_KEY, "workspace on source"),
        **_all(_SUM, "rows sessions sessions_known engaged_sessions engaged_sessions_known"),
        **_all(_SUM, "key_events_micros key_events_known"),
    },
    "analytics.crmday": {
        **_all(_KEY, "workspace on source lead_source campaign_external_id currency"),
        **_all(
            _SUM, "leads mql sql opportunities pipeline_micros won won_micros new_customers lost"
        ),
    },
    "analytics.rollupbasis": {
        **_all(_KEY, "workspace source"),
        **_all(_RULE, "zone snapshots_since rebuilt_at"),
    },
    "analytics.settling": {
        **_all(_KEY, "workspace source measure currency"),
        **_all(_SUM, "steps days days_missing learned_on"),
    },
    "analytics.leadstage": {
        **_all(_KEY, "id workspace source"),
        **_all(_RULE, "status stage counted_as is_guess"),
    },
    "analytics.campaignmatch": {
        **_all(_KEY, "id workspace ad_campaign crm_campaign"),
        "made_by": _MADE_BY,
        "made_at": _RULE,
    },
}
_FIELDS = ("ad_campaign__name", "crm_campaign__name", "made_at")


def collect(subject: Subject) -> tuple[Collected, ...]:
    """The campaigns that the person mapped; in every workspace when called outside of all."""
    users = _users(subject)
    if not users:
        return ()
    rows = [row for _workspace in _workspaces() for row in _rows(users)]
    return (Collected("analytics.campaignmatch", tuple(rows)),) if rows else ()


def erase(subject: Subject) -> tuple[Erased, ...]:
    """The mappings stay as the business's own; the person's name goes from them."""
    users = _users(subject)
    if not users or current_workspace_id() is not None:
        # A workspace's customer does not decide on the logins of its members.
        return ()
    count = sum(
        CampaignMatch.objects.filter(made_by_id__in=users).update(made_by=None)
        for _workspace in across_workspaces()
    )
    return (Erased("analytics.campaignmatch", count),)


def _users(subject: Subject) -> list[UUID]:
    found = set(User.objects.filter(email__in=subject.emails).values_list("id", flat=True))
    return [*found, *([subject.user_id] if subject.user_id else [])]


def _workspaces() -> Iterator[UUID]:
    entered = current_workspace_id()
    return iter([entered]) if entered else across_workspaces()


def _rows(users: list[UUID]) -> tuple[Mapping[str, str | None], ...]:
    return plain_rows(CampaignMatch.objects.filter(made_by_id__in=users).values(*_FIELDS))
