"""The outside: Salesforce's client, the sandbox in development, the API, the log."""

from django.core.exceptions import ImproperlyConfigured

from proactivox.settings.base import BASE_DIR, IS_PRODUCTION
from proactivox.settings.environment import env, listed, parsed

SALESFORCE_CLIENT_ID = env.str("SALESFORCE_CLIENT_ID", default="")
SALESFORCE_CLIENT_SECRET = env.str("SALESFORCE_CLIENT_SECRET", default="")
SALESFORCE_LOGIN_HOST = env.str("SALESFORCE_LOGIN_HOST", default="https://login.salesforce.com")
SALESFORCE_SANDBOX_LOGIN_HOST = env.str(
    "SALESFORCE_SANDBOX_LOGIN_HOST", default="https://test.salesforce.com"
)
# Where the other vendors are and who we are to them; their own addresses unless told otherwise.
_VENDORS = {
    "GOOGLE_OAUTH_ORIGIN": "https://accounts.google.com",
    "GOOGLE_TOKEN_ORIGIN": "https://oauth2.googleapis.com",
    "GOOGLE_ADS_ORIGIN": "https://googleads.googleapis.com",
    "GOOGLE_ANALYTICS_DATA_ORIGIN": "https://analyticsdata.googleapis.com",
    "GOOGLE_ANALYTICS_ADMIN_ORIGIN": "https://analyticsadmin.googleapis.com",
    "META_GRAPH_ORIGIN": "https://graph.facebook.com",
    "META_DIALOG_ORIGIN": "https://www.facebook.com",
    "HUBSPOT_API_ORIGIN": "https://api.hubapi.com",
    "HUBSPOT_APP_ORIGIN": "https://app.hubspot.com",
    "GOOGLE_CLIENT_ID": "",
    "GOOGLE_CLIENT_SECRET": "",
    "GOOGLE_ADS_DEVELOPER_TOKEN": "",
    # What Google grants our developer token for all workspaces together (basic access).
    "GOOGLE_ADS_OPERATIONS_A_DAY": "15000",
    "META_CLIENT_ID": "",
    "META_CLIENT_SECRET": "",
    "HUBSPOT_CLIENT_ID": "",
    "HUBSPOT_CLIENT_SECRET": "",
}
VENDORS = {name: env.str(name, default=default) for name, default in _VENDORS.items()}

# Who we are to Stripe, where it is, and the secret that signs what it tells us. Without a key
# nothing can be bought.
STRIPE_SECRET_KEY = env.str("STRIPE_SECRET_KEY", default="")
STRIPE_API_BASE = env.str("STRIPE_API_BASE", default="https://api.stripe.com")
STRIPE_WEBHOOK_SECRET = env.str("STRIPE_WEBHOOK_SECRET", default="")
if bool(STRIPE_SECRET_KEY) != bool(STRIPE_WEBHOOK_SECRET):
    raise ImproperlyConfigured(
        "STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET belong together: who pays is learned from "
        "Stripe's webhooks, and only signed ones are believed."
    )

# Whether Stripe Tax works out VAT and reverse charge; it has to be switched on at Stripe as well.
STRIPE_TAX = env.bool("STRIPE_TAX", default=False)

# The only loopback addresses that the vendors' client admits, exact origins, in development.
SANDBOX_ORIGINS = listed("SANDBOX_ORIGINS")
SANDBOX_CA = env.str("SANDBOX_CA", default="")
# Who is asked about TXT records ("address" or "address:port"); empty: as /etc/resolv.conf says.
DNS_SERVERS = listed("DNS_SERVERS")
SANDBOX_BROWSER_ORIGIN = env.str("SANDBOX_BROWSER_ORIGIN", default="")
if IS_PRODUCTION and (SANDBOX_ORIGINS or SANDBOX_CA or SANDBOX_BROWSER_ORIGIN):
    raise ImproperlyConfigured(
        "SANDBOX_ORIGINS, SANDBOX_CA and SANDBOX_BROWSER_ORIGIN let the product speak to this "
        "machine itself; a production start refuses them. Remove them from the environment."
    )

