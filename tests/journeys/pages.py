"""Every page of the product and how to get there: the list is the urlconf's, none can be forgotten.

A route that answers GET is either in BOOK, with the addresses that stand for it in a furnished
workspace, or in NO_PAGES with the reason why nobody looks at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.urls import get_resolver

from tests.architecture.test_audit import methods_of
from tests.architecture.test_urls import addresses


@dataclass(frozen=True)
class Places:
    """Where things are in a furnished workspace: addresses that begin with "/" and end with "/".

    `home` is "/w/<slug>/", `sources` one of each connector, `runs` one of each source, `upload`
    a file that waits for its import, `certificate` one that waits for its source; `things` are ids
    of what members made, by the names that tests.journeys.furnishing gives them.
    """

    home: str
    sources: dict[str, str]
    runs: tuple[str, ...]
    upload: str
    certificate: str
    things: dict[str, str] = field(default_factory=dict)


Pages = Callable[[Places], list[str]]


def at(*paths: str) -> Pages:
    """The same addresses in every world."""
    return lambda _places: list(paths)


def home(*parts: str) -> Pages:
    """Below the workspace's own address."""
    return lambda places: [places.home + part for part in parts]


def thing(*parts: str) -> Pages:
    """Below the workspace's own address, with {names} of what members made in it."""
    return lambda places: [places.home + part.format(**places.things) for part in parts]


def source(part: str, *keys: str) -> Pages:
    """Below the sources of these connectors; of all where none is named."""
    return lambda places: [
        place + part for key, place in places.sources.items() if not keys or key in keys
    ]


_W, _ALLAUTH = "w/<slug:slug>/", "accounts/"
_SOURCE = f"{_W}sources/<uuid:source_id>/"
_SSO = f"{_W}settings/single-sign-on/"
_PROVIDERS = "sso/<uuid:workspace_id>/<uuid:connection_id>/"
_REQUEST = f"{_W}settings/privacy/requests/<uuid:request_id>/"
_REGISTERS = f"{_W}settings/privacy/registers/"
_REGISTER_STEPS = {
    "breaches": ("assess", "authority", "people", "customers", "describe", "close"),
    "complaints": ("acknowledge", "write", "hear", "close"),
    "disclosures": ("add",),
}
_STEPS = ("pass", "ask", "extend", "reply", "hear", "close", "propose", "decide")
_RANGES = (
    "overview/",
    "overview/?range=last_90&by=platform",
    "overview/?by=lead_source",
    "overview/?by=channel",
)
_EMPTY = "overview/?from=2001-01-01&to=2001-01-31"
_KEYS = ("spend", "roas", "won_revenue", "leads", "ctr")
_CONNECTORS = ("salesforce", "google_ads", "meta_ads", "google_analytics", "hubspot")

