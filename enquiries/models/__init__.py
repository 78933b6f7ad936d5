"""Rows of what visitors send and book; all of them are the house workspace's."""

from enquiries.models.bookings import Booking, BookingState, DemoHours, DemoWaiter, Outcome
from enquiries.models.newsletters import (
    Delivery,
    Newsletter,
    Step,
    Subscriber,
    SubscriptionEvent,
    Topic,
    Way,
)
from enquiries.models.site import HealthDay, Impact, NoticeUpdate, ServiceNotice, SourceCount
from enquiries.models.tickets import (
    Ticket,
    TicketChannel,
    TicketDirection,
    TicketFile,
    TicketFilePiece,
    TicketMail,
    TicketMessage,
    TicketState,
    TicketTopic,
)
from enquiries.models.webinars import Registration, RegistrationState, Webinar, WebinarState

__all__ = [
    "Booking",
    "BookingState",
    "Delivery",
    "DemoHours",
    "DemoWaiter",
    "HealthDay",
    "Impact",
    "Newsletter",
    "NoticeUpdate",
    "Outcome",
    "Registration",
    "RegistrationState",
    "ServiceNotice",
    "SourceCount",
    "Step",
    "Subscriber",
    "SubscriptionEvent",
    "Ticket",
    "TicketChannel",
    "TicketDirection",
    "TicketFile",
    "TicketFilePiece",
    "TicketMail",
    "TicketMessage",
    "TicketState",
    "TicketTopic",
    "Topic",
    "Way",
    "Webinar",
    "WebinarState",
]
