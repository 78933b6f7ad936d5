"""The product's addresses and one more: through every middleware and the door, then `{}`."""

from django.http import HttpRequest, JsonResponse
from django.urls import path

from accounts.doors import requires
from accounts.permissions import Permission
from proactivox.urls import handler400, handler403, handler404, handler500
from proactivox.urls import urlpatterns as product

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@requires(Permission.VIEW_NUMBERS)
def nothing(request: HttpRequest) -> JsonResponse:
    """What every request of a member costs before it asks anything."""
    return JsonResponse({})


urlpatterns = [path("w/<slug:slug>/nothing", nothing, name="nothing"), *product]
