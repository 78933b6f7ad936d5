"""The desk's lists: what they show of each workspace; none of them can change a row."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin import (
    AllValuesFieldListFilter,
    EmptyFieldListFilter,
    ModelAdmin,
    action,
    display,
    register,
)
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from accounts.audit import Actor, acting_as
from accounts.errors import Refused
from accounts.models import DeadJob, Job, QueueStanding, SourceStanding, WorkspaceStanding
from accounts.services.jobs import retry_job
from accounts.tenancy import inside
from billing.models import StripeCustomer, StripeEvent
from billing.selectors import troubled_events
from billing.services.replaying import replay_event
from proactivox.desk.refreshing import refresh_standing
from proactivox.desk.site import desk as desk  # with its lists, for the addresses


class Values(AllValuesFieldListFilter):
    """The values that there are, each with a word: an empty one is said, not left blank."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or "(none)"}


class List(ModelAdmin):  # type: ignore[type-arg]
    """One page of rows; there is no page for a single one."""

    list_display_links = None
    list_select_related = ("workspace",)
    list_per_page = 100
    actions: Any = None

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_changelist"
        return [path("", self.admin_site.admin_view(self.changelist_view), name=name)]

    @display(description="Address", ordering="workspace__slug")
    def address(self, row: Any) -> str:
        """Several workspaces can have one name."""
        return str(row.workspace.slug)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Under its own name: there is nothing in it to be selected."""
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@register(WorkspaceStanding, site=desk)
class Workspaces(List):
    """All workspaces, with a way to ask for a look."""

    list_display = (
        *("workspace", "address", "look", "plan", "status", "trial_ends_at", "members", "sources"),
        *("late_sources", "broken_sources", "waiting_jobs", "dead_jobs", "dead_mails"),
        *("open_requests", "next_request_on", "open_breaches", "next_breach_at", "refreshed_at"),
    )
    list_filter = (("plan", Values), ("status", Values))
    search_fields = ("workspace__name", "workspace__slug")
    ordering = ("workspace__name",)

    @display(description="Look")
    def look(self, row: WorkspaceStanding) -> str:
        """Where a look is asked for."""
        url = reverse("admin:desk_access")
        return format_html('<a href="{}?workspace={}">Ask</a>', url, row.workspace.slug)


@register(SourceStanding, site=desk)
class Sources(List):
    """Sources by their health, the worst first."""

    list_display = ("workspace", "address", "connector", "state", "fresh_until", "code")
    list_filter = (("state", Values), ("connector", Values))
    search_fields = ("workspace__name", "workspace__slug")
    ordering = ("state", "fresh_until")


@register(QueueStanding, site=desk)
class Queues(List):
    """What waits, workspace by workspace, the oldest first."""

    list_display = ("workspace", "address", "queue", "waiting", "oldest_at")
    list_filter = (("queue", Values),)
    ordering = ("oldest_at",)


@register(DeadJob, site=desk)
class DeadJobs(List):
    """Jobs that nobody tries any more; they can be, by their workspace's own rules."""

    list_display = ("workspace", "address", "task", "queue", "attempts", "died_at")
    list_filter = (("task", Values), ("queue", Values))
    search_fields = ("workspace__name", "workspace__slug")
    ordering = ("-died_at",)
    actions = ("try_again",)

    @action(description="Try again")
    def try_again(self, request: HttpRequest, rows: Any) -> None:
        """Each inside its own workspace, whose trail says that it was us."""
        chosen = list(rows)
        tried = sum(retry(row, request.user.pk) for row in chosen)
        for workspace_id in {row.workspace_id for row in chosen}:
            refresh_standing(workspace_id)
        messages.success(request, f"{tried} of {len(chosen)} are tried again.")


@register(StripeEvent, site=desk)
class StripeEvents(List):
    """What Stripe told us and what became of it, the newest first; ids alone."""

    list_display = ("event_id", "type", "state", "received_at", "settled_at", "is_live")
    list_filter = (("state", Values), ("type", Values), "is_live")
    list_select_related = False  # type: ignore[assignment]
    search_fields = ("event_id",)
    ordering = ("-received_at",)
    actions = ("process_again",)

    @action(description="Process again")
    def process_again(self, request: HttpRequest, rows: Any) -> None:
        """What failed, or had no customer that we knew; what went well needs nothing."""
        chosen = list(rows.values_list("pk", flat=True))
        troubled = troubled_events().filter(pk__in=chosen).values_list("pk", flat=True)
        done = sum(process(request, event_id) for event_id in list(troubled))
        messages.success(request, f"{done} of {len(chosen)} are processed again.")


@register(StripeCustomer, site=desk)
class StripeCustomers(List):
    """Whose workspace pays for two subscriptions, and since when."""

    list_display = ("workspace_ref", "created_at", "left_at", "doubled_at")
    list_filter = (("doubled_at", EmptyFieldListFilter),)
    list_select_related = False  # type: ignore[assignment]
    search_fields = ("workspace_ref",)
    ordering = ("doubled_at", "-created_at")


def process(request: HttpRequest, event_id: str) -> bool:
    """Ask Stripe once more about one event's customer; what is in the way is said."""
    try:
        with acting_as(Actor("support", request.user.pk)):
            replay_event(event_id=event_id)
    except Refused as refused:
        messages.error(request, f"{refused} ({event_id})")
        return False
    return True


def retry(row: DeadJob, by: UUID | None) -> bool:
    """Queue one job again; False where its workspace has it no more, or did so itself."""
    with inside(row.workspace_id), acting_as(Actor("support", by)):
        job = Job.objects.filter(pk=row.pk).first()
        return job is not None and retry_job(job=job)
