"""Keys for programs: made, shown once, revoked."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.doors import MemberRequest, recently_authenticated, requires
from accounts.errors import Refused
from accounts.forms import SCOPE_LABELS, ApiKeyForm
from accounts.models import ApiKey
from accounts.permissions import Permission
from accounts.selectors import api_keys
from accounts.services.api_keys import IssuedKey, create_api_key, revoke_api_key


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
            form.add_error(None, str(refused))
        else:
            form = ApiKeyForm(by=request.membership)
    context = {
        "form": form,
        "issued": issued,
        "rows": [_row(key) for key in api_keys()],
    }
    return render(request, "accounts/api_keys.html", context)


@require_POST
@requires(Permission.MANAGE_API_KEYS)
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
    else:
        state, tone = _("Valid"), "good"
    return {
        "key": key,
        "id": str(key.pk),
        "scopes": [labels[scope] for scope in key.scopes if scope in labels],
        "state": state,
        "tone": tone,
        "is_good": tone == "good",
    }