# Open to strangers.
PUBLIC: dict[str, Pages] = {
    "": at("/", "/da/"),
    "pricing/": at("/pricing/", "/da/pricing/?interval=year&members=12"),
    "security/": at("/security/"),
    "developers/": at("/developers/", "/da/developers/"),
    "developers/<slug:group>/": at("/developers/numbers/", "/da/developers/incidents/"),
    "status/": at("/status/"),
    "accounts/login/": at("/accounts/login/"),
    "accounts/signup/": at("/accounts/signup/"),
    "accounts/inactive/": at("/accounts/inactive/"),
    "accounts/login/code/": at("/accounts/login/code/"),
    "accounts/password/reset/": at("/accounts/password/reset/"),
    "accounts/password/reset/done/": at("/accounts/password/reset/done/"),
    "accounts/password/reset/key/done/": at("/accounts/password/reset/key/done/"),
    "accounts/confirm-email/": at("/accounts/confirm-email/"),
    r"accounts/^confirm-email/(?P<key>[-:\w]+)/$": at("/accounts/confirm-email/no-good-key/"),
    r"accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": at(
        "/accounts/password/reset/key/no-good-key/"
    ),
    "invitations/<uuid:workspace_id>/<str:secret>/": at(
        "/invitations/00000000-0000-7000-8000-000000000009/nothing/"
    ),
    "sso/": at("/sso/"),
    "sso/required/": at("/sso/required/"),
    "sso/<uuid:workspace_id>/start/": at("/sso/00000000-0000-7000-8000-000000000009/start/"),
    "sso/<uuid:workspace_id>/confirm/<uuid:ticket>/": at(
        "/sso/00000000-0000-7000-8000-000000000009/confirm/00000000-0000-7000-8000-000000000009/"
    ),
    "cookie-choices/": at("/cookie-choices/"),
    "newsletter/": at("/newsletter/"),
    "newsletter/sent/": at("/newsletter/sent/"),
    "newsletter/confirm/<str:secret>/": at("/newsletter/confirm/nothing/"),
    "newsletter/choices/<str:secret>/": at("/newsletter/choices/nothing/"),
    "newsletter/stop/<str:token>/": at(f"/newsletter/stop/{'a' * 43}/"),
    "newsletter/archive/": at("/newsletter/archive/"),
    "newsletter/archive/<slug:slug>/": at("/newsletter/archive/nothing/"),
    "privacy/": at("/privacy/"),
    "privacy/<slug:slug>/": at("/privacy/proactivox/"),
    "privacy/<slug:slug>/sent/": at("/privacy/proactivox/sent/"),
    "privacy/<slug:slug>/confirm/<str:secret>/": at("/privacy/proactivox/confirm/nothing/"),
    "privacy/<slug:slug>/request/<str:secret>/": at("/privacy/proactivox/request/nothing/"),
    "privacy/<slug:slug>/complaint/": at("/privacy/proactivox/complaint/"),
    "privacy/<slug:slug>/complaint/sent/": at("/privacy/proactivox/complaint/sent/"),
    "privacy/<slug:slug>/request/<str:secret>/copy/": at(
        "/privacy/proactivox/request/nothing/copy/"
    ),
    "<policy:kind>": at("/privacy-policy", "/cookie-policy", "/subprocessors", "/dpa"),
    "<policy:kind>/versions/": at("/privacy-policy/versions/", "/dpa/versions/"),
    "<policy:kind>/versions/<int:number>/<slug:locale>/": at("/privacy-policy/versions/1/da/"),
    "subprocessors/changes/": at("/subprocessors/changes/"),
    "subprocessors/changes/sent/": at("/subprocessors/changes/sent/"),
    "subprocessors/changes/confirm/<str:secret>/": at("/subprocessors/changes/confirm/nothing/"),
    "subprocessors/changes/leave/<str:token>/": at("/subprocessors/changes/leave/nothing/"),
    "contact/": at("/contact/", "/da/contact/?topic=sales"),
    "contact/sent/<str:reference>/": at("/contact/sent/PX-7K3Q9D/"),
    "contact/ticket/<str:secret>/": at("/contact/ticket/nothing/"),
    "demo/": at("/demo/", "/da/demo/?zone=America/New_York"),
    "demo/sent/": at("/demo/sent/"),
    "demo/wait/sent/": at("/demo/wait/sent/"),
    "demo/wait/<str:secret>/": at("/demo/wait/nothing/"),
    "demo/done/<slug:what>/": at("/demo/done/confirmed/", "/demo/done/cancelled/"),
    "demo/confirm/<str:secret>/": at("/demo/confirm/nothing/"),
    "demo/move/<str:secret>/": at("/demo/move/nothing/"),
    "demo/cancel/<str:secret>/": at("/demo/cancel/nothing/"),
    "webinars/": at("/webinars/"),
    "webinars/sent/": at("/webinars/sent/"),
    "webinars/<uuid:webinar_id>/": at("/webinars/00000000-0000-7000-8000-000000000009/"),
    "webinars/done/<slug:what>/": at("/webinars/done/seated/", "/webinars/done/waiting/"),
    "webinars/confirm/<str:secret>/": at("/webinars/confirm/nothing/"),
    "webinars/cancel/<str:secret>/": at("/webinars/cancel/nothing/"),
    # Of no route: what stands there when nothing does.
    "*": at("/no-such-page"),
}
# For somebody who is logged in; the workspace's own for its owner.
PERSONAL: dict[str, Pages] = {
    "accounts/profile/": at("/accounts/profile/"),
    "accounts/email/": at("/accounts/email/"),
    "accounts/password/change/": at("/accounts/password/change/"),
    "accounts/reauthenticate/": at("/accounts/reauthenticate/"),
    "accounts/2fa/": at("/accounts/2fa/"),
    "accounts/2fa/totp/activate/": at("/accounts/2fa/totp/activate/"),
    "accounts/2fa/webauthn/": at("/accounts/2fa/webauthn/"),
    "accounts/2fa/webauthn/add/": at("/accounts/2fa/webauthn/add/"),
    "accounts/sessions/": at("/accounts/sessions/"),
    "accounts/security/": at("/accounts/security/"),
    "accounts/notices/": at("/accounts/notices/"),
    "accounts/privacy/": at("/accounts/privacy/"),
    "accounts/communication/": at("/accounts/communication/"),
    "accounts/data/": at("/accounts/data/"),
    "accounts/close/": at("/accounts/close/"),
    "accounts/usage/": at("/accounts/usage/"),
    "accounts/support/": at("/accounts/support/"),
    "workspaces/new/": at("/workspaces/new/"),
    "connect/<slug:connector>/callback": at(
        "/connect/salesforce/callback?error=access_denied&state=forged"
    ),
    f"{_W}overview/": home(*_RANGES, _EMPTY),
    f"{_W}dashboards/": home("dashboards/"),
    f"{_W}dashboards/new/": home("dashboards/new/?begin=paid_media"),
    f"{_W}dashboards/add/": home("dashboards/add/?q=metrics%3Dspend"),
    **{
        f"{_W}dashboards/<uuid:dashboard_id>/{part}": thing(
            f"dashboards/{{dashboard}}/{part}".replace("<int:number>", "1").replace(
                "<slug:tile_id>", "{tile}"
            )
        )
        for part in (
            *("", "edit/", "settings/", "tiles/new/", "tiles/ask/", "tiles/<slug:tile_id>/"),
            *("versions/", "versions/<int:number>/", "share/"),
        )
    },
    f"{_W}pipeline/": home(
        "pipeline/", "pipeline/?against=none&step=mql&by=week", "pipeline/?on=2001-01-01"
    ),
    f"{_W}pipeline/numbers/<slug:key>": home("pipeline/numbers/velocity"),
    f"{_W}numbers/<slug:metric>": home(*(f"numbers/{key}" for key in _KEYS)),
    f"{_W}automations/": home("automations/"),
    f"{_W}automations/new/": home("automations/new/", "automations/new/?like=dear"),
    f"{_W}automations/<uuid:automation_id>/": thing("automations/{automation}/"),
    f"{_W}automations/<uuid:automation_id>/edit/": thing("automations/{automation}/edit/"),
    f"{_W}automations/<uuid:automation_id>/preview/": thing("automations/{automation}/preview/"),
    f"{_W}budgets/": home("budgets/", "budgets/?on=2026-10-01"),
    f"{_W}budgets/new/": home("budgets/new/"),
    f"{_W}budgets/year/": home("budgets/year/"),
    f"{_W}budgets/import/": home("budgets/import/"),
    f"{_W}budgets/<uuid:budget_id>/": thing("budgets/{budget}/"),
    f"{_W}budgets/<uuid:budget_id>/amounts/": thing("budgets/{budget}/amounts/"),
    f"{_W}annotations/": home("annotations/"),
    f"{_W}annotations/new/": home("annotations/new/?on=2026-11-02"),
    f"{_W}annotations/<uuid:annotation_id>/": thing("annotations/{note}/"),
    f"{_W}explore/": home(
        "explore/",
        "explore/?metrics=spend,won_revenue&by=channel,platform&pivot=platform&show=bars",
        "explore/?metrics=clicks&where=colour+is+red",
    ),
    f"{_W}explore/reports/": home("explore/reports/"),
    f"{_W}explore/reports/new/": home("explore/reports/new/?q=metrics%3Dspend"),
    f"{_W}explore/reports/<uuid:report_id>/": thing("explore/reports/{saved}/"),
    f"{_W}explore/reports/<uuid:report_id>/share/": thing("explore/reports/{saved}/share/"),
    f"{_W}shared/": home("shared/"),
    "s/<str:token>/": lambda places: ["/s/of-nobody/", f"/s/{places.things['link']}/"],
    f"{_W}reports/": home("reports/"),
    f"{_W}reports/new/": home("reports/new/"),
    f"{_W}reports/recipients/": home("reports/recipients/"),
    f"{_W}reports/publish/": home("reports/publish/"),
    f"{_W}reports/published/<uuid:publication_id>/": thing("reports/published/{publication}/"),
    f"{_W}reports/<uuid:report_id>/": thing("reports/{report}/"),
    f"{_W}reports/<uuid:report_id>/edit/": thing("reports/{report}/edit/"),
    f"{_W}reports/<uuid:report_id>/preview/": thing("reports/{report}/preview/"),
    f"{_W}reports/<uuid:report_id>/leave/": thing("reports/{report}/leave/"),
    f"{_W}data/": home("data/"),
    f"{_W}data/<uuid:source_id>/": lambda places: [
        f"{places.home}data/{place.split('/')[-2]}/" for place in places.sources.values()
    ],
    f"{_W}sources/": home("sources/"),
    f"{_W}sources/new/": home("sources/new/"),
    f"{_W}sources/new/<slug:connector>/": home(*(f"sources/new/{key}/" for key in _CONNECTORS)),
    f"{_W}sources/new/<slug:connector>/certificate/<uuid:certificate_id>/": lambda places: [
        places.certificate
    ],
    f"{_W}sources/files/new/": home("sources/files/new/"),
    f"{_W}sources/files/<uuid:upload_id>/": lambda places: [places.upload],
    _SOURCE: source(""),
    f"{_SOURCE}disconnect/": source("disconnect/"),
    f"{_SOURCE}accounts/": source("accounts/", "google_ads", "meta_ads", "google_analytics"),
    f"{_SOURCE}formulas/": source("formulas/", "salesforce"),
    f"{_SOURCE}visits/": source("visits/", "google_analytics"),
    f"{_SOURCE}runs/<uuid:run_id>/": lambda places: list(places.runs),
    f"{_W}inbox/": home("inbox/", "inbox/?state=done"),
    f"{_W}inbox/wishes/": home("inbox/wishes/"),
    f"{_W}settings/": home("settings/"),
    f"{_W}settings/security/": home("settings/security/"),
    f"{_W}settings/members/": home("settings/members/"),
    f"{_W}settings/api-keys/": home("settings/api-keys/"),
    f"{_W}settings/webhooks/": home("settings/webhooks/"),
    f"{_W}settings/channels/": home("settings/channels/"),
    f"{_W}settings/escalation/": home("settings/escalation/"),
    f"{_SSO}": home("settings/single-sign-on/"),
    f"{_W}settings/directory/": home("settings/directory/"),
    f"{_SSO}new/<slug:kind>/": home(
        "settings/single-sign-on/new/oidc/", "settings/single-sign-on/new/saml/"
    ),
    f"{_W}settings/audit/": home("settings/audit/"),
    f"{_W}settings/jobs/": home("settings/jobs/"),
    f"{_W}settings/support-access/": home("settings/support-access/"),
    f"{_W}settings/closing/": home("settings/closing/"),
    f"{_W}settings/billing/": home("settings/billing/"),
    f"{_W}settings/billing/plans/": home("settings/billing/plans/?interval=year"),
    f"{_W}settings/billing/bought/": home("settings/billing/bought/"),
    f"{_W}settings/privacy/records/": home(
        "settings/privacy/records/", "settings/privacy/records/?on=2001-01-31"
    ),
    f"{_W}settings/privacy/instructions/": home("settings/privacy/instructions/"),
    f"{_W}settings/privacy/numbers/": home("settings/privacy/numbers/"),
    f"{_W}settings/privacy/readings/": home("settings/privacy/readings/"),
    f"{_W}settings/privacy/records/controller/": home("settings/privacy/records/controller/"),
    f"{_W}settings/privacy/quarantine/": home("settings/privacy/quarantine/"),
    f"{_W}actions/new/": home("actions/new/", "actions/new/?source=&kind=Account&q=none"),
    f"{_W}actions/": home("actions/", "actions/?state=done&what=pause"),
    f"{_W}monitors/": home("monitors/"),
    f"{_W}monitors/new/": home("monitors/new/", "monitors/new/?kind=anomaly"),
    f"{_W}monitors/quiet/": home("monitors/quiet/"),
    f"{_W}monitors/<uuid:monitor_id>/": thing("monitors/{monitor}/"),
    f"{_W}monitors/<uuid:monitor_id>/edit/": thing("monitors/{monitor}/edit/"),
    f"{_W}monitors/trials/<uuid:trial_id>/": thing("monitors/trials/{trial}/"),
    f"{_W}incidents/": home("incidents/", "incidents/?status=all"),
    f"{_W}incidents/<uuid:incident_id>/": thing(
        "incidents/{incident}/", "incidents/{old_incident}/"
    ),
    f"{_W}campaigns/<uuid:campaign_id>/": thing("campaigns/{campaign}/"),
    f"{_W}actions/<uuid:action_id>/": thing("actions/{action}/"),
    f"{_W}settings/stages/": home("settings/stages/"),
    f"{_W}settings/metrics/": home("settings/metrics/"),
    f"{_W}settings/metrics/new/": home("settings/metrics/new/"),
    f"{_W}settings/metrics/<uuid:metric_id>/": thing("settings/metrics/{metric}/"),
    f"{_W}settings/metrics/<uuid:metric_id>/edit/": thing("settings/metrics/{metric}/edit/"),
    f"{_W}settings/campaigns/": home("settings/campaigns/"),
    f"{_W}settings/campaigns/channels/": home("settings/campaigns/channels/"),
    **{
        f"{_REGISTERS}{book}/{part}": home(f"settings/privacy/registers/{book}/{part}")
        for book in _REGISTER_STEPS
        for part in ("", "new/")
    },
    f"{_W}settings/privacy/retention/": home("settings/privacy/retention/"),
    f"{_W}settings/privacy/retention/rules/<slug:kind>/": home(
        *(f"settings/privacy/retention/rules/{kind}/?months=12" for kind in ("leads", "deleted"))
    ),
    f"{_W}settings/privacy/retention/holds/new/": home("settings/privacy/retention/holds/new/"),
    f"{_W}settings/privacy/agreement/": home("settings/privacy/agreement/"),
    f"{_W}settings/privacy/subprocessors/": home("settings/privacy/subprocessors/"),
    f"{_W}settings/privacy/requests/": home("settings/privacy/requests/"),
    f"{_W}settings/privacy/requests/new/": home("settings/privacy/requests/new/"),
    f"{_W}settings/privacy/restrictions/": home("settings/privacy/restrictions/"),
    f"{_W}settings/privacy/restrictions/new/": home("settings/privacy/restrictions/new/"),
    # The last: it asks whether to end the session.
    "accounts/logout/": at("/accounts/logout/"),
}
_PAID = "Only of a workspace that pays: it needs one that Stripe was paid by."
_WRITTEN = "Asked of a CRM: the journey of records that are written to looks at it."
_ASKED = "axe asks about it in a journey that leads there."
_TICKETS = f"{_W}enquiries/tickets/"
_ENQUIRIES = f"{_W}enquiries/"
_HOUSE = "The house’s alone: axe asks about it in its journey."
NO_PAGES = {
    f"{_W}dashboards/<uuid:dashboard_id>/tiles/<slug:tile_id>/preview": (
        "A part of a tile's panel; axe asks in the journey of dashboards."
    ),
    "logos/<slug:place>/<str:digest>.png": "A picture.",
    "demo/wait/": "With a free time it leads there; axe asks in the demo house's journey.",
    "demo/details/": "Without a free time it leads back; axe asks in the journey of demos.",
    "contact/ticket/<str:secret>/files/<uuid:file_id>/": "A file.",
    _TICKETS: _ASKED,
    f"{_TICKETS}<uuid:ticket_id>/": _ASKED,
    f"{_TICKETS}<uuid:ticket_id>/files/<uuid:file_id>/": "A file.",
    f"{_ENQUIRIES}bookings/": _HOUSE,
    f"{_ENQUIRIES}bookings/hours/": _HOUSE,
    f"{_ENQUIRIES}bookings/<uuid:booking_id>/": _HOUSE,
    f"{_ENQUIRIES}bookings/<uuid:booking_id>/move/": _HOUSE,
    f"{_ENQUIRIES}webinars/": _HOUSE,
    f"{_ENQUIRIES}webinars/new/": _HOUSE,
    f"{_ENQUIRIES}webinars/<uuid:webinar_id>/": _HOUSE,
    f"{_ENQUIRIES}webinars/<uuid:webinar_id>/change/": "The form for a new one.",
    f"{_ENQUIRIES}webinars/<uuid:webinar_id>/attendees.csv": "A file.",
    **dict.fromkeys(
        (
            *("desk/", "desk/access/", "desk/promise/", "desk/switches/", "desk/jsi18n/"),
            "desk/^(?P<app_label>accounts|billing)/$",
            *("desk/accounts/workspacestanding/", "desk/accounts/sourcestanding/"),
            *("desk/maintenance/", "desk/notices/", "desk/notices/new/"),
            *(
                f"desk/notices/<uuid:announcement_id>/{part}"
                for part in ("", "change/", "publish/")
            ),
            *("desk/accounts/queuestanding/", "desk/accounts/deadjob/"),
            "desk/billing/stripecustomer/",
            "desk/billing/stripeevent/",
        ),
        "Our own desk, for its staff alone: test_desk.py and test_announcements.py look at it.",
    ),
    f"{_PROVIDERS}callback/": "The way back from a provider; axe asks in its journey.",
    f"{_PROVIDERS}finish/<uuid:ticket>/": "The way back from a provider.",
    f"{_PROVIDERS}metadata/": "Words for machines.",
    f"{_SSO}<uuid:connection_id>/": "The form for a new one; axe asks in the journey.",
    f"{_SSO}<uuid:connection_id>/test/": "Leads to the provider.",
    "healthz": "Words for machines.",
    "metrics": "Words for machines.",
    "readyz": "Words for machines.",
    ".well-known/gpc.json": "Words for machines.",
    "accounts/usage/csv/": "A file.",
    "accounts/usage/json/": "A file.",
    f"{_W}consents/": "The house’s alone: axe asks about it in its journey.",
    f"{_W}consents/csv/": "A file.",
    f"{_W}consents/json/": "A file.",
    f"{_W}usage/": "The house’s alone: axe asks about it in its journey.",
    f"{_W}enquiries/notices/": "The house’s alone: axe asks about it in its journey.",
    f"{_W}enquiries/notices/new/": "The house’s alone: axe asks about it in its journey.",
    f"{_W}enquiries/notices/<uuid:notice_id>/": "The house’s alone: axe asks in its journey.",
    "robots.txt": "Words for machines.",
    "sitemap.xml": "Words for machines.",
    ".well-known/security.txt": "Words for machines.",
    **{
        f"{_W}enquiries/newsletters/{part}": "The house’s alone: axe asks about it in its journey."
        for part in ("", "new/", "<uuid:letter_id>/", "<uuid:letter_id>/edit/")
    },
    _W: "Leads on to the overview.",
    f"{_W}overview/data": "The chart's numbers.",
    f"{_W}overview/export.csv": "A file.",
    "s/<str:token>/table.csv": "A file.",
    f"{_W}budgets/export.csv": "A file.",
    f"{_W}pipeline/export.csv": "A file.",
    f"{_W}explore/export.csv": "A file.",
    f"{_W}reports/files/<uuid:file_id>.pdf": "A file.",
    f"{_W}reports/published/<uuid:publication_id>/report.pdf": "A file.",
    f"{_W}explore/export.xlsx": "A file.",
    f"{_W}settings/audit/export/": "A file.",
    f"{_W}inbox/<uuid:told_id>/": "Leads on to the thing.",
    f"{_W}settings/billing/bought/progress/": "A part of the page that waits for a purchase.",
    f"{_W}settings/billing/change/": _PAID,
    f"{_W}settings/billing/cancel/": _PAID,
    f"{_W}settings/billing/returned/": "Leads on to the page of billing.",
    f"{_W}settings/billing/invoices/<uuid:invoice_id>/": "Leads to a file at Stripe.",
    f"{_W}settings/audit/heads/": "A file.",
    f"{_W}settings/channels/<uuid:channel_id>/": "As the page of a webhook.",
    f"{_W}settings/webhooks/<uuid:endpoint_id>/": "As the list, with the jobs’ table.",
    f"{_W}settings/privacy/records/export/": "A file.",
    f"{_W}settings/privacy/readings/export/": "A file.",
    f"{_W}sources/new/<slug:connector>/certificate/<uuid:certificate_id>/proactivox.crt": "A file.",
    f"{_W}actions/records/<uuid:source_id>/<slug:kind>/<slug:external_id>/": _WRITTEN,
    f"{_SOURCE}actions/fields/": _WRITTEN,
    f"{_SOURCE}progress/": "A part of the source's page.",
    f"{_SOURCE}earlier/": "A part of the source's page.",
    f"{_SOURCE}runs/<uuid:run_id>/progress/": "A part of the run's page.",
    f"{_SOURCE}runs/<uuid:run_id>/rejects.csv": "A file.",
    f"{_W}settings/privacy/requests/mailed/<uuid:request_id>/": _ASKED,
    **{f"{_REGISTERS}{book}/export/": "A file." for book in _REGISTER_STEPS},
    **{f"{_REGISTERS}{book}/<uuid:entry_id>/": _ASKED for book in _REGISTER_STEPS},
    **{
        f"{_REGISTERS}{book}/<uuid:entry_id>/{step}/": _ASKED
        for book, steps in _REGISTER_STEPS.items()
        for step in steps
    },
    f"{_W}settings/privacy/retention/export/": "A file.",
    _REQUEST: _ASKED,
    f"{_REQUEST}underway/": "A part of the request's page.",
    f"{_REQUEST}package/": _ASKED,
    f"{_REQUEST}package/bases/": "Only while a store waits for its basis: selects, and a button.",
    f"{_REQUEST}package/release/": _ASKED,
    f"{_REQUEST}package/items/<uuid:item_id>/leave-out/": _ASKED,
    "<policy:kind>/versions/<int:number>/<slug:locale>/text.html": "A file.",
    f"{_W}settings/privacy/subprocessors/announce/": "The house’s alone: a form as the desk’s.",
    "privacy/schemas/personal-data-1.json": "A schema for programs.",
    **{f"{_REQUEST}{step}/": _ASKED for step in _STEPS},
    **{f"{_REQUEST}erasure/{part}": _ASKED for part in ("", "close/")},
    f"{_REQUEST}erasure/certificate.<slug:kind>": "A file.",
    "privacy/<slug:slug>/request/<str:secret>/certificate.<slug:kind>": "A file.",
    f"{_REQUEST}correct/": "A form as the desk’s.",
    f"{_W}settings/privacy/restrictions/new/<uuid:request_id>/": "As without a request.",
    **{
        f"{_W}settings/privacy/restrictions/<uuid:person_id>/{step}/": "A form as the desk’s."
        for step in ("decide", "announce", "lift")
    },
    "accounts/password/set/": "For logins without a password, of which there are none.",
    "accounts/login/code/confirm/": _ASKED,
    "accounts/2fa/authenticate/": _ASKED,
    "accounts/2fa/reauthenticate/": _ASKED,
    "accounts/2fa/totp/deactivate/": _ASKED,
    "accounts/2fa/recovery-codes/": _ASKED,
    "accounts/2fa/recovery-codes/generate/": _ASKED,
    "accounts/2fa/recovery-codes/download/": "A file.",
    "accounts/2fa/webauthn/reauthenticate/": "2fa/reauthenticate/ with a passkey.",
    "accounts/2fa/webauthn/login/": "Words for the browser.",
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": _ASKED,
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": _ASKED,
}


def readable_routes() -> Iterator[str]:
    """Routes of the urlconf that answer GET, but for those of programs, described elsewhere."""
    for route, view in addresses(get_resolver().url_patterns):
        methods = methods_of(view)
        if not route.startswith(("api/", "scim/")) and methods & {"GET", "ANY"}:
            yield route


def every(book: dict[str, Pages], places: Places) -> list[str]:
    """The addresses of all pages of a book, each once."""
    found = (address for pages in book.values() for address in pages(places))
    return list(dict.fromkeys(found))
