"""`read_support_mail`: takes one RFC 822 message from stdin, as a mail server's pipe gives it."""

from accounts.letters.piping import PipeCommand
from enquiries.arriving import take_mail


class Command(PipeCommand):
    """See accounts.letters.piping."""

    help = "Take one message from stdin: for a ticket, or a report of a letter that came back."
    take = staticmethod(take_mail)
