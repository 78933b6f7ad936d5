"""`read_privacy_mail`: takes one RFC 822 message from stdin, as a mail server's pipe gives it."""

from accounts.letters.piping import PipeCommand
from privacy.inbound.taking import take_mail


class Command(PipeCommand):
    """See accounts.letters.piping."""

    help = "Take one message for a privacy address from stdin: it opens or continues a request."
    take = staticmethod(take_mail)
