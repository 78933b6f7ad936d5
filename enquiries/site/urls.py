"""Addresses of the public pages."""

from django.urls import include, path

from enquiries.site import machines, staff, views

_staff = [
    path("", staff.notice_list, name="notices"),
    path("new/", staff.new_notice, name="new_notice"),
    path("<uuid:notice_id>/", staff.notice, name="notice"),
]

urlpatterns = [
    path("", views.landing, name="landing"),
    path("pricing/", views.pricing, name="pricing"),
    path("security/", views.security, name="security"),
    path("status/", views.status, name="status"),
    path("w/<slug:slug>/enquiries/notices/", include(_staff)),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path(".well-known/security.txt", machines.security_txt, name="security_txt"),
]
