"""Changes of subprocessors in a workspace: objecting, and in the house announcing and deciding."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import MemberRequest, requires, staff
from accounts.errors import Trouble
from accounts.permissions import Permission
from privacy.models import ChangeKind, SubprocessorChange, SubprocessorObjection
from privacy.policies.changing import activate_change, announce_change, withdraw_change
from privacy.policies.forms import AnnounceForm, ObjectionForm
from privacy.policies.objecting import object_to_change, received
from privacy.policies.suppliers import supplier_of, suppliers


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def page(request: MemberRequest) -> HttpResponseBase:
    """Who works for us, and every change that was announced, the newest first."""
    return _draw(request)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(Permission.MANAGE_PRIVACY)
def announce(request: MemberRequest) -> HttpResponseBase:
    """The house announces a change; the window begins."""
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: value for name, value in form.cleaned_data.items() if value}
        try:
            announce_change(kind=ChangeKind(said.pop("kind")), words=said)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("The change is announced, and the window has begun."))
            return redirect("policies:changes", slug=request.workspace.slug)
    return render(request, "privacy/policies/announce.html", {"form": form})


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def object_to(request: MemberRequest, change_id: UUID) -> HttpResponseBase:
    """A customer objects."""
    form = ObjectionForm(request.POST, auto_id=f"{change_id}-%s")
    if not form.is_valid():
        return _draw(request, form, change_id)
    reason = form.cleaned_data["reason"]

    def step() -> Any:
        return object_to_change(change_id=change_id, reason=reason, by=request.user.pk)

    return _done(request, step, _("Your objection is on record, and Proactivox has it."))


@require_POST
@staff(Permission.MANAGE_PRIVACY)
def activate(request: MemberRequest, change_id: UUID) -> HttpResponseBase:
    """The house puts a change into use, after its window."""
    return _done(request, lambda: activate_change(change_id=change_id), _("It is in use."))


@require_POST
@staff(Permission.MANAGE_PRIVACY)
def withdraw(request: MemberRequest, change_id: UUID) -> HttpResponseBase:
    """The house takes a change back."""
    return _done(request, lambda: withdraw_change(change_id=change_id), _("It is taken back."))


def _done(request: MemberRequest, step: Callable[[], Any], words: str) -> HttpResponseBase:
    try:
        step()
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, words)
    return redirect("policies:changes", slug=request.workspace.slug)


def _draw(
    request: MemberRequest, form: ObjectionForm | None = None, change_id: UUID | None = None
) -> HttpResponseBase:
    is_house = request.workspace.is_house
    objected = {row.change_id: row for row in SubprocessorObjection.objects.filter(origin_id=None)}
    changes = [
        {
            "row": row,
            "supplier": supplier_of(row.words),
            "objection": objected.get(row.pk),
            "received": received(row.pk) if is_house else [],
            "form": form if form and row.pk == change_id else ObjectionForm(auto_id=f"{row.pk}-%s"),
        }
        for row in SubprocessorChange.objects.filter(is_first=False).order_by("-announced_at")
    ]
    context = {"is_house": is_house, "changes": changes, "suppliers": suppliers()}
    return render(request, "privacy/policies/subprocessors.html", context)
