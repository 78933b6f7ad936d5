"""The directory that keeps a workspace's people up to date: its address, its tokens, its groups."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.advising import locked
from accounts.doors import MemberRequest, recently_authenticated, requires
from accounts.errors import Trouble
from accounts.models import GroupRole, Role, ScimGroup, ScimMember, ScimPerson, ScimToken
from accounts.permissions import Permission
from accounts.scim.forms import TokenForm
from accounts.scim.shapes import address
from accounts.scim.standing import FEATURE
from accounts.scim.tokens import MOST_ACTIVE, Issued, make_token, revoke_token
from accounts.sso.groups import highest

_SECURE = Permission.SECURE_WORKSPACE


@never_cache
@recently_authenticated
@requires(_SECURE)
def page(request: MemberRequest) -> HttpResponseBase:
    """All of it; a new token is shown in the answer to its making, and never again."""
    form, issued = TokenForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            issued = make_token(days=form.cleaned_data["days"], by=request.membership)
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            form = TokenForm()
    return render(request, "accounts/sso/directory.html", _context(request, form, issued))


@require_POST
@requires(_SECURE, goes_on=True)
def revoke(request: MemberRequest, token_id: UUID) -> HttpResponseBase:
    """End a token at once."""
    try:
        token = revoke_token(token_id=token_id)
    except ScimToken.DoesNotExist as error:
        raise Http404("No such token.") from error
    messages.success(request, _("…%(prefix)s… opens nothing any more.") % {"prefix": token.prefix})
    return redirect("accounts:directory", slug=request.workspace.slug)


def _context(request: MemberRequest, form: TokenForm, issued: Issued | None) -> dict[str, Any]:
    tokens = ScimToken.objects.select_related("created_by").order_by("-created_at")
    rows = [_row(token) for token in tokens]
    return {
        "form": form,
        "issued": issued,
        "address": address(request.workspace),
        "rows": rows,
        "has_room": sum(row["is_good"] for row in rows) < MOST_ACTIVE,
        "groups": _groups(),
        "people": ScimPerson.objects.count(),
        "locked": locked(request, FEATURE),
    }


def _row(token: ScimToken) -> dict[str, Any]:
    if token.revoked_at:
        state, tone = _("Revoked"), "none"
    elif token.expires_at <= timezone.now():
        state, tone = _("Expired"), "warn"
    else:
        state, tone = _("Valid"), "good"
    row = {"token": token, "id": str(token.pk), "state": state, "tone": tone}
    return {**row, "is_good": tone == "good"}


def _groups() -> list[dict[str, Any]]:
    given = dict(GroupRole.objects.values_list("group", "role"))
    counts = dict(ScimMember.objects.values_list("group_id").annotate(count=Count("pk")))
    rows = []
    for group in ScimGroup.objects.order_by("display_name"):
        names = (group.display_name, group.external_id)
        role = highest(given[name] for name in names if name in given)
        label = Role(role).label if role else ""
        rows.append({"group": group, "people": counts.get(group.pk, 0), "role": label})
    return rows
