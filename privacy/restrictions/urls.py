"""Addresses of restrictions."""

from django.urls import path

from privacy.restrictions import views

app_name = "privacy_restrictions"

_PLACE = "w/<slug:slug>/settings/privacy/restrictions/"
urlpatterns = [
    path(_PLACE, views.restrictions, name="list"),
    path(f"{_PLACE}new/", views.begin, name="begin"),
    path(f"{_PLACE}new/<uuid:request_id>/", views.begin_for, name="begin_for"),
    *(
        path(f"{_PLACE}<uuid:person_id>/{step}/", views.take_step, {"step": step}, name=step)
        for step in views.STEPS
    ),
]
