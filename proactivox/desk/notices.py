"""Notices to users: written, looked at, tried on oneself, and published by a second yes."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.announcements.audience import audience_of, count_mails
from accounts.errors import Trouble
from accounts.forms import one_line
from accounts.models import Announcement, AnnouncementKind, Audience, User
from accounts.services.announcements import (
    drop_announcement,
    end_announcement,
    publish_announcement,
    send_test,
    write_announcement,
)
from billing.entitlements import offered_plans
from proactivox.desk.fields import Moment, Slugs, Words, label_of, slugs_of
from proactivox.desk.site import desk

_WRITE = ["GET", "HEAD", "POST"]
_MOST = 100
_SHOWN_DAYS = 14


class NoticeForm(forms.Form):
    """What is said, to whom, and for how long it stands above their pages."""

    kind = forms.ChoiceField(
        label="Kind",
        choices=AnnouncementKind.choices,
        help_text="A security alert is mailed to everybody it is for; a product notice to those of "
        "them who want such mails.",
    )
    title_en = Words(label="Title in English", max_length=120)
    title_da = Words(label="Title in Danish", max_length=120)
    text_en = Words(label="Text in English", max_length=2000, rows=6)
    text_da = Words(label="Text in Danish", max_length=2000, rows=6)
    audience = forms.ChoiceField(label="For", choices=Audience.choices)
    plan = forms.ChoiceField(label="Plan", required=False)
    workspace_ids = Slugs(
        label="Workspaces", required=False, help_text="Addresses, such as acme, rival"
    )
    begins_at = Moment(label="Shown from (UTC)")
    ends_at = Moment(label="Shown until (UTC)")
    is_service = forms.BooleanField(
        label="It holds no advertising",
        help_text="Nothing is praised, offered or sold, no larger plan and no event: that is "
        "marketing, which goes as a newsletter to those who agreed to it, and never from here.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plans = [(plan.key, plan.key.title()) for plan in offered_plans()]
        self.fields["plan"].choices = [("", "(none)"), *plans]  # type: ignore[attr-defined]
        for name in ("title_en", "title_da"):
            self.fields[name].validators.append(one_line)

    def clean(self) -> dict[str, Any]:
        said = {**(super().clean() or {})}
        if said.get("audience") == Audience.PLAN and not said.get("plan"):
            self.add_error("plan", "Say which plan.")
        if said.get("audience") == Audience.CHOSEN and not said.get("workspace_ids"):
            self.add_error("workspace_ids", "Name at least one workspace.")
        begins_at, ends_at = said.get("begins_at"), said.get("ends_at")
        if begins_at and ends_at and ends_at <= max(begins_at, timezone.now()):
            self.add_error("ends_at", "It would be over already.")
        return said


@require_safe
def notices(request: Any) -> HttpResponseBase:
    """All of them with counts, the newest first."""
    told = Q(receipts__isnull=False)
    rows = Announcement.objects.annotate(
        told=Count("receipts", filter=told),
        mailed=Count("receipts", filter=Q(receipts__mailed_at__isnull=False)),
        dismissed=Count("receipts", filter=Q(receipts__dismissed_at__isnull=False)),
    )
    lines = [
        {"row": row, "state": _state(row), "audience": audience_words(row)}
        for row in rows.order_by("-written_at")[:_MOST]
    ]
    return _page(request, "desk/notices.html", "Notices to users", lines=lines)


@require_http_methods(_WRITE)
def write(request: Any, announcement_id: UUID | None = None) -> HttpResponseBase:
    """A new draft, or one that is changed."""
    known = _draft(announcement_id) if announcement_id else None
    form = NoticeForm(request.POST or None, initial=_initial(known))
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in form.fields if name != "is_service"}
        row = write_announcement(by=request.user.pk, known=known, **said)
        return redirect("admin:desk_notice", row.pk)
    title = "Change the notice" if known else "New notice"
    return _page(request, "desk/notice_form.html", title, form=form)


@require_safe
def notice(request: Any, announcement_id: UUID) -> HttpResponseBase:
    """As people will see it, with how many they are."""
    row = _known(announcement_id)
    counts = {} if row.published_at else {"people": audience_of(row).count()}
    by = User.objects.filter(pk=row.published_by).first() if row.published_by else None
    return _page(
        request,
        "desk/notice.html",
        row.title_en,
        row=row,
        state=_state(row),
        audience=audience_words(row),
        by=by.get_full_name() if by else "",
        told=row.receipts.count(),
        mails=row.receipts.exclude(mailed_at=None).count() if row.sent_at else count_mails(row),
        **counts,
    )


@require_POST
def try_out(request: Any, announcement_id: UUID) -> HttpResponseBase:
    """To oneself alone."""
    send_test(announcement=_known(announcement_id), to=request.user)
    messages.success(request, f"A test is on its way to {request.user.email}.")
    return redirect("admin:desk_notice", announcement_id)


@require_http_methods(_WRITE)
def publish(request: Any, announcement_id: UUID) -> HttpResponseBase:
    """The second yes: to so many people, and nothing takes it back."""
    row, sure = _draft(announcement_id), "sure" in request.POST
    if request.method == "POST" and sure:
        try:
            count = int(request.POST.get("people", "-1"))
            publish_announcement(announcement=row, people=count, by=request.user.pk)
        except (Trouble, ValueError) as trouble:
            messages.error(request, str(trouble))
        else:
            messages.success(request, "Published.")
            return redirect("admin:desk_notice", row.pk)
    elif request.method == "POST":
        messages.error(request, "Tick that you are sure.")
    return _page(
        request,
        "desk/notice_publish.html",
        "Publish the notice",
        row=row,
        audience=audience_words(row),
        people=audience_of(row).count(),
        mails=count_mails(row),
    )


@require_POST
def drop(request: Any, announcement_id: UUID) -> HttpResponseBase:
    """A draft that nobody needs."""
    drop_announcement(announcement=_draft(announcement_id), by=request.user.pk)
    messages.success(request, "The draft is gone.")
    return redirect("admin:desk_notices")


@require_POST
def end(request: Any, announcement_id: UUID) -> HttpResponseBase:
    """Off people's pages; what was mailed is mailed."""
    is_ended = end_announcement(announcement_id=announcement_id, by=request.user.pk)
    messages.info(request, "It stands above no page any more." if is_ended else "It does not run.")
    return redirect("admin:desk_notice", announcement_id)


