"""Asking a workspace for a look, and the promise that comes before the first."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.errors import Trouble
from accounts.models import Workspace
from accounts.models.support import LONGEST_MINUTES
from accounts.national_numbers import without_number
from accounts.services.support import (
    SHORTEST_MINUTES,
    USUAL_MINUTES,
    ask_for_access,
    promise_confidentiality,
)
from accounts.support.confidentiality import TEXT
from accounts.support.entry import is_bound
from accounts.support.reading import own_looks
from proactivox.desk.site import behind_door, desk

_WRITE = ["GET", "HEAD", "POST"]


class AskForm(forms.Form):
    """Which workspace, why, and for how long."""

    workspace = forms.SlugField(help_text="As it stands in its addresses: /w/this/")
    reason = forms.CharField(
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[without_number],
        help_text="What the customer asked for. They read it; name no person in it.",
    )
    minutes = forms.IntegerField(
        min_value=SHORTEST_MINUTES, max_value=LONGEST_MINUTES, initial=USUAL_MINUTES
    )

    def clean_workspace(self) -> Workspace:
        workspace = Workspace.objects.filter(slug=self.cleaned_data["workspace"]).first()
        if workspace is None:
            raise forms.ValidationError("There is no such workspace.")
        return workspace


@require_http_methods(_WRITE)
def _access(request: Any) -> HttpResponseBase:
    """Ask for a look; the workspace decides."""
    if not is_bound(request.user):
        return redirect("admin:desk_promise")
    form = AskForm(request.POST or None, initial={"workspace": request.GET.get("workspace", "")})
    if request.method == "POST" and form.is_valid():
        try:
            grant = ask_for_access(by=request.user, **form.cleaned_data)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            if grant.is_allowed:
                return redirect("accounts:home", slug=form.cleaned_data["workspace"].slug)
            messages.success(request, "Asked. A mail tells you what they decide.")
            return redirect("admin:desk_access")
    looks = own_looks(request.user)
    return _page(request, "desk/access.html", "Ask for a look", form=form, looks=looks)


@require_http_methods(_WRITE)
def _promise(request: Any) -> HttpResponseBase:
    """The promise as it is worded now; given once."""
    if request.method == "POST":
        promise_confidentiality(user=request.user)
        return redirect("admin:desk_access")
    is_given = is_bound(request.user)
    return _page(request, "desk/promise.html", "Confidentiality", text=TEXT, is_given=is_given)


def _page(request: Any, template: str, title: str, **context: Any) -> HttpResponseBase:
    known = desk.each_context(request) if request.user.is_staff else _bare()
    return TemplateResponse(request, template, {**known, "title": title, **context})


def _bare() -> dict[str, Any]:
    """A partner's page leads nowhere else."""
    return {"site_header": desk.site_header, "site_title": desk.site_title, "has_permission": False}


access = behind_door(_access, for_partners=True)
promise = behind_door(_promise, for_partners=True)
