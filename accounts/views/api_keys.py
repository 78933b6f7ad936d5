"""Keys for programs: made, shown once, revoked."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.advising import advise, locked
from accounts.api_keys.plan import FEATURE
from accounts.doors import MemberRequest, recently_authenticated, requires
from accounts.errors import Refused
from accounts.forms import SCOPE_LABELS, ApiKeyForm
from accounts.models import ApiKey
from accounts.permissions import Permission
from accounts.selectors import api_keys
from accounts.services.api_keys import (
    OVERLAPS,
    IssuedKey,
    create_api_key,
    revoke_api_key,
    rotate_api_key,
)
from accounts.session_length import span

_PAGE = 25


@never_cache
@recently_authenticated
@requires(Permission.MANAGE_API_KEYS)
def keys_page(request: MemberRequest) -> HttpResponseBase:
    """The list with a form; a new key is shown in the answer to its making, and never again."""
    form = ApiKeyForm(request.POST or None, by=request.membership)
    issued: IssuedKey | None = None
    if request.method == "POST" and form.is_valid():
        try:
            issued = create_api_key(**form.cleaned_data, by=request.membership)
        except Refused as refused:
            form.add_error(None, advise(request, refused))
        else:
            form = ApiKeyForm(by=request.membership)
    return _page(request, form, issued)


@never_cache
@require_POST
@recently_authenticated
@requires(Permission.MANAGE_API_KEYS)
def rotate(request: MemberRequest, key_id: UUID) -> HttpResponseBase:
    """A new key in the place of one that goes on for a while; shown once, as any new one."""
    hours = request.POST.get("hours", "")
    try:
        issued = rotate_api_key(
            key_id=key_id, hours=int(hours) if hours.isdecimal() else 0, by=request.membership
        )
    except ApiKey.DoesNotExist as error:
        raise Http404("No such key.") from error
    except Refused as refused:
        messages.error(request, advise(request, refused))
        return redirect("accounts:api_keys", slug=request.workspace.slug)
    return _page(request, ApiKeyForm(by=request.membership), issued)


def _page(request: MemberRequest, form: ApiKeyForm, issued: IssuedKey | None) -> HttpResponseBase:
    page = Paginator(api_keys(), _PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "locked": locked(request, FEATURE),
        "issued": issued,
        "page": page,
        "rows": [_row(key) for key in page],
        "overlaps": [(hours, span(hours * 3600)) for hours in OVERLAPS],
    }
    return render(request, "accounts/api_keys.html", context)


@require_POST
@requires(Permission.MANAGE_API_KEYS, goes_on=True)
def revoke(request: MemberRequest, key_id: UUID) -> HttpResponseBase:
    """End a key at once."""
    try:
        key = revoke_api_key(key_id=key_id)
    except ApiKey.DoesNotExist as error:
        raise Http404("No such key.") from error
    messages.success(request, _("“%(name)s” opens nothing any more.") % {"name": key.name})
    return redirect("accounts:api_keys", slug=request.workspace.slug)


def _row(key: ApiKey) -> dict[str, object]:
    labels = {scope.value: label for scope, label in SCOPE_LABELS.items()}
    if key.revoked_at:
        state, tone = _("Revoked"), "none"
    elif key.expires_at <= timezone.now():
        state, tone = _("Expired"), "warn"
    elif key.replaced_by_id:
        state, tone = _("Being replaced"), "info"
    else:
        state, tone = _("Valid"), "good"
    return {
        "key": key,
        "id": str(key.pk),
        "scopes": [labels[scope] for scope in key.scopes if scope in labels],
        "state": state,
        "tone": tone,
        "is_good": tone in ("good", "info"),
        "is_renewable": tone == "good",
    }
