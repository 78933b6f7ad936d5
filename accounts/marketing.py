"""The one door for marketing mail: only with a live consent, past every objection, and signed.

Both are asked when a mail is queued, and once more when it goes, so that whoever objects or leaves
meanwhile gets none of those that wait. Service notices and security alerts go by accounts.notify.
"""

import base64
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

import orjson
from django.conf import settings
from django.utils.translation import gettext as _

from accounts.crypto import encrypt
from accounts.errors import Refused
from accounts.jobs import enqueue
from accounts.letters.returning import return_address
from accounts.mail_signing import is_signing
from accounts.notify import Mail, mail_place
from accounts.tenancy import new_id, require_workspace_id

# RFC 8058, 3.1: exactly this, as the header's value and as the body of the request.
ONE_CLICK = "List-Unsubscribe=One-Click"

# Since when an address agrees to a topic; None where it does not.
Consents = Callable[[str, str], datetime | None]
# Whether an address has objected to marketing, and not agreed anew since then.
Objections = Callable[[str, datetime], bool]
_consents: list[Consents] = []
_objections: list[Objections] = []


def register_consents(consents: Consents) -> None:
    """Enquiries calls this once, at start; a later call takes the place of the earlier."""
    _consents[:] = [consents]


def register_objections(objections: Objections) -> None:
    """Privacy calls this once, at start; a later call takes the place of the earlier."""
    _objections[:] = [objections]


def may_market(to: str, topic: str) -> bool:
    """Whether marketing about a topic may go to an address now, in the entered workspace.

    Raises Refused while one of both gates is not there: what nobody watches stays closed.
    """
    if not _consents or not _objections:
        raise Refused("Nobody watches consents or objections; no marketing mail leaves.")
    agreed_at = _consents[0](to, topic)
    return agreed_at is not None and not _objections[0](to, agreed_at)


def check_marketing() -> None:
    """Raise Refused where this product may send no marketing mail at all."""
    if settings.IS_PRODUCTION and not is_signing():
        raise Refused(
            _("Marketing mail has to be signed (DKIM), and no key is set."),
            advice=_("Set DKIM_KEY, DKIM_SELECTOR and DKIM_DOMAIN."),
            code="unsigned",
        )


def queue_marketing(mail: Mail, *, topic: str, one_click_url: str) -> UUID | None:
    """Send it soon, with both headers of RFC 8058; None where no live consent allows it.

    `one_click_url` ends the consent by a POST. It goes at most once: where a worker dies while the
    server takes a mail, nobody knows whether it did, and it is not sent again. What cannot be
    delivered comes back to an address of its own (accounts.letters.returning).
    """
    check_marketing()
    if not may_market(mail.to, topic):
        return None
    listed = {"List-Unsubscribe": f"<{one_click_url}>", "List-Unsubscribe-Post": ONE_CLICK}
    mail_id = new_id()
    headers = {**mail.headers, **listed}
    mail = replace(mail, headers=headers, return_path=return_address(mail_id))
    place = mail_place(require_workspace_id(), mail_id)
    sealed = base64.b64encode(encrypt(place, orjson.dumps(asdict(mail)).decode())).decode()
    enqueue("accounts.tasks.send_marketing", mail_id, sealed, topic)
    return mail_id
