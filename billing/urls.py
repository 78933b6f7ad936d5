"""Addresses of billing that no person opens."""

from django.urls import path

from billing.views import receive_webhook

app_name = "billing_inbound"

urlpatterns = [path("inbound/stripe", receive_webhook, name="stripe")]
