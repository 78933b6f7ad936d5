"""Addresses of the page about retention."""

from django.urls import path

from privacy.retention import views

app_name = "privacy_retention"

_PLACE = "w/<slug:slug>/settings/privacy/retention/"
urlpatterns = [
    path(_PLACE, views.page, name="page"),
    path(f"{_PLACE}export/", views.export, name="export"),
    path(f"{_PLACE}rules/<slug:kind>/", views.rule, name="rule"),
    path(f"{_PLACE}holds/new/", views.new_hold, name="new_hold"),
    path(f"{_PLACE}holds/<uuid:hold_id>/lift/", views.lift, name="lift"),
]
