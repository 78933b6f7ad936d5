"""The staff's pages: lists, a day, one booking with its person, the hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import MemberRequest, staff
from accounts.permissions import Permission
from accounts.readings import email_key, note_readings
from accounts.zones import zone
from enquiries.bookings.finding import of_day, shown, standing, who_may_host
from enquiries.bookings.forms import (
    CancelForm,
    HoursForm,
    OutcomeForm,
    initial_hours,
)
from enquiries.bookings.keeping import set_hours
from enquiries.bookings.purposes import HOLD_DEMO
from enquiries.bookings.sealing import BOOKING, PERSON
from enquiries.bookings.views.public import words_of
from enquiries.bookings.views.steps import crumb, found_booking
from enquiries.bookings.weeks import start_of
from enquiries.models import Booking, BookingState, DemoHours

_MANAGE = Permission.MANAGE_BOOKINGS
_PAGE = 50
_LISTS = ("coming", "past", "held", "cancelled", "day")


@dataclass(frozen=True)
class Row:
    """A booking in a list."""

    booking: Booking
    name: str
    company: str
    host: str


@dataclass(frozen=True)
class Tab:
    """One of the lists."""

    label: str
    url: str
    is_current: bool
    icon: str = ""
    count: str = ""


@require_safe
@staff(_MANAGE)
def bookings(request: MemberRequest) -> HttpResponseBase:
    """Coming ones, unless another list is asked for; names are readings, and noted."""
    which = request.GET.get("show", "")
    which = which if which in _LISTS else "coming"
    day = _day(request)
    found = of_day(day, request.workspace.zone) if which == "day" else shown(which)
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    context = {
        "which": which,
        "day": day,
        "page": page,
        "rows": _rows(page),
        "tabs": _tabs(request, which),
    }
    return render(request, "enquiries/bookings/list.html", context)


@require_safe
@staff(_MANAGE)
def booking(request: MemberRequest, booking_id: UUID) -> HttpResponseBase:
    """All that the person wrote, and what can be done."""
    found = found_booking(booking_id)
    person = BOOKING.texts(found, purpose=HOLD_DEMO)
    _note([person["email"]], PERSON, "booking")
    context = {
        "booking": found,
        "person": person,
        "host": standing().name_of(found.host_id),
        "is_coming": _is_coming(found),
        "is_over": found.state == BookingState.CONFIRMED and not _is_coming(found),
        "theirs": words_of(start_of(found.starts_at, zone(found.zone)), found.zone),
        "cancel_form": CancelForm(),
        "outcome_form": OutcomeForm(initial={"outcome": found.outcome}),
        "breadcrumbs": [crumb(request)],
    }
    return render(request, "enquiries/bookings/booking.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff(_MANAGE)
def hours(request: MemberRequest) -> HttpResponseBase:
    """Weekly hours, length, pause, notice, horizon, days off, hosts."""
    now, row = standing(), DemoHours.objects.first()
    initial = initial_hours(now.hours, row.hosts if row else [], now.join_url)
    form = HoursForm(request.POST or None, members=list(who_may_host()), initial=initial)
    if request.method == "POST" and form.is_valid():
        set_hours(**form.cleaned_data)
        messages.success(request, _("The hours are set. What is booked already stays."))
        return redirect("enquiries:bookings", slug=request.workspace.slug)
    context = {"form": form, "breadcrumbs": [crumb(request)]}
    return render(request, "enquiries/bookings/hours.html", context)


def _rows(bookings: Iterable[Booking]) -> list[Row]:
    found, people, hosts = [], [], standing()
    for one in bookings:
        name, email, company = (
            BOOKING.text(one, column, purpose=HOLD_DEMO) for column in ("name", "email", "company")
        )
        people.append(email)
        found.append(Row(one, name, company, hosts.name_of(one.host_id)))
    if people:
        _note(people, ("name", "company"), "bookings")
    return found


def _note(emails: list[str], columns: Iterable[str], place: str) -> None:
    keys = map(email_key, emails)
    note_readings(
        subject_keys=keys, purpose=HOLD_DEMO, fields=BOOKING.fields(*columns), place=place
    )


def _tabs(request: MemberRequest, which: str) -> list[Tab]:
    labels = (_("Coming"), _("Past"), _("Not confirmed"), _("Cancelled"), _("One day"))
    url = reverse("enquiries:bookings", args=[request.workspace.slug])
    return [
        Tab(label, f"{url}?show={name}", name == which)
        for name, label in zip(_LISTS, labels, strict=True)
    ]


def _is_coming(found: Booking) -> bool:
    return found.state == BookingState.CONFIRMED and found.starts_at > timezone.now()


def _day(request: MemberRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return timezone.localdate()
