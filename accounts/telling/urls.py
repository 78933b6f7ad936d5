"""Addresses of a member's inbox."""

from django.urls import path

from accounts.telling.inbox import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("change/", views.change, name="change_inbox"),
    path("<uuid:told_id>/", views.follow, name="inbox_item"),
]
