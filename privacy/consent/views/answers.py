"""Takes the answer of any of the forms that ask: banner, page of choices, own settings."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts.strangers.rates import Rates
from privacy.consent.asking import is_logged_in, of_browser, of_login, remember
from privacy.consent.choices import KEPT, Choices, sealed
from privacy.consent.choosing import choose
from privacy.consent.notice import known_notice, notice
from privacy.consent.purposes import PURPOSES
from privacy.consent.registry import CONSENT_COOKIE
from privacy.models import ConsentChannel

# Far above what an office behind one address chooses in an hour.
_RATES = Rates("privacy.consent", {"choose": "600/h/ip"})


def asked(channel: ConsentChannel, choices: Choices) -> dict[str, Any]:
    """Context of privacy/consent/_form.html: the words, and what is agreed to now."""
    shown = notice(channel)
    rows = [(key, name, text, choices.allows(key)) for key, name, text in shown.purposes]
    return {"notice": shown, "channel": channel, "choices": choices, "purposes": rows}


def take_answer(request: Any, *, otherwise: str) -> HttpResponseBase:
    """Keep what was answered, and go back to where it was asked."""
    if (refusal := _RATES.too_many(request, "choose")) is not None:
        return refusal
    wanted, channel = _wanted(request), _channel(request)
    shown = known_notice(request.POST.get("notice", ""))
    if shown is None and wanted:
        # Nobody agreed to words that they did not see; to refuse, no words are needed.
        messages.warning(request, _("Our words have changed meanwhile. Please choose once more."))
        return redirect("privacy_consent:choices")
    response = _back(request, otherwise)
    said = {"granted": wanted, "channel": channel, "notice": shown or notice(channel)}
    request.consent = _keep(request, response, said)
    if channel != ConsentChannel.BANNER:
        messages.success(request, _("Your choice is kept for 6 months."))
    return response


def _keep(request: Any, response: HttpResponse, said: dict[str, Any]) -> Choices:
    """For this browser, and where somebody is logged in for the login as well."""
    browser = choose(before=of_browser(request), **said)
    response.set_cookie(
        CONSENT_COOKIE,
        sealed(browser),
        max_age=KEPT,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    if not is_logged_in(request):
        return browser
    login = choose(before=of_login(request), user_id=request.user.pk, **said)
    remember(request, login)
    return login


def _wanted(request: Any) -> list[str]:
    """Keys of the purposes that are agreed to: all by one button, none by the other."""
    if request.POST.get("choice") == "accept":
        return [purpose.key for purpose in PURPOSES]
    if request.POST.get("choice") == "save":
        ticked = request.POST.getlist("purpose")
        return [purpose.key for purpose in PURPOSES if purpose.key in ticked]
    return []


def _channel(request: Any) -> ConsentChannel:
    said = request.POST.get("channel", "")
    return ConsentChannel(said) if said in ConsentChannel.values else ConsentChannel.PAGE


def _back(request: Any, otherwise: str) -> HttpResponse:
    """To a page of ours and no other; where a script sent it, it takes the banner away itself."""
    if request.POST.get("quiet"):
        return HttpResponse(status=204)
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        there, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(there if is_ours else otherwise)
