"""Verbs of sources; all keyword-only. Views import from here.

Connect (outside of a workspace's transaction; both call Salesforce or send the browser there):
    begin_connect(*, workspace_id, user_id, session, connector, login="production"|"test"|
        "my_domain", my_domain="", source_id=None) -> str   the address to redirect the browser to
    complete_connect(*, user_id, session, query, connector) -> Connected(workspace_slug, source_id,
        is_new, connector, needs_accounts)
        the view at /connect/<connector>/callback: login required, query=request.GET. Raises Trouble
        (.message, .advice, .code) for a page that says what to do. Codes: consent_refused,
        forged_state, missing_permission, missing_scope, app_not_installed, stale_code,
        other_organization, my_domain, refused, sources_limit, unreachable.
    readable_accounts(*, workspace_id, source_id) -> (VendorAccount, ...)
    connect_by_certificate(*, workspace, user_id, certificate_id, consumer_key, username, login,
        my_domain="") -> Connected                     codes certificate_*, missing_scope, ...
Inside a workspace, in the view's transaction:
    begin_certificate(*, connector, source_id=None) -> Certificate   a key pair to be uploaded
    request_sync(*, source_id) -> UUID | None          sync now; None when it is already going on
    reread_range(*, source_id, from_at, to_at=None) -> UUID | None   aware datetimes
    pause_source(*, source_id), resume_source(*, source_id)
    choose_accounts(*, source_id, accounts)            the vendor's accounts that are read
    disconnect_source(*, source_id)                    keeps the numbers, ends the access
    is_access_shared(source) -> bool                   whether its consent is not given back then
    rename_source(*, source_id, name)
    choose_pace(*, source_id, minutes)                 how often it is read
    choose_api_share(*, source_id, share)              per cent of the vendor's daily requests
    choose_person_fields(*, source_id, fields)         {"Lead": ["FirstName"], "Contact": [...]}
    choose_formulas(*, source_id, fields)              {"Opportunity": ["Days_Open__c"]}
Each raises Trouble(code="no_source") for a source that is not there, and records one audit line.
"""

from integrations.services.access import is_access_shared
from integrations.services.accounts import choose_accounts, readable_accounts
from integrations.services.certificates import (
    BY_CERTIFICATE,
    begin_certificate,
    connect_by_certificate,
)
from integrations.services.connect import begin_connect, complete_connect, workspace_of_pending
from integrations.services.formulas import choose_formulas
from integrations.services.sources import (
    choose_api_share,
    choose_pace,
    choose_person_fields,
    disconnect_source,
    pause_source,
    rename_source,
    request_sync,
    reread_range,
    resume_source,
)
from integrations.services.storing import Connected

__all__ = [
    "BY_CERTIFICATE",
    "Connected",
    "begin_certificate",
    "begin_connect",
    "choose_accounts",
    "choose_api_share",
    "choose_formulas",
    "choose_pace",
    "choose_person_fields",
    "complete_connect",
    "connect_by_certificate",
    "disconnect_source",
    "is_access_shared",
    "pause_source",
    "readable_accounts",
    "rename_source",
    "request_sync",
    "reread_range",
    "resume_source",
    "workspace_of_pending",
]
