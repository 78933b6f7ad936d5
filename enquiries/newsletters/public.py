"""What visitors see of the news: the form, the mailed links, their choices, the archive."""

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit import Actor, acting_as
from accounts.doors import public
from accounts.marketing import ONE_CLICK
from accounts.models.workspace import HOUSE_ID
from accounts.tenancy import inside
from enquiries.models import Topic
from enquiries.newsletters import subscribing
from enquiries.newsletters.composing import said
from enquiries.newsletters.finding import archived, linked, waiting
from enquiries.newsletters.forms import ChoicesForm, NewsletterForm
from enquiries.newsletters.rates import too_many
from enquiries.newsletters.stopping import is_whole
from enquiries.newsletters.wording import consent_text

PUBLIC = Actor("public")
_READ_AND_SEND = ["GET", "HEAD", "POST"]
_MULTIPART = re.compile(r"multipart/form-data\b", re.IGNORECASE)
_TEMPLATES = "enquiries/newsletters/"


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def subscribe(request: HttpRequest) -> HttpResponseBase:
    """The form; its answer is the same whoever asks."""
    if (refusal := too_many(request, "form")) is not None:
        return refusal
    form = NewsletterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said_of = form.cleaned_data
        if (refusal := too_many(request, "address", said_of["email"])) is not None:
            return refusal
        with acting_as(PUBLIC):
            subscribing.ask_for_news(**said_of)
        return _to(request, "newsletter_sent")
    context = {"form": form, "consent_text": consent_text()}
    return render(request, f"{_TEMPLATES}subscribe.html", context)


@require_safe
@public
def sent(request: HttpRequest) -> HttpResponseBase:
    """One page for everyone who sent the form."""
    return render(request, f"{_TEMPLATES}sent.html")


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def confirm(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The mailed link. Mail scanners open links, so opening it changes nothing: the button does."""
    if (refusal := too_many(request, "link")) is not None:
        return refusal
    if request.method == "POST":
        with acting_as(PUBLIC):
            row = subscribing.confirm_news(secret=secret)
        if row is None:
            return _gone(request)
        return render(request, f"{_TEMPLATES}confirmed.html")
    with inside(HOUSE_ID):
        row = waiting(secret)
    if row is None:
        return _gone(request)
    context = {"consent_text": consent_text(), "topics": _names(row.topics)}
    return render(request, f"{_TEMPLATES}confirm.html", context)


@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def choices(request: HttpRequest, secret: str) -> HttpResponseBase:
    """A subscriber's own page: topics, language, or nothing any more."""
    if (refusal := too_many(request, "link")) is not None:
        return refusal
    with inside(HOUSE_ID):
        row = linked(secret)
    if row is None or not subscribing.is_live(row):
        return _gone(request)
    known = {"topics": row.topics, "language": row.language}
    form = ChoicesForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        wanted = dict(form.cleaned_data)
        if "leave" in request.POST:
            wanted["topics"] = []
        with acting_as(PUBLIC):
            subscribing.choose_news(secret=secret, **wanted)
        if not wanted["topics"]:
            return render(request, f"{_TEMPLATES}left.html")
        messages.success(request, _("Saved."))
        return _to(request, "newsletter_choices", secret)
    context = {"form": form, "undeliverable_at": row.undeliverable_at}
    return render(request, f"{_TEMPLATES}choices.html", context)


@csrf_exempt
@require_http_methods(_READ_AND_SEND)
@public
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponseBase:
    """The one click of RFC 8058: without cookie, log-in or redirect, and as often as one likes.

    What is asked for by GET is a page with a button, because scanners open every link.
    """
    if not is_whole(token):
        raise Http404("A part of the link is missing.")
    if request.method != "POST":
        return render(request, f"{_TEMPLATES}stop.html", {"body": ONE_CLICK})
    if not _is_one_click(request):
        return HttpResponse(
            f"The body has to be {ONE_CLICK}.\n", status=400, content_type="text/plain"
        )
    with acting_as(PUBLIC):
        subscribing.stop_news(token=token)
    # Drawn without the request, so that no form on the page brings a cookie along.
    return HttpResponse(render_to_string(f"{_TEMPLATES}left.html"))


@require_safe
@public
def archive(request: HttpRequest) -> HttpResponseBase:
    """What was sent, for everybody to read."""
    with inside(HOUSE_ID):
        letters = [(one, said(one, _language())) for one in archived()[:200]]
    return render(request, f"{_TEMPLATES}archive.html", {"letters": letters})


@require_safe
@public
def archived_letter(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One letter of the archive, in the language of the page."""
    with inside(HOUSE_ID):
        letter = archived().filter(slug=slug).first()
    if letter is None:
        raise Http404("No such letter.")
    context = {"letter": letter, "said": said(letter, _language())}
    return render(request, f"{_TEMPLATES}archived.html", context)


def _is_one_click(request: HttpRequest) -> bool:
    """RFC 8058, 3.2: exactly this one field, whichever of both ways a form is written."""
    if not _MULTIPART.match(request.content_type or ""):
        return request.body == ONE_CLICK.encode()
    name, _equals, value = ONE_CLICK.partition("=")
    return dict(request.POST.lists()) == {name: [value]} and not request.FILES


def _to(request: Any, name: str, *args: str) -> HttpResponseBase:
    """Another public page, in the language of the address that was read."""
    return redirect(request.address_prefix + reverse(f"enquiries:{name}", args=args))


def _gone(request: Any) -> HttpResponseBase:
    """One answer to every link that does not open."""
    return render(request, f"{_TEMPLATES}gone.html", status=404)


def _names(topics: list[str]) -> list[str]:
    return [str(Topic(one).label) for one in topics]


def _language() -> str:
    return (get_language() or "en")[:2]
