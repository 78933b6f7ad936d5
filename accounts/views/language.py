"""The switch of language that stands on every page."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from accounts.doors import public
from accounts.models import User


@public
@require_POST
def choose_language(request: Any) -> HttpResponseBase:
    """Django's own, which sets the cookie; who is logged in gets their mails in it too."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language and check_for_language(language):
        User.objects.filter(pk=request.user.pk).update(language=language)
    response: HttpResponseBase = set_language(request)
    return response