def audience_words(row: Announcement) -> str:
    """Whom it is for."""
    words = label_of(Audience.choices, row.audience)
    if row.audience == Audience.PLAN:
        return f"{words}: {row.plan.title()}"
    return f"{words}: {slugs_of(row.workspace_ids)}" if row.audience == Audience.CHOSEN else words


def _state(row: Announcement) -> str:
    now = timezone.now()
    if row.published_at is None:
        return "Draft"
    if row.ends_at <= now:
        return "Over"
    return "Shown" if row.begins_at <= now else "To come"


def _initial(known: Announcement | None) -> dict[str, Any]:
    if known is None:
        now = timezone.now().replace(second=0, microsecond=0)
        return {"begins_at": now, "ends_at": now + timedelta(days=_SHOWN_DAYS)}
    values = {name: getattr(known, name) for name in NoticeForm.base_fields if name != "is_service"}
    return {**values, "workspace_ids": slugs_of(known.workspace_ids)}


def _known(announcement_id: UUID) -> Announcement:
    row = Announcement.objects.filter(pk=announcement_id).first()
    if row is None:
        raise Http404("No such notice.")
    return row


def _draft(announcement_id: UUID) -> Announcement:
    row = _known(announcement_id)
    if row.published_at is not None:
        raise Http404("It is published, and changes no more.")
    return row


def _page(request: Any, template: str, title: str, **context: Any) -> HttpResponseBase:
    values = {**desk.each_context(request), "title": title, **context}
    return TemplateResponse(request, template, values)
