"""Addresses of tickets: the forms, the asker's own page, mail that comes in, the staff's queue."""

from django.urls import include, path

from enquiries.tickets.views import contact, desk, inbound, queue, status

_asker = [
    path("", status.status, name="ticket_status"),
    path("close/", status.close, name="ticket_close_own"),
    path("files/<uuid:file_id>/", status.download, name="ticket_file_own"),
]
_ticket = [
    path("", desk.ticket, name="ticket"),
    path("files/<uuid:file_id>/", desk.download, name="ticket_file"),
    *(
        path(f"{step}/", desk.take_step, {"step": step}, name=f"ticket_{step.replace('-', '_')}")
        for step in desk.STEPS
    ),
]

urlpatterns = [
    path("contact/", contact.contact, name="contact"),
    path("contact/sent/<str:reference>/", contact.contact_sent, name="contact_sent"),
    path("contact/ticket/<str:secret>/", include(_asker)),
    path("accounts/support/", contact.support, name="support"),
    path("inbound/support-mail", inbound.receive_mail, name="inbound_support_mail"),
    path("w/<slug:slug>/enquiries/tickets/", queue.tickets, name="tickets"),
    path("w/<slug:slug>/enquiries/tickets/<uuid:ticket_id>/", include(_ticket)),
]
