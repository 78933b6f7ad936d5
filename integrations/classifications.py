"""What each column of integrations holds of people: the customer controls, we process."""

from dataclasses import replace

from django.utils.translation import gettext_noop as _

from accounts.subjects import Classification, Classifications, Kept, NotPersonal, Personal

_KEY = NotPersonal("Names the workspace, the source or the row, or tells two versions apart.")
_BUSINESS = NotPersonal("A fact of a business: its campaigns, deals, companies or lists.")
_STATE = NotPersonal("How far a sync has come, in counts, moments and words of ours.")
_SECRET = NotPersonal("A sealed token of the customer's organisation, not of a person.")
_UNTIL = _("until the customer erases the person or closes the workspace")
_INSTRUCTED = _("28(3)(a): the customer's documented instruction")
_CRM = _("the customer's CRM")
_DISCONNECTED = _("until the source is disconnected")
_ALWAYS = _("as long as the workspace")
# Purposes for which others receive something; personal_data says who.
COUNT = _("count leads, deals and what led to them, for the customer")
ASK_ACCESS = _("ask for access in the name of the user whom the customer made for integrations")
SHOW_PEOPLE = _("show who stands behind a number, to the roles that may see people")
SHOW_CONNECTED = _("show in the workspace who connected a source")
WRITE = _("make tasks and set fields in the customer's own CRM, as its members ask")
CHANGE = _("change campaigns in the customer's own advertising accounts, as its members ask")


def _contact(category: str, source: str = _CRM, *, encrypted: bool = False) -> Personal:
    return Personal(
        category=category,
        subject="customer_contact",
        source=source,
        purpose=COUNT,
        basis=_INSTRUCTED,
        retention=_UNTIL,
        role="processor",
        encrypted=encrypted,
    )


_PERSON = _contact("pd:Identifying")
_DEED = _contact("pd:Behavioral")
_DONE = replace(_DEED, origin="observed")
_WORK = _contact("pd:Professional")
_EMAIL = _contact("pd:EmailAddress")
_STAFF = Personal(
    category="pd:Identifying",
    subject="customer_staff",
    source=_CRM,
    purpose=_("say which member of the customer's staff owns a record, by id alone"),
    basis=_INSTRUCTED,
    retention=_UNTIL,
    role="processor",
)
_CONNECTED_BY = Personal(
    category="pd:Identifying",
    subject="user",
    source=_("the user who connected the source"),
    purpose=SHOW_CONNECTED,
    basis=_("6(1)(b): the contract on the use of Proactivox"),
    retention=_("until the login is erased"),
)
_INTEGRATION_USER = Personal(
    category="pd:UID",
    subject="customer_staff",
    source=_("the admin who connects the source"),
    purpose=ASK_ACCESS,
    basis=_INSTRUCTED,
    retention=_DISCONNECTED,
    role="processor",
)
_SUPPRESSED = Personal(
    category="pd:Identifying",
    subject="customer_contact",
    source=_("the person's request for erasure"),
    purpose=_("keep an erased person from coming back with the next sync"),
    basis=_("28(3)(e): helping the customer with an erasure that lasts (17(1))"),
    retention=_ALWAYS,
    role="processor",
)
_LIFTED = _("until the restriction is lifted")
_AGREED = _("until the source says the same, or the person is erased")
_RESTRICTED = Personal(
    category="pd:Identifying",
    subject="customer_contact",
    source=_("the person's request for restriction, or objection"),
    purpose=_("keep a restricted person out of all use but storage"),
    basis=_("28(3)(e): helping the customer with a restriction that holds (18(2))"),
    retention=_LIFTED,
    role="processor",
)

_CORRECTED = Personal(
    category="pd:Identifying",
    subject="customer_contact",
    source=_("the person's request for rectification"),
    purpose=_("hold what was corrected until its source says so, too"),
    basis=_("28(3)(e): helping the customer with a correction that lasts (16)"),
    retention=_AGREED,
    role="processor",
)

