"""What staff does about a disturbance: tell of it, say how it goes, say that it is over."""

from django.utils import timezone

from accounts.audit import record
from accounts.tenancy import inside, require_workspace_id
from enquiries.models import NoticeUpdate, ServiceNotice


def open_notice(
    *, impact: str, title_en: str, title_da: str, text_en: str, text_da: str
) -> ServiceNotice:
    """Tell everybody of a disturbance, from now on."""
    with inside(require_workspace_id()):
        notice = ServiceNotice.objects.create(impact=impact, title_en=title_en, title_da=title_da)
        NoticeUpdate.objects.create(notice=notice, text_en=text_en, text_da=text_da)
        record("notice.opened", notice, impact=impact)
    return notice


def update_notice(*, notice: ServiceNotice, text_en: str, text_da: str, is_resolved: bool) -> None:
    """Say how it goes, or that it is over; what is over stays so, and can be written to still."""
    with inside(require_workspace_id()):
        NoticeUpdate.objects.create(notice=notice, text_en=text_en, text_da=text_da)
        is_end = is_resolved and notice.resolved_at is None
        if is_end:
            notice.resolved_at = timezone.now()
            notice.save(update_fields=["resolved_at"])
        record("notice.resolved" if is_end else "notice.updated", notice)
