"""What enquiries keeps sealed: whoever books, registers, writes or subscribes, words and files."""

from accounts.crypto import register_sealed
from enquiries.bookings.sealing import BOOKING
from enquiries.bookings.waiting.sealing import WAITER
from enquiries.newsletters.sealing import SUBSCRIBER
from enquiries.tickets.sealing import FILES, MESSAGE, TICKET, piece_place
from enquiries.webinars.sealing import REGISTRATION

for table in (BOOKING, WAITER, REGISTRATION, SUBSCRIBER, TICKET, MESSAGE, FILES):
    table.register()
register_sealed("enquiries.TicketFilePiece", "sealed", piece_place)
