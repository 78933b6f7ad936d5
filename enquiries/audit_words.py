"""What was done in enquiries, in words for the audit trail."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from enquiries.models import Newsletter, Ticket, TicketChannel, TicketTopic, Way

LABELS: Mapping[str, Any] = {
    "booking.confirmed": _("A visitor booked a demo"),
    "booking.moved": _("Moved a demo"),
    "booking.cancelled": _("Cancelled a demo"),
    "booking.outcome": _("Noted whether anybody came to a demo"),
    "demo_hours.set": _("Set the hours of demos"),
    "registration.confirmed": _("A visitor registered for a webinar"),
    "registration.cancelled": _("A visitor left a webinar"),
    "webinar.made": _("Made a webinar"),
    "webinar.changed": _("Changed a webinar"),
    "webinar.published": _("Published a webinar"),
    "webinar.cancelled": _("Cancelled a webinar"),
    "webinar.exported": _("Exported who comes to a webinar"),
    "newsletter.made": _("Wrote a newsletter"),
    "newsletter.changed": _("Changed a newsletter"),
    "newsletter.tested": _("Sent a newsletter to themselves as a test"),
    "newsletter.scheduled": _("Had a newsletter sent"),
    "newsletter.unscheduled": _("Took back that a newsletter is sent"),
    "newsletter.paused": _("Held a newsletter"),
    "newsletter.resumed": _("Let a newsletter go on"),
    "newsletter.deleted": _("Deleted a newsletter"),
    "newsletter.sent": _("A newsletter went to everybody who agreed"),
    "notice.opened": _("Told of a disturbance"),
    "notice.updated": _("Said how a disturbance goes"),
    "notice.resolved": _("Said that a disturbance is over"),
    "subscription.confirmed": _("A person agreed to get news"),
    "subscription.choices_changed": _("A person changed which news they get"),
    "subscription.ended": _("A person left the news"),
    "subscription.undeliverable": _("Letters to a subscriber came back, so no more are sent"),
    "ticket.opened": _("Wrote to Proactivox"),
    "ticket.written": _("Wrote again to a ticket"),
    "ticket.answered": _("Answered a ticket"),
    "ticket.noted": _("Wrote a note on a ticket"),
    "ticket.assigned": _("Decided who works on a ticket"),
    "ticket.closed": _("Closed a ticket"),
    "ticket.reopened": _("Opened a ticket again"),
    "ticket.spam": _("Marked a ticket as spam"),
    "ticket.handed_over": _("Handed a ticket to the privacy desk"),
}
VALUES: Mapping[str, Any] = {
    one.value: one.label for words in (TicketTopic, TicketChannel, Way) for one in words
}


def _newsletter_names(ids: list[str]) -> Mapping[str, str]:
    rows = Newsletter.objects.filter(pk__in=ids)
    return {str(key): subject for key, subject in rows.values_list("pk", "subject_en")}


def _references(ids: list[str]) -> Mapping[str, str]:
    rows = Ticket.objects.filter(pk__in=ids)
    return {str(key): reference for key, reference in rows.values_list("pk", "reference")}


NAMES = {"enquiries.newsletter": _newsletter_names, "enquiries.ticket": _references}
