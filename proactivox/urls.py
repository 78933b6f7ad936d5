"""Every address of the product, app by app."""

from django.urls import include, path

from accounts.views.language import choose_language
from proactivox import health, pages
from proactivox.desk.lists import desk
from proactivox.developers.views import developers, developers_group
from proactivox.mcp.view import Mcp
from proactivox.observing.metrics import metrics

api_v1 = [
    path("", include("accounts.api_urls")),
    path("", include("integrations.api_urls")),
    path("", include("analytics.api_urls")),
    path("", include("privacy.api_urls")),
    path("", include("privacy.restrictions.api_urls")),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("i18n/setlang/", choose_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include(api_v1)),
    path("api/mcp", Mcp.as_view(), name="mcp"),
    path("developers/", developers, name="developers"),
    path("developers/<slug:group>/", developers_group, name="developers_group"),
    path("desk/", desk.urls),
    path("scim/v2/<slug:slug>/", include("accounts.scim.urls")),
    path("", include("accounts.urls")),
    path("", include("billing.urls")),
    path("", include("billing.pages.urls")),
    path("", include("enquiries.urls")),
    path("", include("integrations.urls")),
    path("", include("analytics.urls")),
    path("", include("privacy.urls")),
    path("", include("privacy.access.urls")),
    path("", include("privacy.consent.urls")),
    path("", include("privacy.own.urls")),
    path("", include("privacy.requests.urls")),
    path("", include("privacy.registers.urls")),
    path("", include("privacy.erasure.urls")),
    path("", include("privacy.retention.urls")),
    path("", include("privacy.policies.urls")),
    path("", include("privacy.recipients.urls")),
    path("", include("privacy.restrictions.urls")),
    path("", include("privacy.rectifications.urls")),
]

handler400 = pages.bad_request
handler403 = pages.forbidden
handler404 = pages.not_found
handler500 = pages.server_error
