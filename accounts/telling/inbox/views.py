"""The inbox of a member: unread first, by state and kind; read, unread, done, all read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import MemberRequest, requires
from accounts.models import InboxItem, Severity, Told
from accounts.permissions import Permission
from accounts.telling.inbox import items
from accounts.telling.inbox.items import Wanted, wanted
from accounts.telling.kinds import label_of
from accounts.telling.said import written_of
from accounts.telling.taking import mark_seen

_PAGE = 25
_TONES = {Severity.SEVERE: "bad", Severity.WARNING: "warn", Severity.NOTE: "info"}


@require_safe
@requires(Permission.VIEW_NUMBERS)
def inbox(request: MemberRequest) -> HttpResponseBase:
    """What the person was told, a page at a time."""
    asked = wanted(request.GET.get("state", ""), request.GET.get("kind", ""))
    page = Paginator(items.items_of(request.user, asked), _PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(item) for item in page],
        "asked": asked,
        "tabs": _tabs(request, asked),
        "kinds": [(word, label_of(word)) for word in items.kinds_of(request.user)],
        "has_unread": request.membership.unread > 0,
    }
    return render(request, "accounts/inbox.html", context)


@require_safe
@requires(Permission.VIEW_NUMBERS)
def follow(request: MemberRequest, told_id: UUID) -> HttpResponseBase:
    """Away to the thing; who was told of it has read it thereby. Mails and channels link here."""
    told = Told.objects.filter(pk=told_id).first()
    if told is None:
        raise Http404("No such thing was told.")
    mark_seen(kind=told.kind, key=told.key, user=request.user)
    return redirect(told.url)


@require_POST
@requires(Permission.VIEW_NUMBERS)
def change(request: MemberRequest) -> HttpResponseBase:
    """What the person does with those that are ticked, or with one, or with all."""
    deed, _space, one = request.POST.get("do", "").partition(" ")
    asked = wanted(request.POST.get("state", ""), request.POST.get("kind", ""))
    try:
        ids = [UUID(one)] if one else [UUID(word) for word in request.POST.getlist("item")]
    except ValueError:
        return HttpResponse("An item is named by its id, which is a UUID.", status=422)
    if deed not in _DEEDS:
        return HttpResponse(f"do is one of {', '.join(_DEEDS)}.", status=422)
    if deed != "all_read" and not ids:
        messages.info(request, _("Tick what you mean first."))
    else:
        _carry_out(request, deed, ids, asked)
    return redirect(f"{_url(request)}?{urlencode({'state': asked.state, 'kind': asked.kind})}")


_DEEDS = {"read": items.read, "unread": items.unread, "done": items.finish, "all_read": None}
_DEEDS["take"] = items.take_on


def _carry_out(request: MemberRequest, deed: str, ids: list[UUID], asked: Wanted) -> None:
    service = _DEEDS[deed]
    count = (
        items.read_all(request.user, asked.kind) if service is None else service(request.user, ids)
    )
    words = {
        "read": ngettext("%(count)d marked as read.", "%(count)d marked as read.", count),
        "all_read": ngettext("%(count)d marked as read.", "%(count)d marked as read.", count),
        "unread": ngettext("%(count)d marked as unread.", "%(count)d marked as unread.", count),
        "take": _("You see to it. Nobody else is told that it lies there."),
        "done": ngettext("%(count)d put away as done.", "%(count)d put away as done.", count),
    }
    messages.success(request, words[deed] % {"count": count})


def _row(item: InboxItem) -> dict[str, Any]:
    told = item.told
    severity = Severity(told.severity)
    return {
        "item": item,
        "told": told,
        "kind": label_of(item.kind),
        "title": written_of(told.said["title"]),
        "text": written_of(told.said["text"]),
        "severity": severity.label,
        "tone": _TONES[severity],
        "taken_by": told.taken_by.get_full_name() if told.taken_by else "",
    }


def _tabs(request: MemberRequest, asked: Wanted) -> list[dict[str, Any]]:
    counts = items.counts_of(request.user)
    labels = {
        items.OPEN: _("Open"),
        items.UNREAD: _("Unread"),
        items.DONE: _("Done"),
        items.ALL: _("All"),
    }
    return [
        {
            "label": label,
            "url": f"{_url(request)}?{urlencode({'state': state, 'kind': asked.kind})}",
            "is_current": state == asked.state,
            "count": counts[state],
        }
        for state, label in labels.items()
    ]


def _url(request: MemberRequest) -> str:
    return reverse("accounts:inbox", kwargs={"slug": request.workspace.slug})
