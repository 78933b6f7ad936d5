"""The steps on one item of a copy: leaving out, bringing back, having looked at it."""

from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from privacy.access.forms import LeaveOutForm
from privacy.access.redacting import bring_back, leave_out, look_at, shown
from privacy.access.views.places import (
    READ_AND_SEND,
    back,
    copy_asked,
    crumbs_to_copy,
    note_read,
    take,
)
from privacy.access.words import field_words, store_words
from privacy.models import DataSubjectRequest, LeftOut, PackageItem, Redaction


@require_http_methods(READ_AND_SEND)
@requires(Permission.MANAGE_PRIVACY)
def leave_out_page(request: MemberRequest, request_id: UUID, item_id: UUID) -> HttpResponseBase:
    """Leave one field of one item out, or words in it, with the reason."""
    found = copy_asked(request_id)
    item = _item(found, item_id)
    name = request.POST.get("field") or request.GET.get("field", "")
    (one,) = shown([item])
    if name not in one.content:
        raise Http404("No such field.")
    form = LeaveOutForm(request.POST or None, initial={"field": name})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            leave_out(
                item_id=item.pk,
                field=said["field"],
                reason=LeftOut(said["reason"]),
                words=said["words"],
            )
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            return back(request, found)
    note_read(found)
    context = {
        "asked": found,
        "form": form,
        "label": field_words(name),
        "value": one.content[name],
        "store": store_words(item.store),
        "breadcrumbs": crumbs_to_copy(request, found),
    }
    return render(request, "privacy/access/leave_out.html", context)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def looked_at(request: MemberRequest, request_id: UUID, item_id: UUID) -> HttpResponseBase:
    """What was written freely in an item is read."""
    found = copy_asked(request_id)
    item = _item(found, item_id)
    return take(request, found, lambda: look_at(item_id=item.pk))


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def brought_back(request: MemberRequest, request_id: UUID, redaction_id: UUID) -> HttpResponseBase:
    """Give out after all what was left out."""
    found = copy_asked(request_id)
    rows = Redaction.objects.filter(item__package__request=found, pk=redaction_id)
    if not rows.exists():
        raise Http404("Nothing of this copy is left out so.")
    return take(request, found, lambda: bring_back(redaction_id=redaction_id))


def _item(found: DataSubjectRequest, item_id: UUID) -> PackageItem:
    item = PackageItem.objects.filter(package__request=found, pk=item_id).first()
    if item is None:
        raise Http404("No such item.")
    return item
