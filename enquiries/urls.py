"""Addresses of the public pages, and of the staff's pages about what came in by them."""

from django.urls import include, path

app_name = "enquiries"

urlpatterns = [
    path("", include("enquiries.site.urls")),
    path("", include("enquiries.newsletters.urls")),
    path("", include("enquiries.tickets.urls")),
    path("", include("enquiries.bookings.urls")),
    path("", include("enquiries.webinars.urls")),
]
