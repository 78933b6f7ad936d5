"""Switches of the product: how they stand, who moved them when, and a form for each."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods

from accounts.models import Switch, User, Workspace
from accounts.services.switches import move_switch
from accounts.switches import KNOWN
from proactivox.desk.fields import Slugs
from proactivox.desk.site import desk


class SwitchForm(forms.Form):
    """On or off; on for some where the share is below 100."""

    name = forms.ChoiceField(choices=[(name, name) for name in KNOWN], widget=forms.HiddenInput)
    is_on = forms.BooleanField(label="On", required=False)
    share = forms.IntegerField(label="For so many of 100 workspaces", min_value=0, max_value=100)
    workspaces = Slugs(
        label="And in any case for", required=False, help_text="Addresses, such as acme, rival"
    )


@dataclass(frozen=True)
class Line:
    """One switch as the page shows it."""

    words: str
    moved: Switch | None
    by: str
    form: SwitchForm


@require_http_methods(["GET", "HEAD", "POST"])
def switches(request: Any) -> HttpResponseBase:
    """All of them; a form that is sent moves one."""
    sent = SwitchForm(request.POST) if request.method == "POST" else None
    if sent is not None and sent.is_valid():
        values = sent.cleaned_data
        move_switch(
            name=values["name"],
            is_on=values["is_on"],
            share=values["share"],
            workspace_ids=values["workspaces"],
            by=request.user.pk,
        )
        messages.success(request, "Moved. Everybody follows within ten seconds.")
        return redirect("admin:desk_switches")
    context = {**desk.each_context(request), "title": "Switches", "lines": _lines(sent)}
    return TemplateResponse(request, "desk/switches.html", context)


def _lines(sent: SwitchForm | None) -> list[Line]:
    moved = Switch.objects.in_bulk()
    people = User.objects.in_bulk({row.changed_by for row in moved.values() if row.changed_by})
    slugs = dict(
        Workspace.objects.filter(
            pk__in={key for row in moved.values() for key in row.workspace_ids}
        ).values_list("pk", "slug")
    )
    lines = []
    for name, (words, default) in KNOWN.items():
        row = moved.get(name)
        by = people[row.changed_by] if row and row.changed_by in people else None
        form = SwitchForm(
            initial={
                "name": name,
                "is_on": row.is_on if row else default,
                "share": row.share if row else 100,
                "workspaces": ", ".join(slugs.get(k, "") for k in row.workspace_ids) if row else "",
            },
            auto_id=f"{name}-%s",
        )
        if sent is not None and sent.data.get("name") == name:
            form = sent
        lines.append(Line(words, row, by.get_full_name() if by else "", form))
    return lines
