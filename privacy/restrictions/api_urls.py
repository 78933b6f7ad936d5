"""Addresses of restrictions and corrections below /api/v1/."""

from django.urls import path

from privacy.restrictions.api import views

app_name = "privacy_restrictions_api"

_ONE = "privacy/restrictions/<uuid:person_id>"
urlpatterns = [
    path("privacy/restrictions", views.Restrictions.as_view(), name="restrictions"),
    path(f"{_ONE}/decide", views.Decide.as_view(), name="decide"),
    path(f"{_ONE}/announce", views.Announce.as_view(), name="announce"),
    path(f"{_ONE}/lift", views.Lift.as_view(), name="lift"),
    path("privacy/rectifications", views.Corrections.as_view(), name="corrections"),
]
