"""Channels by rule: the rules, a draft of others with what it would change, and saving it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.parts import nothing_new
from accounts.permissions import Permission
from accounts.underway import is_still, mark_of
from analytics.channels.book import saved_rules
from analytics.channels.defaults import DEFAULTS
from analytics.channels.drafts import Draft, read_draft
from analytics.channels.names import channel_name
from analytics.channels.preview import preview
from analytics.channels.rules import MOST_RULES, Rule
from analytics.forms import RuleForm, initial_of
from analytics.models import ChannelBook
from analytics.pages import channel_changes as changes
from analytics.pages import channels as words
from analytics.pages.settings import mapping_tabs
from analytics.services.channels import open_rules, save_rules
from analytics.views.trust import audited, today_of


@dataclass(frozen=True)
class Step:
    """The draft after what was asked, the form that is open, and where the focus goes on."""

    draft: Draft
    form: RuleForm | None = None
    editing: str = ""
    focus: tuple[int, str] | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.DEFINE_NUMBERS)
def channels(request: MemberRequest) -> HttpResponseBase:
    """The rules in their order; whatever is done to them is a draft until it is saved."""
    book, saved = open_rules(), saved_rules()
    if is_still(request, _underway(book)):
        return nothing_new()
    step = Step(Draft(saved, book.version))
    if request.method == "POST":
        try:
            draft = read_draft(request.POST.get("draft", ""))
            if request.POST.get("do") == "save":
                return _save(request, draft)
            step = _do(request, draft)
        except Trouble as trouble:
            messages.error(request, str(trouble))
            return redirect("analytics:channels", slug=request.workspace.slug)
    status = 422 if step.form and step.form.errors else 200
    return render(
        request, "analytics/channels.html", _page(request, book, saved, step), status=status
    )


def _underway(book: ChannelBook) -> str:
    """By which rules everything is assigned, while a job is at newer ones; "" where none is."""
    return mark_of(book.assigned_version) if book.version != book.assigned_version else ""


def _save(request: MemberRequest, draft: Draft) -> HttpResponseBase:
    save_rules(rules=draft.rules, version=draft.version)
    messages.success(request, _("Saved. Everything is being assigned by these rules now."))
    return redirect("analytics:channels", slug=request.workspace.slug)


def _do(request: MemberRequest, draft: Draft) -> Step:
    """One step of the draft: "up 3", "delete 3", "edit 3", "add", "keep", "reset"."""
    action, _space, text = request.POST.get("do", "").partition(" ")
    number = int(text) if text.isascii() and text.isdigit() else -1
    if action == "reset":
        return Step(Draft(DEFAULTS, draft.version))
    if action == "keep":
        return _keep(request, draft)
    if action == "add":
        initial = {"place": len(draft.rules) + 1}
        return Step(draft, RuleForm(initial=initial, channels=_channels(draft)), "new")
    if not 0 <= number < len(draft.rules):
        return Step(draft)
    if action == "edit":
        initial = initial_of(draft.rules[number], number + 1)
        return Step(draft, RuleForm(initial=initial, channels=_channels(draft)), str(number))
    if action == "delete":
        kept = draft.without(number)
        return Step(kept, focus=(min(number, len(kept.rules) - 1), "delete"))
    return _move(draft, number, action)


def _move(draft: Draft, number: int, action: str) -> Step:
    by = {"up": -1, "down": 1}.get(action, 0)
    place = max(0, min(number + by, len(draft.rules) - 1))
    # At either end its own button is off, so the focus goes to the other one.
    other = {0: "down", len(draft.rules) - 1: "up"}
    return Step(draft.moved(number, by), focus=(place, other.get(place, action)))


def _keep(request: MemberRequest, draft: Draft) -> Step:
    text = request.POST.get("editing", "new")
    number = int(text) if text.isascii() and text.isdigit() else None
    if number is not None and number >= len(draft.rules):
        number = None
    form = RuleForm(request.POST, channels=_channels(draft))
    if number is None and len(draft.rules) >= MOST_RULES:
        form.add_error(None, _("At most %(count)d rules.") % {"count": MOST_RULES})
    if not form.is_valid():
        return Step(draft, form, text)
    place = min(form.cleaned_data["place"] - 1, len(draft.rules))
    held = draft.holding(form.rule(), place, number)
    return Step(held, focus=(min(place, len(held.rules) - 1), "edit"))


def _channels(draft: Draft) -> list[str]:
    """The channels that there are, ours first."""
    every = (rule.channel for rule in (*DEFAULTS, *draft.rules))
    return list(dict.fromkeys(every))


def _page(
    request: MemberRequest, book: ChannelBook, saved: tuple[Rule, ...], step: Step
) -> dict[str, Any]:
    rules = step.draft.rules
    is_draft = rules != saved
    period, currency = audited(today_of(request)), request.workspace.currency
    found = preview(rules if is_draft else None, request.workspace, period)
    return {
        "tabs": mapping_tabs(request.workspace.slug, "channels"),
        "book": book,
        "underway": "" if is_draft else _underway(book),
        "is_draft": is_draft,
        "is_default": rules == DEFAULTS,
        "changes": words.changes_in_words(rules, saved),
        "draft": step.draft.as_text(),
        "rules": words.rule_rows(rules, saved, step.focus),
        "form": step.form,
        "editing": step.editing,
        "known": [channel_name(channel) for channel in _channels(step.draft)],
        "period": period,
        "figures": changes.figures(found, currency),
        "moved": changes.moved_rows(found, currency),
        "moved_words": changes.moved_in_words(found),
        "nowhere": changes.nowhere_rows(found, currency),
    }
