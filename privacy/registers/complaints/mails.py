"""Mail about a complaint: its acknowledgement and outcome to the person, news to the workspace."""

from django.utils import timezone, translation

from accounts.models import Workspace
from accounts.notify import compose_mail, queue_mail
from accounts.tenancy import require_workspace_id
from privacy.clock import RULES, acknowledge_by
from privacy.models import RegisterEntry, RegisterNote
from privacy.registers.mails import mail_handlers
from privacy.registers.purposes import KEEP_REGISTER
from privacy.registers.sealing import ADDRESS, text_of
from privacy.requests.authorities import authority_of


def mail_complainant(entry: RegisterEntry, news: str, text: str = "") -> bool:
    """Write to the person; False where no address is known. `news` is received, written, closed.

    What they wrote is never sent back: the address may be somebody else's.
    """
    note = RegisterNote.objects.filter(entry=entry, field=ADDRESS).order_by("-at").first()
    if note is None:
        return False
    workspace = Workspace.objects.get(pk=require_workspace_id())
    with translation.override(entry.language), timezone.override(RULES[entry.rules].zone):
        values = {
            "workspace": workspace,
            "number": entry.number,
            "news": news,
            "text": text,
            "at": entry.began_at,
            "authority": authority_of(entry.rules),
        }
        mail = compose_mail(
            "privacy/registers/complainant", to=text_of(note, purpose=KEEP_REGISTER), values=values
        )
    queue_mail(mail)
    return True


def mail_complaint(entry: RegisterEntry, news: str) -> int:
    """Tell those who answer for it; how many. `news` is received, reminder or escalation."""

    def values() -> dict[str, object]:
        by = acknowledge_by(entry.began_at, RULES[entry.rules])
        return {"news": news, "acknowledge_by": by}

    return mail_handlers(entry, "privacy/registers/complaint", values)
