"""Addresses of demos: public ones, mailed ones, the staff's."""

from django.urls import URLPattern, path

from enquiries.bookings.views import links, public, staff, steps
from enquiries.bookings.waiting import views as waiting

_STAFF = "w/<slug:slug>/enquiries/bookings/"
_ONE = f"{_STAFF}<uuid:booking_id>/"

urlpatterns: list[URLPattern] = [
    path("demo/", public.calendar, name="demo"),
    path("demo/details/", public.details, name="demo_details"),
    path("demo/sent/", public.sent, name="demo_sent"),
    path("demo/wait/", waiting.ask, name="demo_wait"),
    path("demo/wait/sent/", waiting.sent, name="demo_wait_sent"),
    path("demo/wait/<str:secret>/", waiting.waiting, name="demo_waiting"),
    path("demo/done/<slug:what>/", links.done, name="demo_done"),
    path("demo/confirm/<str:secret>/", links.confirm, name="demo_confirm"),
    path("demo/move/<str:secret>/", links.move, name="demo_move"),
    path("demo/cancel/<str:secret>/", links.cancel, name="demo_cancel"),
    path(_STAFF, staff.bookings, name="bookings"),
    path(f"{_STAFF}hours/", staff.hours, name="demo_hours"),
    path(_ONE, staff.booking, name="booking"),
    path(f"{_ONE}cancel/", steps.cancel, name="cancel_booking"),
    path(f"{_ONE}move/", steps.move, name="move_booking"),
    path(f"{_ONE}outcome/", steps.outcome, name="booking_outcome"),
]
