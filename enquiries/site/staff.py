"""Staff's pages about disturbances, which stand in the house workspace alone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import MemberRequest, staff
from accounts.permissions import Permission
from enquiries.models import ServiceNotice
from enquiries.site import notices
from enquiries.site.forms import NoticeForm, UpdateForm

_WRITE = ["GET", "HEAD", "POST"]
_MOST = 100


@require_safe
@staff(Permission.ANSWER_TICKETS)
def notice_list(request: MemberRequest) -> HttpResponseBase:
    """All disturbances, the newest first."""
    rows = ServiceNotice.objects.order_by("-opened_at")[:_MOST]
    return render(request, "enquiries/site/notices.html", {"notices": rows})


@require_http_methods(_WRITE)
@staff(Permission.ANSWER_TICKETS)
def new_notice(request: MemberRequest) -> HttpResponseBase:
    """Tell of a disturbance."""
    form = NoticeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        notice = notices.open_notice(**form.cleaned_data)
        messages.success(request, _("Everybody can read it on the status page now."))
        return redirect("enquiries:notice", request.workspace.slug, notice.pk)
    return _form(request, form, _("Tell of a disturbance"))


@require_http_methods(_WRITE)
@staff(Permission.ANSWER_TICKETS)
def notice(request: MemberRequest, notice_id: UUID) -> HttpResponseBase:
    """One disturbance: what was said, and what there is to say now."""
    row = get_object_or_404(ServiceNotice.objects.all(), pk=notice_id)
    form = UpdateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        notices.update_notice(notice=row, **form.cleaned_data)
        messages.success(request, _("Everybody can read it on the status page now."))
        return redirect("enquiries:notice", request.workspace.slug, row.pk)
    return _form(request, form, row.title, row)


def _form(
    request: MemberRequest,
    form: NoticeForm | UpdateForm,
    title: str,
    row: ServiceNotice | None = None,
) -> HttpResponseBase:
    context = {
        "form": form,
        "title": title,
        "notice": row,
        "updates": row.updates.order_by("-at", "-id") if row else (),
        "list_url": reverse("enquiries:notices", args=[request.workspace.slug]),
    }
    return render(request, "enquiries/site/notice.html", context)
