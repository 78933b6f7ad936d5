"""Addresses of copies: at the desk, and for the person."""

from django.urls import include, path

from privacy.access.views import items, making, package, person

app_name = "privacy_access"

_desk = [
    path("", package.package, name="package"),
    path("gather/", package.gather_page, name="gather"),
    path("items/<uuid:item_id>/leave-out/", items.leave_out_page, name="leave_out"),
    path("items/<uuid:item_id>/looked-at/", items.looked_at, name="looked_at"),
    path("left-out/<uuid:redaction_id>/bring-back/", items.brought_back, name="bring_back"),
    path("bases/", making.bases, name="bases"),
    path("build/", making.build_page, name="build"),
    path("change/", making.change_page, name="change"),
    path("open/", making.open_page, name="open"),
    path("release/", making.release_page, name="release"),
]

urlpatterns = [
    path("privacy/schemas/personal-data-1.json", person.schema, name="schema"),
    path("privacy/<slug:slug>/request/<str:secret>/copy/", person.fetch, name="fetch"),
    path("w/<slug:slug>/settings/privacy/requests/<uuid:request_id>/package/", include(_desk)),
]
