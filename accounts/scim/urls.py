"""Addresses below /scim/v2/<slug>/, without a slash at their end, as RFC 7644 has them."""

from django.urls import path

from accounts.scim import views

app_name = "scim"

urlpatterns = [
    path("ServiceProviderConfig", views.service_provider_config, name="config"),
    path("ResourceTypes", views.described, {"what": "ResourceTypes"}, name="kinds"),
    path("ResourceTypes/<str:name>", views.described, {"what": "ResourceTypes"}, name="kind"),
    path("Schemas", views.described, {"what": "Schemas"}, name="schemas"),
    path("Schemas/<str:name>", views.described, {"what": "Schemas"}, name="schema"),
    path("Users", views.users, name="users"),
    path("Users/<str:row_id>", views.user, name="user"),
    path("Groups", views.groups, name="groups"),
    path("Groups/<str:row_id>", views.group, name="group"),
]
