"""Addresses of what is published, and of what customers decide about it."""

from django.urls import path, register_converter

from privacy.policies.addresses import PolicyConverter
from privacy.policies.views import agreement, changes, reading, subscribing

app_name = "policies"
register_converter(PolicyConverter, "policy")

_AGREEMENT = "w/<slug:slug>/settings/privacy/agreement/"
_CHANGES = "w/<slug:slug>/settings/privacy/subprocessors/"
_VERSION = "<policy:kind>/versions/<int:number>/<slug:locale>/"
urlpatterns = [
    path("<policy:kind>", reading.page, name="page"),
    path("<policy:kind>/versions/", reading.versions, name="versions"),
    path(_VERSION, reading.version, name="version"),
    path(f"{_VERSION}text.html", reading.text, name="text"),
    path("subprocessors/changes/", subscribing.subscribe, name="subscribe"),
    path("subprocessors/changes/sent/", subscribing.sent, name="subscribe_sent"),
    path("subprocessors/changes/confirm/<str:secret>/", subscribing.confirm, name="confirm"),
    path("subprocessors/changes/leave/<str:token>/", subscribing.leave, name="leave"),
    path(_AGREEMENT, agreement.page, name="agreement"),
    path(f"{_AGREEMENT}accept/", agreement.accept, name="agreement_accept"),
    path(_CHANGES, changes.page, name="changes"),
    path(f"{_CHANGES}announce/", changes.announce, name="announce"),
    path(f"{_CHANGES}<uuid:change_id>/object/", changes.object_to, name="object"),
    path(f"{_CHANGES}<uuid:change_id>/activate/", changes.activate, name="activate"),
    path(f"{_CHANGES}<uuid:change_id>/withdraw/", changes.withdraw, name="withdraw"),
]
