"""The page on which a member chooses how they are told in this workspace, with a preview."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from accounts.telling.wishes.forms import WishesForm
from accounts.telling.wishes.keeping import set_wishes, wish_of
from accounts.telling.wishes.previewing import preview


@requires(Permission.VIEW_NUMBERS)
def wishes_page(request: MemberRequest) -> HttpResponseBase:
    """Kinds by channels, digest, quiet hours; and what it would have brought in a week."""
    form = WishesForm(
        request.POST or None, wish=wish_of(request.user), home=request.workspace.time_zone
    )
    if request.method == "POST" and form.is_valid():
        set_wishes(user=request.user, **form.wishes())
        messages.success(request, _("Saved."))
        return redirect("accounts:telling_wishes", slug=request.workspace.slug)
    context = {"form": form, "mails": preview(request.user)}
    return render(request, "accounts/telling_wishes.html", context)
