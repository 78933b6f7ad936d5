"""Mail about a breach: that there is one, that time runs out, what Proactivox tells a customer."""

from privacy.clock import breach_due
from privacy.models import RegisterEntry
from privacy.registers.breaches.standing import Standing
from privacy.registers.mails import mail_handlers


def mail_breach(entry: RegisterEntry, news: str, standing: Standing | None = None) -> int:
    """Tell everyone who may keep the register; how many. No word of the entry stands in it.

    `news` is entered, arrived, more, reminder or escalation.
    """

    def values() -> dict[str, object]:
        due_at = standing.due_at if standing else breach_due(entry.began_at)
        return {"news": news, "aware_at": entry.began_at, "due_at": due_at, "role": entry.role}

    return mail_handlers(entry, "privacy/registers/breach", values)
