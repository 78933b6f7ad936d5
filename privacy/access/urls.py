"""Addresses of copies: at the desk, and for the person."""

from django.urls import include, path

from privacy.access.views import desk, person

app_name = "privacy_access"

_desk = [
    path("", desk.package, name="package"),
    path("gather/", desk.gather_page, name="gather"),
    path("items/<uuid:item_id>/leave-out/", desk.leave_out_page, name="leave_out"),
    path("items/<uuid:item_id>/looked-at/", desk.looked_at, name="looked_at"),
    path("left-out/<uuid:redaction_id>/bring-back/", desk.brought_back, name="bring_back"),
    path("bases/", desk.bases, name="bases"),
    path("build/", desk.build_page, name="build"),
    path("change/", desk.change_page, name="change"),
    path("open/", desk.open_page, name="open"),
    path("release/", desk.release_page, name="release"),
]

urlpatterns = [
    path("privacy/schemas/personal-data-1.json", person.schema, name="schema"),
    path("privacy/<slug:slug>/request/<str:secret>/copy/", person.fetch, name="fetch"),
    path("w/<slug:slug>/settings/privacy/requests/<uuid:request_id>/package/", include(_desk)),
]
