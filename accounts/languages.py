"""In which language a person is spoken to, and how numbers are written to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.models import User, Workspace
from accounts.number_formats import writing_numbers
from accounts.tenancy import current_workspace_id

_YEAR = 365 * 24 * 3600


def keep_in_browser(response: HttpResponse, language: str) -> None:
    """The next page is in this language, whatever the browser prefers."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_YEAR,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
    )


def has_wish(request: HttpRequest) -> bool:
    """Whether the reader asks for one of our languages, by address, switch or browser."""
    spoken = {code for code, _name in settings.LANGUAGES}
    if getattr(request, "address_prefix", ""):
        return True
    if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in spoken:
        return True
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return any(code.partition("-")[0] in spoken for code, _weight in asked)


def speak_for(request: Any, workspace: Workspace) -> None:
    """Speak the workspace's language on its public pages to who wishes none that we speak."""
    if not has_wish(request):
        translation.activate(workspace.language)
        request.LANGUAGE_CODE = workspace.language


def language_for(email: str, workspace: Workspace) -> str:
    """The language of who has this address: their login's, else the workspace's."""
    theirs = User.objects.filter(email=email).values_list("language", flat=True)
    return theirs.first() or workspace.language


@contextmanager
def numbers_for(email: str) -> Iterator[None]:
    """Numbers as who has this address chose; else as the entered workspace did."""
    own = User.objects.filter(email=email.lower()).values_list("number_format", flat=True).first()
    entered = current_workspace_id()
    ours = Workspace.objects.filter(pk=entered) if entered else Workspace.objects.none()
    place = ours.values_list("number_format", flat=True).first()
    with writing_numbers(own=own or "", workspace=place or ""):
        yield