_UNTIL_DECIDED = _("until it is decided to stay out, or the person is erased again")
_QUARANTINED = replace(
    _SUPPRESSED,
    source=_CRM,
    purpose=_("let the customer decide on a new record of a person who was erased"),
    basis=_INSTRUCTED,
    retention=_UNTIL_DECIDED,
)
_LET_IN_BY = Personal(
    category="pd:UID",
    subject="customer_staff",
    source=_("our servers"),
    purpose=_("show who let a record in"),
    basis=_INSTRUCTED,
    retention=_("as long as the workspace; ids alone"),
    role="processor",
)

_ASKED_BY = Personal(
    category="pd:UID",
    subject="customer_staff",
    source=_("our servers"),
    purpose=CHANGE,
    basis=_INSTRUCTED,
    retention=_("as long as the workspace; ids alone"),
    role="processor",
)
_CHANGED = NotPersonal("A change of a business's own campaign: what, from what, to what, and when.")


_TASK_ABOUT = Personal(
    category="pd:Identifying",
    subject="customer_contact",
    source=_("the members of the workspace"),
    purpose=WRITE,
    basis=_INSTRUCTED,
    retention=_UNTIL,
    role="processor",
)


def _all(classification: Classification, names: str) -> dict[str, Classification]:
    return dict.fromkeys(names.split(), classification)


_ROW = _all(_KEY, "workspace source external_id stamp row_hash deleted_at not_visible_at")
# The id, the versions and the end of a record that is a person's own.
_PERSONS_ROW = (
    _all(_KEY, "workspace source row_hash")
    | _all(_PERSON, "external_id")
    | _all(_DEED, "stamp deleted_at not_visible_at")
    | _all(_RESTRICTED, "is_restricted")
)

