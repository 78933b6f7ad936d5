"""Addresses of the pages of billing."""

from django.urls import include, path

from billing.pages import buying, changing, leading, overview

app_name = "billing"

_pages = [
    path("", overview.overview, name="overview"),
    path("plans/", buying.plans, name="plans"),
    path("checkout/", buying.checkout, name="checkout"),
    path("bought/", buying.bought, name="bought"),
    path("bought/progress/", buying.progress, name="progress"),
    path("bought/ask/", buying.ask_stripe, name="ask_stripe"),
    path("change/", changing.change, name="change"),
    path("cancel/", changing.cancel, name="cancel"),
    path("resume/", changing.resume, name="resume"),
    path("coupon/", changing.coupon, name="coupon"),
    path("portal/", leading.portal, name="portal"),
    path("returned/", leading.returned, name="returned"),
    path("invoices/<uuid:invoice_id>/", leading.invoice, name="invoice"),
    path("invoices/<uuid:invoice_id>/pay/", leading.pay, name="pay"),
]

urlpatterns = [path("w/<slug:slug>/settings/billing/", include(_pages))]
