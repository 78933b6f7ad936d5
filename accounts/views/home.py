"""The way home: a workspace's own address leads to its first page."""

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from accounts.doors import MemberRequest, requires
from accounts.permissions import Permission
from accounts.selectors import workspace_home


@require_safe
@requires(Permission.VIEW_NUMBERS)
def home(request: MemberRequest) -> HttpResponseBase:
    """The workspace's own address leads to its first page; switching is going there."""
    return redirect(workspace_home(request.workspace))
