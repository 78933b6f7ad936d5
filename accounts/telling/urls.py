"""Addresses of a member's inbox, and of how they wish to be told."""

from django.urls import path

from accounts.telling.inbox import views
from accounts.telling.wishes.views import wishes_page

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("wishes/", wishes_page, name="telling_wishes"),
    path("change/", views.change, name="change_inbox"),
    path("<uuid:told_id>/", views.follow, name="inbox_item"),
]
