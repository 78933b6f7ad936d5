"""Django's admin as the desk: only lists of counts and states, behind the desk's own door."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.db.models import Min, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLResolver, include, path
from django.utils import translation
from django.utils.functional import Promise
from django.views.i18n import JavaScriptCatalog

from accounts.models import QueueStanding, WorkspaceStanding
from proactivox.desk.gate import guard_desk

View = Callable[..., HttpResponseBase]
# Of Django's own addresses: neither a log-in beside ours, nor a way round the lists.
_KEPT = {"index", "app_list", "jsi18n"}


class _Catalogue(JavaScriptCatalog):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = super().get_context_data(**kwargs)
        plain = {k: str(v) if isinstance(v, Promise) else v for k, v in said["formats"].items()}
        return {**said, "formats": plain}


class Desk(AdminSite):
    """404 for everybody who is not one of ours; English, as those who work here read it."""

    site_header = site_title = "Proactivox desk"
    index_title = "All workspaces"
    site_url = None
    enable_nav_sidebar = False
    final_catch_all_view = False
    index_template = "desk/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether somebody passed the door; the door itself answers with 404."""
        return bool(getattr(request, "passed_desk", False))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every view of the desk goes through here, so nothing is open by mistake."""
        return behind_door(super().admin_view(view, cacheable))

    def i18n_javascript(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Django's catalogue, with the formats as they are now: ours look anew at each use."""
        view = _Catalogue.as_view(packages=["django.contrib.admin"])
        return cast("HttpResponse", view(request))

    def get_urls(self) -> list[Any]:
        from proactivox.desk import maintenance, notices, switches, views

        own = [
            path("access/", views.access, name="desk_access"),
            path("switches/", self.admin_view(switches.switches), name="desk_switches"),
            path("promise/", views.promise, name="desk_promise"),
            path("maintenance/", self.admin_view(maintenance.maintenance), name="desk_maintenance"),
            path(
                "maintenance/<uuid:maintenance_id>/end/",
                self.admin_view(maintenance.end),
                name="desk_end_maintenance",
            ),
            path("notices/", self.admin_view(notices.notices), name="desk_notices"),
            path("notices/new/", self.admin_view(notices.write), name="desk_new_notice"),
            path("notices/<uuid:announcement_id>/", include(self._notice_urls(notices))),
        ]
        theirs = super().get_urls()
        return [
            *own,
            *(one for one in theirs if isinstance(one, URLResolver) or one.name in _KEPT),
        ]

    def _notice_urls(self, notices: Any) -> list[Any]:
        views = {
            "": (notices.notice, "desk_notice"),
            "change/": (notices.write, "desk_change_notice"),
            "test/": (notices.try_out, "desk_try_notice"),
            "publish/": (notices.publish, "desk_publish_notice"),
            "drop/": (notices.drop, "desk_drop_notice"),
            "end/": (notices.end, "desk_end_notice"),
        }
        return [
            path(part, self.admin_view(view), name=name) for part, (view, name) in views.items()
        ]

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Sums of what the workspaces wrote down, above the lists."""
        return super().index(request, {"sums": _sums(), "queues": _queues()})


def behind_door(view: View, *, for_partners: bool = False) -> View:
    """The view behind the desk's door, drawn in English."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        missing = guard_desk(request, for_partners=for_partners)
        if missing is not None:
            return missing
        request.passed_desk = True
        with translation.override("en"):
            answer = view(request, *args, **kwargs)
            return answer.render() if isinstance(answer, TemplateResponse) else answer

    guarded.is_desk = True  # type: ignore[attr-defined]
    return guarded


def _sums() -> dict[str, Any]:
    columns = ("sources", "late_sources", "broken_sources", "dead_jobs", "dead_mails")
    more = ("members", "open_requests", "open_breaches")
    rows = WorkspaceStanding.objects.all()
    return {
        "workspaces": rows.count(),
        **rows.aggregate(**{name: Sum(name) for name in (*columns, *more)}),
        **rows.aggregate(request_on=Min("next_request_on"), breach_at=Min("next_breach_at")),
    }


def _queues() -> Any:
    rows = QueueStanding.objects.order_by("queue").values("queue")
    return rows.annotate(depth=Sum("waiting"), oldest=Min("oldest_at"))


desk = Desk(name="desk")
