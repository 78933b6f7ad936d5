"""The one door for mail that our server hands over: for tickets, and mail that came back."""

from dataclasses import dataclass

from accounts.letters.returning import is_return_address
from accounts.letters.returning_to_users import is_user_return_address
from accounts.letters.taking import Fate, open_letter
from accounts.services.unreachable import take_returned_to_user
from enquiries.newsletters.bouncing import take_returned
from enquiries.tickets import inbound


@dataclass(frozen=True)
class Noted:
    """What became of a report."""

    fate: Fate


def take_mail(raw: bytes, *, recipient: str = "") -> inbound.Taken | Noted:
    """Take one message; `recipient` is whom the server got it for, else its headers are asked.

    Raises Refused as `inbound.take_mail` does.
    """
    letter = open_letter(raw, setting="SUPPORT_MAIL_DOMAIN")
    addressed = [recipient] if recipient else letter.recipients
    if found := next((one for one in addressed if is_user_return_address(one)), None):
        return Noted(take_returned_to_user(raw, address=found))
    returned = next((one for one in addressed if is_return_address(one)), None)
    if returned is None:
        return inbound.take_mail(raw, recipient=recipient)
    return Noted(take_returned(raw, address=returned))
