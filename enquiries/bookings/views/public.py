"""What a visitor sees: free times, the form, and that a mail is on its way."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import formats
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import public
from accounts.zones import groups, name_of, zone
from enquiries.bookings.availability import nearest
from enquiries.bookings.booking import TAKEN, SlotTaken, hold_slot
from enquiries.bookings.finding import free_now
from enquiries.bookings.forms import SlotForm
from enquiries.bookings.rates import too_many
from enquiries.bookings.waiting.forms import WaitForm
from enquiries.bookings.weeks import Start, read_value, start_of, week_of
from enquiries.following import address, go_to
from enquiries.house import as_visitor


@require_safe
@public
@never_cache
def calendar(request: HttpRequest) -> HttpResponseBase:
    """Free times of one week, by the clock of the zone that is chosen."""
    with as_visitor():
        free = free_now()
    context = calendar_context(request, free, address(request, "demo_details"))
    context["is_taken"] = "taken" in request.GET
    context["wait_form"] = WaitForm()
    return render(request, "enquiries/bookings/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def details(request: HttpRequest) -> HttpResponseBase:
    """Who comes to the chosen time; when it is taken, the nearest free ones are offered."""
    if (refusal := too_many(request, "form")) is not None:
        return refusal
    chosen = read_value(request.GET.get("slot"))
    name = name_of(request.GET.get("zone"))
    form = SlotForm(request.POST or None, initial={"slot": request.GET.get("slot", "")})
    if request.method == "POST" and form.is_valid():
        if (refusal := too_many(request, "address", form.cleaned_data["email"])) is not None:
            return refusal
        if _is_held(form, name):
            return go_to(request, "demo_sent")
        form = _form_of_others(request, form.cleaned_data["slot"], name)
    elif request.method != "POST" and (chosen is None or not _is_free(chosen)):
        query = urlencode({"zone": name, "taken": "1"} if chosen else {"zone": name})
        return redirect(f"{address(request, 'demo')}?{query}")
    context = {"form": form, "zone": name, "words": _words(form, name)}
    status = 409 if "slot" in form.errors else 200
    return render(request, "enquiries/bookings/details.html", context, status=status)


@require_safe
@public
def sent(request: HttpRequest) -> HttpResponseBase:
    """One page for everybody who sent the form."""
    return render(request, "enquiries/bookings/sent.html")


def calendar_context(
    request: HttpRequest, free: Sequence[datetime], target: str, fallback: str = ""
) -> dict[str, Any]:
    """What the calendar needs; `target` is the page to which a time leads."""
    name = name_of(request.GET.get("zone") or fallback)
    return {
        "zone": name,
        "where": zone(name),
        "zones": groups(name),
        "is_zone_asked": bool(request.GET.get("zone") or fallback),
        "week": week_of(free, zone(name), _asked_day(request)),
        "target": target,
    }


def chosen_start(request: HttpRequest, free: Sequence[datetime], name: str) -> Start | None:
    """The start that the address names; None for one that is not free."""
    chosen = read_value(request.GET.get("slot"))
    return start_of(chosen, zone(name)) if chosen is not None and chosen in free else None


def _asked_day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return None


def _is_free(start: datetime) -> bool:
    with as_visitor():
        return start in free_now()


def _is_held(form: SlotForm, name: str) -> bool:
    try:
        with as_visitor():
            hold_slot(starts_at=form.cleaned_data["slot"], zone=name, person=form.person)
    except SlotTaken:
        return False
    return True


def _form_of_others(request: HttpRequest, wanted: datetime, name: str) -> SlotForm:
    """What was typed, with the nearest free times to choose from instead of the one that is not."""
    with as_visitor():
        free = nearest(wanted, free_now())
    starts = [start_of(at, zone(name)) for at in free]
    form = SlotForm(request.POST, offered=[(one.value, words_of(one, name)) for one in starts])
    if not starts:
        form.add_error("slot", TAKEN)
    return form


def words_of(start: Start, name: str) -> str:
    """A start as it is read: day, date, time, and which of two where it comes twice."""
    local = start.at.astimezone(zone(name))
    day = f"{formats.date_format(local, 'l')} {formats.date_format(local, 'DATE_FORMAT')}"
    return f"{day}, {formats.time_format(local, 'TIME_FORMAT')} {start.offset}".strip()


def _words(form: SlotForm, name: str) -> str:
    """The time that was chosen; nothing while another one has to be."""
    at = None if "slot" in form.errors else read_value(form["slot"].value())
    return words_of(start_of(at, zone(name)), name) if at else ""
