"""Addresses of privacy in the browser."""

from django.urls import path

from privacy import views
from privacy.closing import views as closing
from privacy.inbound.views import receive_mail
from privacy.instructions import views as instructions
from privacy.numbers import views as numbers
from privacy.readings import views as readings

app_name = "privacy"

_CLOSING = "w/<slug:slug>/settings/closing/"
_INSTRUCTIONS = "w/<slug:slug>/settings/privacy/instructions/"
_NUMBERS = "w/<slug:slug>/settings/privacy/numbers/"
_READINGS = "w/<slug:slug>/settings/privacy/readings/"
_RECORDS = "w/<slug:slug>/settings/privacy/records/"
urlpatterns = [
    path("inbound/privacy-mail", receive_mail, name="inbound_mail"),
    path(_RECORDS, views.processor, name="records"),
    path(f"{_RECORDS}controller/", views.controller, name="records_controller"),
    path(f"{_RECORDS}export/", views.export, name="records_export"),
    path(_CLOSING, closing.page, name="closing"),
    path(f"{_CLOSING}ask/", closing.ask, name="closing_ask"),
    path(f"{_CLOSING}cancel/", closing.cancel, name="closing_cancel"),
    path(f"{_CLOSING}export/", closing.export, name="closing_export"),
    path(f"{_CLOSING}export/<uuid:export_id>/", closing.download, name="closing_download"),
    path(_INSTRUCTIONS, instructions.page, name="instructions"),
    path(_NUMBERS, numbers.page, name="numbers"),
    path(f"{_NUMBERS}<uuid:number_id>/show/", numbers.show, name="numbers_show"),
    path(f"{_NUMBERS}<uuid:number_id>/delete/", numbers.delete, name="numbers_delete"),
    path(_READINGS, readings.log, name="readings"),
    path(f"{_READINGS}export/", readings.export, name="readings_export"),
]
