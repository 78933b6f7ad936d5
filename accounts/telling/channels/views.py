"""Channels of a workspace: added, tested, followed, paused and removed by its admins."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.advising import advise
from accounts.doors import MemberRequest, recently_authenticated, requires
from accounts.errors import Refused
from accounts.models import ChannelPost, PostState, Severity, TellingChannel
from accounts.permissions import Permission
from accounts.telling.channels import keeping
from accounts.telling.channels.forms import ChannelForm
from accounts.telling.kinds import label_of
from accounts.telling.said import written_of

_PAGE = 50
_MANAGE = Permission.MANAGE_WEBHOOKS


@recently_authenticated
@requires(_MANAGE)
def channels_page(request: MemberRequest) -> HttpResponseBase:
    """The list with a form."""
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            channel = keeping.add_channel(**form.cleaned_data)
        except Refused as refused:
            form.add_error("address", advise(request, refused))
        else:
            messages.success(request, _("Added. Send a test to see that it arrives."))
            return _back(request, channel.pk)
    rows = [_channel_row(one) for one in TellingChannel.objects.order_by("created_at", "id")]
    return render(request, "accounts/channels.html", {"form": form, "rows": rows})


@require_safe
@requires(_MANAGE)
def channel_page(request: MemberRequest, channel_id: UUID) -> HttpResponseBase:
    """One channel and what was sent there in the last 30 days."""
    channel = _found(channel_id)
    sent = ChannelPost.objects.filter(channel=channel).order_by("-created_at", "-id")
    rows = sent.select_related("told").defer("body")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context = {**_channel_row(channel), "page": page, "rows": [_post_row(row) for row in page]}
    return render(request, "accounts/channel.html", context)


@require_POST
@requires(_MANAGE)
def test(request: MemberRequest, channel_id: UUID) -> HttpResponseBase:
    """Send a message that says that it is a test."""
    if _found(channel_id).paused_at:
        messages.error(request, _("It is paused. Let it go on first."))
    else:
        keeping.send_test(channel_id=channel_id)
        messages.success(request, _("The test is on its way. Its outcome is listed below."))
    return _back(request, channel_id)


@require_POST
@requires(_MANAGE)
def switch_on(request: MemberRequest, channel_id: UUID) -> HttpResponseBase:
    """Go on, with what waits first."""
    _found(channel_id)
    keeping.switch(channel_id=channel_id, on=True)
    return _back(request, channel_id)


@require_POST
@requires(_MANAGE, goes_on=True)
def switch_off(request: MemberRequest, channel_id: UUID) -> HttpResponseBase:
    """Send nothing until it goes on."""
    _found(channel_id)
    keeping.switch(channel_id=channel_id, on=False)
    return _back(request, channel_id)


@require_POST
@requires(_MANAGE, goes_on=True)
def remove(request: MemberRequest, channel_id: UUID) -> HttpResponseBase:
    """Forget the address and what was sent there."""
    name = _found(channel_id).name
    keeping.remove_channel(channel_id=channel_id)
    messages.success(request, _("Nothing is sent to %(name)s any more.") % {"name": name})
    return redirect("accounts:channels", slug=request.workspace.slug)


def _found(channel_id: UUID) -> TellingChannel:
    channel = TellingChannel.objects.filter(pk=channel_id).first()
    if channel is None:
        raise Http404("No such channel.")
    return channel


def _back(request: MemberRequest, channel_id: UUID) -> HttpResponseBase:
    return redirect("accounts:channel", slug=request.workspace.slug, channel_id=channel_id)


def _channel_row(channel: TellingChannel) -> dict[str, Any]:
    if channel.paused_at and channel.paused_why != keeping.MEMBER:
        state, tone = _("Paused: it refuses"), "bad"
    elif channel.paused_at:
        state, tone = _("Paused"), "none"
    elif channel.failures:
        state, tone = _("Fails"), "warn"
    else:
        state, tone = _("On"), "good"
    return {
        "channel": channel,
        "state": state,
        "tone": tone,
        "why": channel.paused_why if channel.paused_why != keeping.MEMBER else "",
        "least": Severity(channel.least).label,
        "kinds": [label_of(word) for word in channel.kinds] or [_("Everything")],
    }


def _post_row(row: ChannelPost) -> dict[str, Any]:
    states = {
        PostState.WAITING: (_("Waiting"), "none"),
        PostState.DELIVERED: (_("Delivered"), "good"),
        PostState.GIVEN_UP: (_("Given up"), "bad"),
    }
    state, tone = states[PostState(row.state)]
    title = written_of(row.told.said["title"]) if row.told else _("Test")
    return {"post": row, "title": title, "state": state, "tone": tone}
