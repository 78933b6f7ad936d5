"""The page about retention: rules with a preview before each is set, holds, schedule, evidence."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audit import record
from accounts.doors import MemberRequest, requires
from accounts.errors import Trouble
from accounts.permissions import Permission
from privacy.models import LegalHold
from privacy.registers.views import Crumb
from privacy.retention import exports
from privacy.retention.catalogue import KINDS, RuleKind
from privacy.retention.forms import HoldForm
from privacy.retention.holds import is_rule_held, lift_hold, make_hold
from privacy.retention.rules import InForce, preview_rule, rules_in_force, set_rule
from privacy.retention.showing import period_words, shown_holds, shown_runs, shown_schedule

_WRITE = ["GET", "HEAD", "POST"]


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def page(request: MemberRequest) -> HttpResponseBase:
    """What goes when: the rules first, because they can be changed."""
    context = {
        "rules": [_shown_rule(rule) for rule in rules_in_force()],
        "holds": shown_holds(),
        "runs": shown_runs(),
        "schedule": shown_schedule(),
        "formats": [("csv", "CSV"), ("json", "JSON")],
    }
    return render(request, "privacy/retention/page.html", context)


@require_http_methods(_WRITE)
@requires(Permission.MANAGE_PRIVACY)
def rule(request: MemberRequest, kind: str) -> HttpResponseBase:
    """Choose a period, see what it would delete, then set it; a POST sets what was looked at."""
    known = _kind(kind)
    months = _months(request.POST.get("months") or request.GET.get("months", ""), known)
    if request.method == "POST":
        is_reset = request.POST.get("months") == ""
        if months is None and not is_reset:
            raise Http404("There is no such period.")
        set_rule(kind=kind, months=months)
        messages.success(request, _("The rule is set. The coming night acts on it."))
        return redirect(_page(request))
    in_force = next(one for one in rules_in_force() if one.kind is known)
    context = {
        "kind": known,
        "in_force": period_words(in_force.months),
        "is_default": in_force.set_at is None,
        "default": period_words(known.default),
        "most": period_words(known.most) if known.most else "",
        "choices": [(one, period_words(one), one == months) for one in known.choices],
        "months": months,
        "chosen": period_words(months) if months else "",
        "preview": preview_rule(kind=kind, months=months) if months else None,
        "is_held": is_rule_held(kind),
        "breadcrumbs": [_crumb(request)],
    }
    return render(request, "privacy/retention/rule.html", context)


@require_http_methods(_WRITE)
@requires(Permission.MANAGE_PRIVACY)
def new_hold(request: MemberRequest) -> HttpResponseBase:
    """Keep a person, or all that a rule is about."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            make_hold(
                **{name: said[name] for name in ("rule", "email", "ground", "until")},
                ids=form.known,
            )
        except Trouble as trouble:
            form.add_error(None, str(trouble))
        else:
            messages.success(request, _("The hold lasts from now on."))
            return redirect(_page(request))
    context = {
        "form": form,
        "title": _("Make a legal hold"),
        "button": _("Keep it"),
        "breadcrumbs": [_crumb(request)],
    }
    return render(request, "privacy/registers/form.html", context)


@require_POST
@requires(Permission.MANAGE_PRIVACY)
def lift(request: MemberRequest, hold_id: UUID) -> HttpResponseBase:
    """End a hold."""
    try:
        lift_hold(hold_id=hold_id)
    except LegalHold.DoesNotExist as error:
        raise Http404("No such hold.") from error
    except Trouble as trouble:
        messages.error(request, str(trouble))
    else:
        messages.success(request, _("The hold is lifted."))
    return redirect(_page(request))


@require_safe
@requires(Permission.MANAGE_PRIVACY)
def export(request: MemberRequest) -> HttpResponseBase:
    """Schedule and rules as a file."""
    file_format = request.GET.get("format", "csv")
    if file_format not in exports.FORMATS:
        raise Http404("There is no such file.")
    content_type, write = exports.FORMATS[file_format]
    body = write(shown_schedule(), rules_in_force())
    record("retention.exported", format=file_format)
    day = timezone.localdate().isoformat()
    name = f"retention-{request.workspace.slug}-{day}.{file_format}"
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _shown_rule(rule: InForce) -> dict[str, object]:
    return {
        "kind": rule.kind,
        "period": period_words(rule.months),
        "is_default": rule.set_at is None,
        "most": period_words(rule.kind.most) if rule.kind.most else "",
    }


def _kind(key: str) -> RuleKind:
    if key not in KINDS:
        raise Http404("There is no such rule.")
    return KINDS[key]


def _months(text: str, kind: RuleKind) -> int | None:
    """The period that is asked for; None for none, and for what the rule does not offer."""
    return next((one for one in kind.choices if str(one) == text), None)


def _page(request: MemberRequest) -> str:
    return reverse("privacy_retention:page", args=[request.workspace.slug])


def _crumb(request: MemberRequest) -> Crumb:
    return Crumb(_("Retention"), _page(request))
