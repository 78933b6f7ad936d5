"""Addresses of webinars: public ones, mailed ones, the staff's."""

from django.urls import URLPattern, path

from enquiries.webinars.views import public, staff

_STAFF = "w/<slug:slug>/enquiries/webinars/"
_ONE = f"{_STAFF}<uuid:webinar_id>/"

urlpatterns: list[URLPattern] = [
    path("webinars/", public.webinars, name="webinars"),
    path("webinars/sent/", public.sent, name="webinar_sent"),
    path("webinars/<uuid:webinar_id>/", public.webinar, name="webinar"),
    path("webinars/done/<slug:what>/", public.done, name="webinar_done"),
    path("webinars/confirm/<str:secret>/", public.confirm, name="webinar_confirm"),
    path("webinars/cancel/<str:secret>/", public.cancel, name="webinar_cancel"),
    path(_STAFF, staff.webinars, name="staff_webinars"),
    path(f"{_STAFF}new/", staff.new, name="new_webinar"),
    path(_ONE, staff.webinar, name="staff_webinar"),
    path(f"{_ONE}change/", staff.change, name="change_webinar"),
    path(f"{_ONE}publish/", staff.publish, name="publish_webinar"),
    path(f"{_ONE}cancel/", staff.cancel, name="cancel_webinar"),
    path(f"{_ONE}attendees.csv", staff.export, name="webinar_attendees"),
]
