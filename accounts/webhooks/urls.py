"""Addresses of webhooks in a workspace's settings."""

from django.urls import path

from accounts.webhooks import views

_ONE = "<uuid:endpoint_id>/"

urlpatterns = [
    path("", views.webhooks_page, name="webhooks"),
    path(_ONE, views.webhook_page, name="webhook"),
    path(f"{_ONE}test/", views.test, name="test_webhook"),
    path(f"{_ONE}secret/", views.rotate, name="rotate_webhook"),
    path(f"{_ONE}on/", views.switch_on, name="switch_webhook_on"),
    path(f"{_ONE}off/", views.switch_off, name="switch_webhook_off"),
    path(f"{_ONE}remove/", views.remove, name="remove_webhook"),
    path(f"{_ONE}<uuid:delivery_id>/again/", views.again, name="send_webhook_again"),
]
