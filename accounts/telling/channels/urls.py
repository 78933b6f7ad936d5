"""Addresses of channels in a workspace's settings."""

from django.urls import path

from accounts.telling.channels import views

_ONE = "<uuid:channel_id>/"

urlpatterns = [
    path("", views.channels_page, name="channels"),
    path(_ONE, views.channel_page, name="channel"),
    path(f"{_ONE}test/", views.test, name="test_channel"),
    path(f"{_ONE}on/", views.switch_on, name="switch_channel_on"),
    path(f"{_ONE}off/", views.switch_off, name="switch_channel_off"),
    path(f"{_ONE}remove/", views.remove, name="remove_channel"),
]
