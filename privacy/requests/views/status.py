"""The person's own page behind an unguessable link: state, days, messages; write, take back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audit import acting_as
from accounts.doors import public
from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.tenancy import inside
from privacy.access.fetching import copy_of
from privacy.backups import backups_gone_by
from privacy.clock import RULES
from privacy.models import DataSubjectRequest
from privacy.recipients.finding import told_of
from privacy.requests.authorities import authority_of
from privacy.requests.finding import events_of, letters_of, linked, row_of
from privacy.requests.forms import WriteForm
from privacy.requests.person import withdraw_request, write_to_desk
from privacy.requests.rates import too_many
from privacy.requests.story import told_outcome
from privacy.requests.timing import waiting_questions
from privacy.requests.views.centre import PUBLIC, gone, workspace_of
from privacy.restrictions.finding import told_restriction


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def status(request: HttpRequest, slug: str, secret: str) -> HttpResponseBase:
    """Where the request stands; a POST is a message of the person."""
    workspace = workspace_of(request, slug)
    if (refusal := too_many(request, "message", secret)) is not None:
        return refusal
    form = WriteForm(request.POST or None)
    try:
        with inside(workspace), acting_as(PUBLIC):
            if request.method == "POST" and form.is_valid():
                write_to_desk(secret=secret, text=form.cleaned_data["text"])
                messages.success(request, _("Your message is sent."))
                return _back(slug, secret)
            return _page(request, workspace, secret, form)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return _back(slug, secret)
    except DataSubjectRequest.DoesNotExist:
        return gone(request, workspace)


@require_POST
@public
@never_cache
def withdraw(request: HttpRequest, slug: str, secret: str) -> HttpResponseBase:
    """Take the request back."""
    workspace = workspace_of(request, slug)
    try:
        with inside(workspace), acting_as(PUBLIC):
            withdraw_request(secret=secret)
    except Trouble as trouble:
        messages.error(request, str(trouble))
    except DataSubjectRequest.DoesNotExist:
        return gone(request, workspace)
    else:
        messages.success(request, _("Your request is taken back."))
    return _back(slug, secret)


def _page(request: Any, workspace: Workspace, secret: str, form: WriteForm) -> HttpResponseBase:
    found = linked(secret)
    if found is None:
        raise DataSubjectRequest.DoesNotExist
    certified = found.erasures.exclude(certificate=None)
    erased_at = certified.values_list("erased_at", flat=True).first()
    context = {
        "place": workspace,
        "asked": found,
        "outcome": told_outcome(found),
        "row": row_of(found),
        "form": form,
        "letters": letters_of(found, with_notes=False),
        "told": told_of(found.pk),
        "restricted": told_restriction(found.pk),
        "is_open": found.state == "open",
        "is_waiting": bool(waiting_questions(events_of([found])[found.pk])),
        "authority": authority_of(found.rules),
        "secret": secret,
        "has_certificate": erased_at is not None,
        "backups_until": backups_gone_by(erased_at) if erased_at else None,
        "copy": copy_of(found),
    }
    # Its days are counted in the zone of the rules, so its times are shown in that zone too.
    with timezone.override(RULES[found.rules].zone):
        return render(request, "privacy/centre/status.html", context)


def _back(slug: str, secret: str) -> HttpResponseBase:
    return redirect("privacy_requests:status", slug=slug, secret=secret)
