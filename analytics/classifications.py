"""What each column of analytics holds of people, and why: hardly one does."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from accounts.subjects import Classification, Classifications, NotPersonal, Personal

_KEY = NotPersonal("Names the workspace, the source, the campaign or the row.")
_SUM = NotPersonal("A count or a sum of a day, from which no person can be told.")
_RULE = NotPersonal("By which rules a business counts.")
_NOTED = NotPersonal("What happened in a business on a day; the form asks to name no people.")
_DEAL = NotPersonal("How a deal stood, by its id and its stage; whom it is about is not said.")
_KEPT = NotPersonal("Which numbers a business looks at; the form asks to name no people.")
_GIVEN = NotPersonal(
    "A page that a business shows; neither says whom it was given to or who saw it."
)
DECIDED = _("show in the workspace who mapped campaigns and set rules")
_MADE_BY = Personal(
    category="pd:Identifying",
    subject="user",
    source=_("the user who mapped the campaigns or set the rules"),
    purpose=DECIDED,
    basis=_("6(1)(b): the contract on the use of Proactivox"),
    retention=_("until the login is erased"),
)
WATCHED = _("show in the workspace who watches numbers and what was done about incidents")
_BY = Personal(
    category="pd:Identifying",
    subject="user",
    source=_("the user who made the monitor or worked on the incident"),
    purpose=WATCHED,
    basis=_("6(1)(b): the contract on the use of Proactivox"),
    retention=_("until the login is erased"),
)
_CAMPAIGN = NotPersonal("What a campaign did, and what a rule made of it; no person is in it.")
_WROTE = replace(_BY, category="pd:Communication", origin="provided")
GOT_END = _("1 year after it was told last, or with the membership")
_GETS = Personal(
    category="pd:UID",
    subject="user",
    source=_("the user who chose who gets a report"),
    purpose=_("tell members what happens in their workspace"),
    basis=_("6(1)(b): the contract on the use of Proactivox"),
    retention=GOT_END,
)
_GOT = replace(_GETS, source=_("Proactivox, as it sent a report"))
_NUMBER = NotPersonal("Numbers of a day and how rare they are, from which no person can be told.")


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
    "analytics.adchannelday": {**_all(_KEY, "on source channel"), **_AD_SUMS},
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
        **_all(_SUM, "lost_micros cycles cycle_days"),
    },
    "analytics.dealspan": {
        **_all(_KEY, "workspace source opportunity_external_id number currency"),
        **_all(_DEAL, "started_at ended_at stage state amount_micros is_amount_known probability"),
        **_all(_DEAL, "lead_source campaign_external_id basis since_at is_since_known is_entry"),
        **_all(_DEAL, "left_at went_to went_state"),
    },
    "analytics.leadcohortday": {
        **_all(_KEY, "workspace on source step lead_source is_reached days"),
        **_all(_SUM, "people"),
    },
    "analytics.spanbasis": {
        **_all(_KEY, "workspace source"),
        **_all(_RULE, "is_behind built_at zone"),
    },
    "analytics.rollupbasis": {
        **_all(_KEY, "workspace source"),
        **_all(_RULE, "zone snapshots_since rebuilt_at"),
    },
    "analytics.settling": {
        **_all(_KEY, "workspace source measure currency"),
        **_all(_SUM, "steps days apart days_missing learned_on"),
    },
    "analytics.leadstage": {
        **_all(_KEY, "id workspace source"),
        **_all(_RULE, "status stage counted_as is_guess changed_at"),
    },
    "analytics.campaignmatch": {
        **_all(_KEY, "id workspace ad_campaign crm_campaign"),
        "made_by": _MADE_BY,
        "made_at": _RULE,
    },
    "analytics.channelbook": {
        **_all(_KEY, "id workspace"),
        **_all(_RULE, "version changed_at assigned_version assigned_at"),
        "changed_by": _MADE_BY,
    },
    "analytics.channelrule": {
        **_all(_KEY, "id workspace"),
        **_all(_RULE, "position channel conditions"),
    },
    "analytics.annotation": {
        **_all(_KEY, "id workspace campaign"),
        **_all(_NOTED, "first_on last_on kind text is_special platform channel"),
        **_all(_RULE, "made_at deleted_at"),
        "made_by": _MADE_BY,
    },
    "analytics.numbersexport": {
        **_all(_KEY, "id workspace"),
        **_all(_RULE, "question state asked_at finished_at expires_at rows size errors"),
        "content": _SUM,
    },
    "analytics.monitor": {
        **_all(_KEY, "id workspace metric by filters accepted"),
        **_all(_RULE, "name kind parameters least_volume least_change least_impact"),
        **_all(_RULE, "made_at changed_at paused_at pause_reason deleted_at"),
        **_all(_NUMBER, "state told judged_on looked_at"),
        **_all(_BY, "made_by paused_by"),
    },
    "analytics.evaluation": {
        **_all(_KEY, "id workspace monitor day"),
        **_all(_NUMBER, "state series out detector failure at"),
    },
    "analytics.monitormemory": {
        **_all(_KEY, "id workspace monitor basis keys"),
        **_all(_NUMBER, "kinds content"),
    },
    "analytics.monitorwatch": {
        **_all(_KEY, "id workspace monitor part"),
        "watch": _NUMBER,
    },
    "analytics.monitortrial": {
        **_all(_KEY, "id workspace monitor"),
        **_all(_RULE, "asked made_at"),
        **_all(_NUMBER, "result failure done_at"),
    },
    "analytics.alarmbudget": {
        **_all(_KEY, "id workspace"),
        **_all(_RULE, "most set_at"),
        "plan": _NUMBER,
    },
    "analytics.mutewindow": {
        **_all(_KEY, "id workspace monitor"),
        **_all(_RULE, "first_on last_on weekday reason made_at"),
        "made_by": _BY,
    },
    "analytics.incident": {
        **_all(_KEY, "id workspace monitor part part_name members"),
        **_all(_RULE, "status ended_as is_useful made_at"),
        **_all(
            _NUMBER,
            "is_failure opened_on ended_on is_severe side worst latest days offers_level outcome",
        ),
        "owner": _BY,
    },
    "analytics.incidentevent": {
        **_all(_KEY, "id workspace incident"),
        **_all(_NUMBER, "what day details at"),
        "by": _BY,
    },
    "analytics.incidentcomment": {
        **_all(_KEY, "id workspace incident"),
        "text": _WROTE,
        "by": _BY,
        "at": _BY,
    },
    "analytics.budget": {
        **_all(_KEY, "id workspace platform channel campaign_id"),
        **_all(_RULE, "metric every spread made_at ended_at"),
        "made_by": _MADE_BY,
    },
    "analytics.budgetamount": {
        **_all(_KEY, "id workspace budget"),
        **_all(_RULE, "first_on last_on version micros currency set_at"),
        "set_by": _MADE_BY,
    },
    "analytics.budgetstate": {
        **_all(_KEY, "id workspace budget"),
        **_all(_RULE, "first_on state since"),
    },
    "analytics.keptstanding": {
        **_all(_KEY, "id workspace budget"),
        **_all(_RULE, "first_on basis made_at"),
        "standing": _SUM,
    },
    "analytics.automation": {
        **_all(_KEY, "id workspace"),
        **_all(_RULE, "name version state made_at changed_at live_at paused_at pause_reason"),
        **_all(_RULE, "deleted_at judged waits looked_at"),
        **_all(_MADE_BY, "made_by live_by paused_by"),
    },
    "analytics.automationversion": {
        **_all(_KEY, "id workspace automation"),
        **_all(_RULE, "number rule made_at"),
        "made_by": _MADE_BY,
    },
    "analytics.automationrun": {
        **_all(_KEY, "id workspace automation"),
        **_all(_RULE, "version is_live began_at ended_at"),
        **_all(_CAMPAIGN, "looked acted held_out blocked others"),
    },
    "analytics.automationdecision": {
        **_all(_KEY, "id workspace automation run thing_kind thing_key thing_name"),
        **_all(_KEY, "occasion incident_id action_id"),
        **_all(_RULE, "version is_live do at"),
        **_all(_CAMPAIGN, "outcome reason details first_on last_on sums"),
    },
    "analytics.automationpreview": {
        **_all(_KEY, "id workspace automation"),
        **_all(_RULE, "version made_at done_at"),
        "result": _CAMPAIGN,
    },
    "analytics.automationswitch": {
        **_all(_KEY, "id workspace"),
        "stopped_at": _RULE,
        "stopped_by": _MADE_BY,
    },
    "analytics.savedreport": {
        **_all(_KEY, "id workspace"),
        **_all(_KEPT, "name question version is_shared"),
        **_all(_RULE, "made_at changed_at deleted_at"),
        "made_by": _MADE_BY,
    },
    "analytics.dashboard": {
        **_all(_KEY, "id workspace"),
        **_all(_KEPT, "name roles version"),
        **_all(_RULE, "made_at changed_at deleted_at"),
        "made_by": _MADE_BY,
    },
    "analytics.dashboardversion": {
        **_all(_KEY, "id workspace dashboard"),
        **_all(_KEPT, "number layout restored"),
        "made_at": _RULE,
        "made_by": _MADE_BY,
    },
    "analytics.ownmetric": {
        **_all(_KEY, "id workspace key"),
        **_all(_KEPT, "name version"),
        **_all(_RULE, "made_at retired_at"),
    },
    "analytics.ownmetricversion": {
        **_all(_KEY, "id workspace metric"),
        **_all(_KEPT, "number name formula unit good decimals description"),
        "made_by": _MADE_BY,
        "made_at": _RULE,
    },
    "analytics.sharedlink": {
        **_all(_KEY, "id workspace shows"),
        **_all(_KEPT, "kind version question name"),
        **_all(_GIVEN, "token_hash password offers_csv expires_at opened opened_on"),
        **_all(_RULE, "made_at revoked_at"),
        **_all(_MADE_BY, "made_by revoked_by"),
    },
    "analytics.report": {
        **_all(_KEY, "id workspace dashboard"),
        **_all(_KEPT, "name rhythm weekday month_day hour language next_at"),
        **_all(_RULE, "made_at paused_at deleted_at"),
        "made_by": _MADE_BY,
    },
    "analytics.reportrecipient": {
        **_all(_KEY, "id workspace report"),
        **_all(_GETS, "user added_at left_at"),
    },
    "analytics.reportsending": {
        **_all(_KEY, "id workspace report"),
        **_all(_RULE, "due_at is_extra state waits_for warnings made_at"),
        "asked_by": _MADE_BY,
    },
    "analytics.reportfile": {
        **_all(_KEY, "id workspace sending"),
        **_all(_RULE, "language numbers pages made_at"),
        "content": _SUM,
    },
    "analytics.reportcopy": {
        **_all(_KEY, "id workspace sending file mail_id"),
        **_all(_GOT, "user delivered_at withheld"),
    },
    "analytics.publication": {
        **_all(_KEY, "id workspace dashboard currency"),
        **_all(_KEPT, "name dashboard_version first_on last_on channel_rules"),
        **_all(_RULE, "published_at withdrawn_at"),
        **_all(_SUM, "read_until document numbers pdf"),
        "published_by": _MADE_BY,
    },
    "analytics.channelof": {**_all(_KEY, "workspace kind key"), **_all(_RULE, "channel")},
}
