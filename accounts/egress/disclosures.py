"""Writes which recipient outside received a person's data: once for each run of a work."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext_noop as _

from accounts.egress.recipients import Recipient
from accounts.egress.subprocessors import subprocessors
from accounts.models import Disclosure
from accounts.readings.people import numbers_of
from accounts.tenancy import require_workspace_id


def note_disclosure(
    *, subject_keys: Iterable[str], recipient: Recipient, purpose: str, run: str
) -> None:
    """One line for each person in the entered workspace's log, and none for a run that is there.

    `run` names the work, not the call ("request:<id>"). What the recipient is called, where it is
    and by which transfer it may receive are written out as they are now.
    """
    common = {
        "workspace_id": require_workspace_id(),
        "recipient": recipient.name,
        "company": recipient.company,
        "country": recipient.country,
        "receives": recipient.receives,
        "transfer": str(recipient.transfer or ""),
        "safeguard": recipient.safeguard,
        "purpose": purpose,
        "run": run,
    }
    people = numbers_of(dict.fromkeys(subject_keys)).values()
    rows = [Disclosure(person_id=person, **common) for person in people]
    Disclosure.objects.bulk_create(rows, ignore_conflicts=True)


def mail_carrier() -> Recipient:
    """Who carries this installation's mail: whoever of SUBPROCESSORS says so, else its server."""
    for words, found in zip(settings.SUBPROCESSORS, subprocessors(), strict=True):
        if words.get("carries") == "mail":
            return found
    return Recipient(name=settings.EMAIL_HOST or _("Mail server"), hosts=(), purpose="")
