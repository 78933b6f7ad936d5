"""For which purposes what a ticket holds of people is opened; the map prints them."""

from django.utils.translation import gettext_noop as _

ANSWER_ASKER = _("answer whoever writes to us")
SHOW_STAFF = _("show who of our staff works on a ticket")
ADDRESS = "enquiries.ticket.address"
NAME = "enquiries.ticket.name"
COMPANY = "enquiries.ticket.company"
TEXT = "enquiries.ticketmessage.text"
FILE_NAME = "enquiries.ticketfile.name"
FILE = "enquiries.ticketfilepiece.sealed"
# What staff read when they open a ticket.
ON_THE_PAGE = (ADDRESS, NAME, COMPANY, TEXT, FILE_NAME)