CLASSIFICATIONS: Classifications = {
    "integrations.source": {
        **_all(_KEY, "id workspace connector"),
        **_all(_BUSINESS, "name options"),
        # The organisation, and the id of the user by whose eyes it is read.
        "identity": replace(_STAFF, paths=("external_id", "user_id")),
        "created_by": _CONNECTED_BY,
        **_all(_STATE, "created_at paused_at disconnected_at trouble_code trouble_text"),
        **_all(_STATE, "fresh_until"),
    },
    "integrations.credential": {
        **_all(_KEY, "id workspace source"),
        **_all(_SECRET, "access_token refresh_token"),
        **_all(_STATE, "instance_url token_url scope generation refreshed_at"),
    },
    "integrations.certificate": {
        **_all(_KEY, "id workspace source connector"),
        "private_key": _SECRET,
        **_all(_BUSINESS, "certificate consumer_key audience"),
        "username": _INTEGRATION_USER,
        **_all(_STATE, "created_at expires_at used_at"),
    },
    "integrations.syncrun": {
        **_all(_KEY, "id workspace source"),
        **_all(_STATE, "kind state job_id started_at finished_at rows_expected rows_loaded"),
        **_all(_STATE, "rows_rejected error_code error_text"),
    },
    "integrations.streamstate": {
        **_all(_KEY, "id workspace source"),
        **_all(_STATE, "stream account first_on last_on cursor synced_at rows schema trouble_text"),
        **_all(_STATE, "removed_until has_gap counted_at not_visible"),
    },
    "integrations.syncslice": {
        **_all(_KEY, "id workspace run source"),
        **_all(_STATE, "stream cursor_from cursor_to mode query_hash api_version remote_job_id"),
        **_all(_STATE, "account first_on last_on columns"),
        **_all(_STATE, "locator rows_expected rows_loaded pages_loaded error_text started_at"),
        **_all(_STATE, "finished_at"),
    },
    "integrations.campaign": {
        **_all(_KEY, "id"),
        **_ROW,
        **_all(_BUSINESS, "kind name platform type status parent_external_id starts_on ends_on"),
        **_all(_BUSINESS, "budget_micros cost_micros currency created_at account_external_id"),
    },
    "integrations.campaignaction": {
        **_all(_KEY, "id workspace source campaign undoes key origin_id"),
        **_all(_CHANGED, "what state before wanted after currency reason rule needs asked_at"),
        **_all(_CHANGED, "decided_at begun_at sent_at ended_at sends"),
        **_all(_CHANGED, "trouble_code trouble_text origin_kind origin_label origin_path"),
        **_all(_CHANGED, "record_kind field field_label"),
        **_all(_TASK_ABOUT, "record_external_id subject body"),
        # Of the task, not of whom it is about; found by the record's id, and emptied with it.
        "made_external_id": replace(_TASK_ABOUT, category="pd:Behavioral"),
        **_all(_ASKED_BY, "asked_by decided_by"),
    },
    "integrations.actionstep": {
        **_all(_KEY, "id workspace action"),
        **_all(_CHANGED, "at what data"),
        "by": _ASKED_BY,
    },
    "integrations.actionrules": {
        **_all(_KEY, "id workspace"),
        **_all(_CHANGED, "per_day most_percent most_micros records_alone pauses_alone stopped_at"),
        "stopped_by": _ASKED_BY,
    },
    "integrations.campaignday": {
        **_all(_KEY, "workspace on campaign cut source run_id as_of"),
        **_all(_BUSINESS, "impressions clicks spend_micros conversions_micros currency window"),
        **_all(_BUSINESS, "conversion_value_micros flags"),
        **_all(_BUSINESS, "dated_conversions_micros dated_value_micros"),
    },
    "integrations.campaigndayrevision": {
        **_all(_KEY, "workspace campaign on cut as_of run_id superseded_at"),
        **_all(_BUSINESS, "metric old_value new_value currency"),
    },
    "integrations.controltotal": _all(
        _STATE,
        "id workspace source stream account days first_on last_on theirs ours is_equal checked_at",
    ),
    "integrations.controlledday": _all(
        _STATE, "workspace source stream account on is_equal theirs ours checked_at"
    ),
    "integrations.formula": {
        **_all(_KEY, "id workspace source stream name"),
        **_all(_BUSINESS, "label kind"),
        **_all(_STATE, "picked_at refreshed_at changed gone_at"),
    },
    "integrations.formulavalue": {
        **_all(_KEY, "workspace formula external_id changed_at"),
        # Of deals, campaigns and companies alone; of people a formula is a personfield.
        **_all(_BUSINESS, "text number day moment"),
    },
    "integrations.trafficorigin": {
        **_all(_KEY, "id workspace source key"),
        # Addresses of people are cut out of these names before they are stored.
        **_all(_BUSINESS, "account session_source session_medium session_campaign channel_group"),
    },
    "integrations.trafficday": {
        **_all(_KEY, "workspace on origin source run_id as_of"),
        **_all(_BUSINESS, "sessions engaged_sessions new_users key_events_micros revenue_micros"),
        **_all(_BUSINESS, "currency flags"),
    },
    "integrations.trafficdayrevision": {
        **_all(_KEY, "workspace origin on as_of run_id superseded_at"),
        **_all(_BUSINESS, "metric old_value new_value currency"),
    },
    "integrations.organization": {
        **_ROW,
        **_all(_BUSINESS, "name time_zone currency fiscal_year_starts is_sandbox"),
        **_all(_BUSINESS, "is_fiscal_year_named_by_start"),
    },
    "integrations.fiscalperiod": {
        **_ROW,
        **_all(_BUSINESS, "kind name starts_on ends_on number year_external_id is_standard"),
    },
    "integrations.company": {
        **_ROW,
        # The name of a company that is a person is never stored.
        **_all(_BUSINESS, "name industry type country merged_into created_at"),
        "owner_external_id": _STAFF,
    },
    "integrations.contact": {
        **_PERSONS_ROW,
        **_all(_EMAIL, "email_hash suppression_hash"),
        **_all(_PERSON, "merged_into"),
        **_all(_WORK, "company_external_id"),
        **_all(_DONE, "lead_source created_at"),
        "owner_external_id": _STAFF,
    },
    "integrations.lead": {
        **_PERSONS_ROW,
        **_all(_EMAIL, "email_hash suppression_hash"),
        **_all(_PERSON, "merged_into converted_contact_external_id"),
        **_all(_WORK, "converted_company_external_id converted_opportunity_external_id"),
        **_all(_DEED, "status is_converted converted_on"),
        **_all(_DONE, "lead_source created_at"),
        "country": replace(_contact("pd:Country"), origin="provided"),
        "owner_external_id": _STAFF,
    },
    "integrations.leadstatus": {**_ROW, **_all(_BUSINESS, "label sort_order is_converted")},
    "integrations.leadstatuschange": {
        **_PERSONS_ROW,
        "lead_external_id": _PERSON,
        **_all(_DEED, "old_status new_status changed_at"),
        "basis": _STATE,
    },
    "integrations.campaignmember": {
        **_PERSONS_ROW,
        **_all(_PERSON, "lead_external_id contact_external_id"),
        **_all(_DONE, "campaign_external_id status has_responded first_responded_on created_at"),
    },
    "integrations.campaignmemberstatus": {
        **_ROW,
        **_all(_BUSINESS, "campaign_external_id label has_responded"),
    },
    "integrations.opportunity": {
        **_ROW,
        **_all(_BUSINESS, "company_external_id campaign_external_id stage amount_micros currency"),
        **_all(_BUSINESS, "probability closes_on created_at is_closed is_won type lead_source"),
        **_all(_BUSINESS, "forecast_category record_type_external_id"),
        "contact_external_id": _PERSON,
        "owner_external_id": _STAFF,
    },
    "integrations.opportunitycontact": {
        **_PERSONS_ROW,
        "contact_external_id": _PERSON,
        **_all(_WORK, "opportunity_external_id role is_primary created_at"),
    },
    "integrations.opportunitychange": {
        **_ROW,
        **_all(_BUSINESS, "opportunity_external_id stage amount_micros currency probability"),
        **_all(_BUSINESS, "closes_on changed_at"),
    },
    "integrations.opportunitystage": {
        **_ROW,
        **_all(_BUSINESS, "label sort_order is_active is_closed is_won probability"),
        **_all(_BUSINESS, "forecast_category"),
    },
    "integrations.crmuser": {
        **_all(_KEY, "workspace source stamp row_hash deleted_at not_visible_at"),
        **_all(_STAFF, "external_id is_active user_type"),
    },
    "integrations.recordtype": {**_ROW, **_all(_BUSINESS, "object_name label is_active")},
    "integrations.exchangerate": {
        **_ROW,
        **_all(_BUSINESS, "currency rate starts_on ends_before is_corporate"),
    },
    "integrations.personfield": {
        **_all(_KEY, "workspace source field row_id"),
        "external_id": _PERSON,
        # Formulas that were picked are among them.
        "sealed": replace(
            _contact("pd:Name", _("fields that the customer opted in"), encrypted=True),
            purpose=SHOW_PEOPLE,
            origin="provided",
        ),
        "is_restricted": _RESTRICTED,
    },
    "integrations.mergedrecord": {
        **_all(_KEY, "workspace source kind"),
        **_all(_PERSON, "external_id winner_external_id last_external_id"),
        "is_restricted": _RESTRICTED,
    },
    "integrations.correction": {
        **_all(_KEY, "id workspace source stream field created_at"),
        "external_id": _CORRECTED,
        "value": replace(_CORRECTED, encrypted=True),
    },
    "integrations.restriction": {
        **_all(_KEY, "id workspace source created_at"),
        **_all(_RESTRICTED, "person_id external_id identifier_hash is_held"),
    },
    "integrations.peoplelimit": _all(_STATE, "id workspace kind days"),
    "integrations.quarantinedrecord": {
        **_all(_KEY, "id workspace source kind"),
        "external_id": _QUARANTINED,
        **_all(_QUARANTINED, "created_at met_at let_in_at"),
        "let_in_by": _LET_IN_BY,
    },
    "integrations.suppression": {
        **_all(_KEY, "id workspace source key_id normaliser created_at"),
        **_all(_SUPPRESSED, "external_id identifier_hash"),
    },
}

RETENTION: dict[str, Kept] = {
    _UNTIL: Kept(
        ("privacy.retention.sweeps.request_retention",),
        _("An erasure, the rules of the workspace each night, or its end."),
    ),
    _DISCONNECTED: Kept(
        ("integrations.services.sweeps.forget_certificates",), _("The end of the connection.")
    ),
    _UNTIL_DECIDED: Kept(deed=_("The decision of a member, or an erasure.")),
    _LIFTED: Kept(deed=_("The end of the restriction, or an erasure.")),
    _AGREED: Kept(deed=_("The next sync after the source has changed, or an erasure.")),
    _ALWAYS: Kept(deed=_("The end of the workspace.")),
}