# Uploads wait here until they are imported; web and workers have to see the same folder.
PRIVATE_FILES_DIR = env.str("PRIVATE_FILES_DIR", default=str(BASE_DIR / "var" / "uploads"))

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.api_keys.ApiKeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.api_keys.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "accounts.api_keys.described.Described",
    "EXCEPTION_HANDLER": "proactivox.api.problem",
    "UNAUTHENTICATED_USER": None,
    # `?format=` is a parameter like any other, and there is none.
    "URL_FORMAT_OVERRIDE": None,
}
# How often one API key may call: so many at once, and so many a second in the long run.
API_CALLS_AT_ONCE = parsed("API_CALLS_AT_ONCE", 120, int, "a whole number")
API_CALLS_PER_SECOND = parsed("API_CALLS_PER_SECOND", 2.0, float, "a number")

SPECTACULAR_SETTINGS = {
    "TITLE": "Proactivox API",
    "DESCRIPTION": "What was spent on marketing and what it earned, in one set of definitions.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": [],
    "SERVE_AUTHENTICATION": [],
    # A text that may not be empty says so in the document.
    "ENFORCE_NON_BLANK_FIELDS": True,
    # Each value stands in the list already.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "AnnotationKind": "analytics.programs.annotations.KINDS",
        "BudgetState": "analytics.programs.budget_shapes.STATES",
        "TrialState": "analytics.programs.monitor_shapes.TRIAL_STATES",
        "IncidentStatus": "analytics.programs.incident_shapes.STATUSES",
        "TileKind": "analytics.programs.dashboards.KINDS",
        "MonitorKind": "analytics.programs.monitor_shapes.KINDS",
        "MonitorState": "analytics.programs.monitor_shapes.STATES",
        "AutomationState": "analytics.programs.automation_shapes.STATES",
        "AutomationOutcome": "analytics.programs.automation_shapes.OUTCOMES",
        "RuleOn": "analytics.programs.rule_shapes.ONS",
        "RuleDeed": "analytics.programs.rule_shapes.DOS",
        "RuleApproval": "analytics.programs.rule_shapes.APPROVALS",
        "RuleCompare": "analytics.programs.rule_shapes.COMPARES",
        "RuleNumber": "analytics.programs.rule_shapes.NUMBER_KEYS",
        "ReportRhythm": "analytics.programs.sent_report_shapes.RHYTHMS",
        "SendingState": "analytics.programs.sent_report_shapes.SENDING_STATES",
        "CopyState": "analytics.programs.sent_report_shapes.COPY_STATES",
        "ChangeCause": "analytics.programs.publications.CAUSES",
        "ProposedStep": "analytics.programs.incident_deeds.PROPOSED_STEPS",
        "MetricUnit": "analytics.programs.own_metrics.UNITS",
        "ShownAs": "analytics.programs.own_metrics.SHOWN_AS",
        "CountedStage": "analytics.programs.mappings.LEAD_STAGES",
        "MetricDirection": "analytics.programs.own_metrics.DIRECTIONS",
        "SharedKind": "analytics.programs.shared_links.KINDS",
        "MemberRole": "accounts.api_members.ROLES",
        "ActionState": "integrations.api.actions.STATES",
        "SourceState": "integrations.api.shapes.STATES",
        "RunKind": "integrations.api.shapes.KINDS",
        "RunState": "integrations.api.shapes.RUN_STATES",
        "ExportState": "analytics.exporting.api.STATES",
        "CampaignKind": "analytics.listing.api.CAMPAIGN_KINDS",
        "DimensionKey": "analytics.api_trees.DIMENSION_KEYS",
        "FanKey": "analytics.programs.monitor_shapes.FAN_KEYS",
        "SplitKey": "analytics.programs.incident_shapes.SPLIT_KEYS",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "proactivox.api_refusals.describe_refusals",
    ],
}
